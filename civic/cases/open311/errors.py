"""What is wrong with a request, as GeoReport says it: one status, one error or several, in English words."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus

from civic.cases.open311.refusals import Objection, RequestIsRefused
from civic.cases.open311.structure import Document, Items
from civic.cases.validation import WORDS_OF_PHOTO
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.web.problems import fault_detail, refusal_detail, status_detail


def objections_of(error: RequestIsRefused | Refused | int) -> Sequence[Objection]:
    """Return what a refusal of the platform, or a status of the framework, is here."""
    if isinstance(error, RequestIsRefused):
        return error.objections
    if isinstance(error, int):
        return [Objection(error, _STATUSES.get(error) or status_detail(error))]
    if isinstance(error, InputHasFaults):
        return [Objection(HTTPStatus.BAD_REQUEST, described(fault)) for fault in error.faults]
    return [Objection(_status(error.status), refusal_detail(error))]


def status_of(objections: Iterable[Objection]) -> int:
    """Return the status of an answer with several errors."""
    # SPEC: 403 for a missing or wrong api_key, 404 for what was not found, 400 for everything else.
    known = {each.status for each in objections}
    return next((status for status in (403, 404) if status in known), max(known))


def document_of(objections: Iterable[Objection]) -> Document:
    return Document(
        "errors",
        Items("error", [{"code": each.status, "description": each.description} for each in objections]),
    )


def described(fault: Fault) -> str:
    """Say what is wrong with a parameter, by the name that it has here."""
    return f"{parameter_of(fault.field)}: {fault_detail(fault)}"


def parameter_of(field: str) -> str:
    """Return what the parameter is called here that became this field of a filing."""
    if field.startswith("answers."):
        return f"attribute[{field.removeprefix('answers.')}]"
    if field.startswith(WORDS_OF_PHOTO):
        return "media_description"
    return _PARAMETERS.get(field, field)


def _status(status: int) -> int:
    return (
        HTTPStatus.BAD_REQUEST if status in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY) else status
    )


_STATUSES = {
    404: "There is nothing at this address. discovery.xml says where everything begins; addresses end in "
    ".xml or .json.",
}
_PARAMETERS = {
    "service": "service_code",
    "place": "lat, long, address_string",
    "address": "address_string",
    "contact": "email, phone",
    "contact.name": "first_name, last_name",
    "contact.email": "email",
    "contact.phone": "phone",
    "photo": "media",
    "explanation": "description",
}
