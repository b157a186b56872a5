"""One question a page: what the form of a service asks, in its order, for those who chose the simple view."""

from collections.abc import Iterable

from civic.cities.pack import Service
from civic.kernel.errors import Fault

_PHOTO = "photo"
_PAGES = {
    "address": "place",
    "neighbourhood": "place",
    "coordinates": "place",
    "contact.name": "contact",
    "contact.email": "contact",
    "contact.phone": "contact",
    "letters.language": "letters",
    "letters.large_type": "letters",
}


def asked_of(service: Service) -> tuple[str, ...]:
    """Return the pages of a filing, each by the name of what it asks."""
    photos = () if service.photos == "no" else (_PHOTO,)
    place = () if service.place == "none" else ("place",)
    questions = (f"answers.{question.code}" for question in service.questions)
    return ("description", *place, *photos, *questions, "contact")


def stands_on(field: str, page: str) -> bool:
    """Whether a page shows a field itself, so that it need not travel unseen."""
    return _asked_on(field) == page


def page_of(field: str, asked: tuple[str, ...]) -> str:
    """Return the page where a fault is told; what stands on none is told on the last."""
    page = _asked_on(field)
    return page if page in asked else asked[-1]


def _asked_on(field: str) -> str:
    """What is said of a photo has a field for each, so its page is told by how the name begins."""
    return _PHOTO if field.startswith(_PHOTO) else _PAGES.get(field, field)


def faults_on(page: str, faults: Iterable[Fault], asked: tuple[str, ...]) -> list[Fault]:
    return [fault for fault in faults if page_of(fault.field, asked) == page]


def beside(page: str, asked: tuple[str, ...], by: int) -> str | None:
    """Return the page after (1) or before (-1) one; None where there is none, the first if it is unknown."""
    at = asked.index(page) + by if page in asked else 0
    return asked[at] if 0 <= at < len(asked) else None
