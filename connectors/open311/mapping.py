"""Our records as their parameters, their answers as our records: pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civic.ports import Followed, Forwarding

JPEG = "image/jpeg"


def form_of(matter: Forwarding) -> list[tuple[str, str]]:
    """Return the fields to post; what is not known is left out. Several photos repeat their field."""
    form = {"service_code": matter.service, "description": matter.description}
    if matter.latitude is not None and matter.longitude is not None:
        form |= {"lat": f"{matter.latitude:.6f}", "long": f"{matter.longitude:.6f}"}
    known = {
        "address_string": matter.address,
        "last_name": matter.name,
        "email": matter.email,
        "phone": matter.phone,
    }
    form |= {name: value for name, value in known.items() if value}
    form |= {f"attribute[{code}]": answer for code, answer in matter.answers}
    photos = [("media_url", address) for address in matter.photo_addresses]
    said = [photo.words for photo in matter.photos]
    return [*form.items(), *photos, *(("media_description", words) for words in said if any(said))]


def files_of(matter: Forwarding) -> list[tuple[str, tuple[str, bytes, str]]]:
    """Return the photos that go along as files."""
    return [
        ("media", (f"photo-{number}.jpg", photo.body, JPEG)) for number, photo in enumerate(matter.photos, 1)
    ]


def asked_in(definition: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return what a service definition asks for: the codes of attributes with the keys of their values."""
    attributes = definition.get("attributes")
    # SPEC: variable is false where the attribute is only information, such as a note in the form.
    asked = [
        each
        for each in (attributes if isinstance(attributes, list) else ())
        if isinstance(each, dict) and each.get("code") and each.get("variable", True) not in (False, "false")
    ]
    return {str(each["code"]): _keys(each.get("values")) for each in asked}


def _keys(values: object) -> frozenset[str]:
    listed = values if isinstance(values, list) else ()
    return frozenset(str(each["key"]) for each in listed if isinstance(each, dict) and "key" in each)


def marked(row: Mapping[str, Any], mark: str) -> str | None:
    """Return the number of a request in whose description the mark stands."""
    number = row.get("service_request_id")
    return str(number) if number and mark and mark in str(row.get("description")) else None


def followed(row: Mapping[str, Any]) -> Followed | None:
    """Return how a request stands; None if the row does not say what has to be said."""
    number, status, updated = (row.get(name) for name in ("service_request_id", "status", "updated_datetime"))
    if not number or status not in ("open", "closed"):
        return None
    try:
        updated_at = datetime.fromisoformat(str(updated))
    except ValueError:
        return None
    if updated_at.tzinfo is None:
        return None
    words = row.get("status_notes")
    return Followed(str(number), status == "closed", updated_at, str(words) if words else None)
