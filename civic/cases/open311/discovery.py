"""Where everything is, and whom to ask for a key."""

from datetime import datetime

from civic.cases.open311.structure import Document, Items
from civic.cities.pack import City, name_in

# SPEC: the URI that tells a GeoReport v2 endpoint from every other.
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(city: City, *, endpoint: str, guide: str, since: datetime, is_test: bool, tag: str) -> Document:
    """Return what a program needs to know before it asks anything else; `guide` is our page about it."""
    written = f"{since:%Y-%m-%dT%H:%M:%SZ}"
    return Document(
        "discovery",
        {
            "changeset": written,
            "contact": _contact(city, tag),
            "key_service": f"Ask the city for a key: {_contact(city, tag)}. See {guide}",
            "endpoints": Items(
                "endpoint",
                [
                    {
                        "specification": SPECIFICATION,
                        "url": endpoint,
                        "changeset": written,
                        "type": "test" if is_test else "production",
                        "formats": Items("format", ["text/xml", "application/json"]),
                    }
                ],
            ),
        },
    )


def _contact(city: City, tag: str) -> str:
    human = city.human_contact
    known = (name_in(human.names, tag).text, human.email, human.phone)
    return ", ".join(each for each in known if each)
