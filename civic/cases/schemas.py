"""What programs send and get about cases: types are strict, unknown fields are refused by their name."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from civic.cases.commands import FileCase
from civic.cases.events import Contact, GivenAnswer
from civic.cases.model import STATES
from civic.cases.validation import LINE_LIMIT
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.language import UNDETERMINED, Text
from civic.kernel.place import Point

MOST_ANSWERS = 100
LARGEST_PAGE = 200
PAGE = 50
# Control characters other than tab and line feed; where a line end is out of place, validation says so.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_AFTER = re.compile(r"[0-9]{1,18}\.[0-9A-Z]{10}")

# The schemas name faults by these codes; marshmallow keeps messages as text.
_FAULTS: Mapping[str, Fault] = {
    fault.code: fault
    for fault in (
        Fault("", "input.missing"),
        Fault("", "input.null"),
        Fault("", "input.not-text"),
        Fault("", "input.not-text-with-language"),
        Fault("", "input.not-a-number"),
        Fault("", "input.not-an-object"),
        Fault("", "input.unknown-field"),
        Fault("", "input.control-characters"),
        Fault("", "input.not-a-key"),
    )
}
_FIELD: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "input.missing",
    "null": "input.null",
    "invalid": "input.not-text",
}
_OBJECT = {"unknown": "input.unknown-field", "type": "input.not-an-object"}


class Words(fields.String):
    """Text as it was sent, with plain line ends."""

    def __init__(self, *, limit: int | None = None, **options: Any) -> None:
        super().__init__(error_messages=_FIELD, **options)
        self._limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002
        if type(value) is not str:
            raise self.make_error("invalid")
        text = value.replace("\r\n", "\n") if "\r" in value else value
        if _UNREADABLE.search(text):
            raise ValidationError("input.control-characters")
        if self._limit is not None and len(text) > self._limit:
            raise _refusal(Fault("", "input.too-long", {"limit": self._limit, "length": len(text)}))
        return text


class Degrees(fields.Float):
    """A JSON number within plus or minus `most`; no text, no truth value, nothing infinite."""

    def __init__(self, most: int, **options: Any) -> None:
        limits = {"minimum": -most, "maximum": most}
        super().__init__(error_messages=_FIELD, metadata={**limits, **options})
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:  # noqa: ARG002
        if type(value) is not float and type(value) is not int:
            raise ValidationError("input.not-a-number")
        if not -self._most <= value <= self._most or not math.isfinite(value):
            raise _refusal(Fault("", "input.not-in-range", {"least": -self._most, "most": self._most}))
        return float(value)


class SentPlace(Schema):
    """Where it is: a point, an address, a neighbourhood, or several of them."""

    class Meta:
        unknown = RAISE

    error_messages = _OBJECT
    latitude = Degrees(90, description="WGS84; needs longitude")
    longitude = Degrees(180, description="WGS84; needs latitude")
    address = Words()
    neighbourhood = Words(limit=LINE_LIMIT, metadata={"description": "code of a neighbourhood of the city"})


class SentContact(Schema):
    """How somebody can be reached; it is sealed and never shown to everyone."""

    class Meta:
        unknown = RAISE

    error_messages = _OBJECT
    name = Words()
    email = Words()
    phone = Words()


class SentText(Schema):
    """Words and the BCP 47 tag of their language."""

    class Meta:
        unknown = RAISE

    error_messages = _OBJECT
    text = Words(required=True)
    language = Words(limit=LINE_LIMIT)


class TextOrWords(fields.Field[Text | None]):
    """A JSON string, or an object with text and language."""

    _schema = SentText()
    _forms = (
        {"type": "string"},
        {
            "type": "object",
            "properties": {
                "text": {"type": "string"},
                "language": {"type": "string", "description": "BCP 47 tag; und where nobody knows"},
            },
            "required": ["text"],
            "additionalProperties": False,
        },
    )

    def __init__(self) -> None:
        said = "what it is about, for everyone to read"
        super().__init__(error_messages=_FIELD, metadata={"oneOf": list(self._forms), "description": said})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Text | None:
        if type(value) is dict:
            read = self._schema.load(value)
            text, language = read["text"], read.get("language", UNDETERMINED)
        elif type(value) is str:
            text, language = _WORDS.deserialize(value, attr, data, **kwargs), UNDETERMINED
        else:
            raise ValidationError("input.not-text-with-language")
        return Text(text, language) if text.strip() else None


class Answers(fields.Dict):
    """Answers by the code of their question, in one order whatever order they came in."""

    def __init__(self) -> None:
        super().__init__(
            keys=fields.String(),
            values=fields.String(),
            error_messages={**_FIELD, "invalid": "input.not-an-object"},
            metadata={"description": "answers by question code; choices by their code, yes or no as such"},
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[Any, Any]:  # noqa: ARG002
        if type(value) is not dict:
            raise self.make_error("invalid")
        if len(value) > MOST_ANSWERS:
            raise _refusal(Fault("", "input.too-many", {"limit": MOST_ANSWERS, "count": len(value)}))
        faults: dict[str, Any] = {}
        for code, answer in value.items():
            try:
                _WORDS.deserialize(answer)
            except ValidationError as wrong:
                faults[code] = wrong.messages
        if faults:
            raise ValidationError(faults)
        return {code: value[code] for code in sorted(value)}


_WORDS = Words()


class Filing(Schema):
    """A matter to bring to the city."""

    class Meta:
        unknown = RAISE

    error_messages = _OBJECT
    city = Words(limit=LINE_LIMIT, metadata={"description": "code of a city; this site's if left out"})
    service = Words(limit=LINE_LIMIT, required=True, metadata={"description": "code from /api/v1/services"})
    description = TextOrWords()
    place = fields.Nested(SentPlace, error_messages=_FIELD)
    contact = fields.Nested(SentContact, error_messages=_FIELD)
    answers = Answers()
    channel = Words(limit=LINE_LIMIT, load_default="api")


class Filed(Schema):
    """A case that was filed, and what its reporter needs to come back to it."""

    number = fields.String(required=True)
    spelled = fields.String(required=True, metadata={"description": "the number for reading aloud"})
    case_code = fields.String(required=True, metadata={"description": "shows that somebody filed the case"})
    url = fields.String(required=True, metadata={"description": "page of the case, for people"})
    receipt = fields.String(required=True, metadata={"description": "address of the receipt"})
    position = fields.Integer(required=True, metadata={"description": "of its event in the log"})


class PublicPlace(Schema):
    """Where it is, as exactly as the service makes public."""

    latitude = fields.Float()
    longitude = fields.Float()
    district = fields.String()
    neighbourhood = fields.String()
    address = fields.String()


class PublicText(Schema):
    """Words and the BCP 47 tag of their language."""

    text = fields.String(required=True)
    language = fields.String(required=True)


class PublicCase(Schema):
    """A case with its whole history, whose events are described where the log is."""

    number = fields.String(required=True)
    spelled = fields.String(required=True)
    city = fields.String(required=True)
    service = fields.String(required=True)
    kind = fields.String(required=True)
    department = fields.String(required=True)
    channel = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    place = fields.Nested(PublicPlace, required=True)
    description = fields.Nested(PublicText, required=True, allow_none=True)
    filed_at = fields.String(required=True, metadata={"format": "date-time"})
    url = fields.String(required=True)
    events = fields.List(fields.Nested("TimelineEvent"), required=True)


class CaseRow(Schema):
    """One line of a list of cases."""

    number = fields.String(required=True)
    city = fields.String(required=True)
    service = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    department = fields.String(required=True)
    channel = fields.String(required=True)
    district = fields.String(required=True, allow_none=True)
    neighbourhood = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    first_words = fields.Nested(PublicText, required=True, allow_none=True)
    filed_at = fields.String(required=True, metadata={"format": "date-time"})
    changed_at = fields.String(required=True, metadata={"format": "date-time"})
    position = fields.Integer(required=True)


class CaseRows(Schema):
    """A page of cases, the oldest first."""

    cases = fields.List(fields.Nested(CaseRow), required=True)
    next_after = fields.String(
        required=True, allow_none=True, metadata={"description": "key of the next page"}
    )


class PublicChoice(Schema):
    """One answer that a question offers."""

    code = fields.String(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PublicQuestion(Schema):
    """An extra question of a service."""

    code = fields.String(required=True)
    text = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    kind = fields.String(required=True, metadata={"enum": ["text", "number", "choice", "yes_no"]})
    required = fields.Boolean(required=True)
    choices = fields.List(fields.Nested(PublicChoice), required=True)


class PublicService(Schema):
    """Something that people can report or ask for; names are by BCP 47 tag."""

    code = fields.String(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    kind = fields.String(required=True, metadata={"enum": ["report", "request"]})
    group = fields.String(required=True)
    department = fields.String(required=True)
    description = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    keywords = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    questions = fields.List(fields.Nested(PublicQuestion), required=True)
    conditions = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    materials = fields.List(fields.Dict(), required=True)
    legal_basis = fields.String(metadata={"description": "left out where the city names none"})
    response_hours = fields.Integer(required=True)
    resolution_days = fields.Integer(required=True)
    place = fields.String(required=True, metadata={"enum": ["required", "optional", "none"]})
    public_precision_metres = fields.Integer(required=True)
    emergency_note = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    anonymous = fields.Boolean(required=True)


class Services(Schema):
    """The service catalogue of a city."""

    city = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    services = fields.List(fields.Nested(PublicService), required=True)


class Limit(fields.Integer):
    """How many rows a page may have, as a number in an address."""

    def __init__(self) -> None:
        super().__init__(load_default=PAGE, metadata={"minimum": 1, "maximum": LARGEST_PAGE})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002
        if re.fullmatch(r"[1-9][0-9]{0,2}", value) and int(value) <= LARGEST_PAGE:
            return int(value)
        raise _refusal(Fault("", "input.not-a-whole-number", {"least": 1, "most": LARGEST_PAGE}))


class StateName(Words):
    """One of the states that a case can be in."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        state = super()._deserialize(value, attr, data, **kwargs)
        if state not in STATES:
            raise _refusal(Fault("", "input.unknown-choice", {"choice": state[:LINE_LIMIT]}))
        return state


class After(Words):
    """The key of a page, as the page before gave it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        key = super()._deserialize(value, attr, data, **kwargs)
        if _AFTER.fullmatch(key) is None:
            raise ValidationError("input.not-a-key")
        return key


class CityQuery(Schema):
    """Which city is meant."""

    class Meta:
        unknown = RAISE

    error_messages = _OBJECT
    city = Words(limit=LINE_LIMIT, metadata={"description": "code of a city; this site's if left out"})


class CaseQuery(CityQuery):
    """Which cases are wanted."""

    department = Words(limit=LINE_LIMIT)
    state = StateName(metadata={"enum": list(STATES)})
    after = After()
    limit = Limit()


_FILING = Filing()


def filing_of(body: Any, city: str) -> FileCase:
    """Return the command that a body asks for; raise InputHasFaults naming what cannot be read."""
    read = load(_FILING, body)
    place, contact = read.get("place", {}), read.get("contact", {})
    return FileCase(
        city=read.get("city", city),
        service=read["service"],
        channel=read["channel"],
        description=read.get("description"),
        point=_point(place),
        address=place.get("address") or None,
        neighbourhood=place.get("neighbourhood") or None,
        contact=_contact(contact) if any(contact.values()) else None,
        answers=tuple(GivenAnswer(code, answer) for code, answer in read.get("answers", {}).items()),
    )


def load(schema: Schema, sent: Any) -> dict[str, Any]:
    """Return what the schema reads; raise InputHasFaults."""
    try:
        read: dict[str, Any] = schema.load(sent)
    except ValidationError as wrong:
        raise InputHasFaults(list(_faults(wrong.messages, ""))) from wrong
    return read


def as_sent(fault: Fault) -> Fault:
    """Name the field of a fault as the body calls it."""
    if fault.code == "input.unknown-language":
        return replace(fault, field=f"{fault.field}.language")
    return replace(fault, field=_FIELDS_AS_SENT.get(fault.field, fault.field))


_FIELDS_AS_SENT = {"address": "place.address", "neighbourhood": "place.neighbourhood"}


def _point(place: Mapping[str, Any]) -> Point | None:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        absent = "latitude" if latitude is None else "longitude"
        raise InputHasFaults([Fault(f"place.{absent}", "input.missing")])
    return Point.from_degrees(latitude, longitude)


def _contact(sent: Mapping[str, str]) -> Contact:
    return Contact(*(sent.get(part) or None for part in ("name", "email", "phone")))


def _refusal(fault: Fault) -> ValidationError:
    return ValidationError([fault])


def _faults(messages: Any, path: str) -> Iterator[Fault]:
    """Flatten what marshmallow found into faults with dotted fields."""
    if isinstance(messages, dict):
        for name, below in messages.items():
            inner = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _faults(below, inner)
    elif isinstance(messages, list):
        for message in messages:
            yield from _faults(message, path)
    else:
        yield replace(messages if isinstance(messages, Fault) else _FAULTS[messages], field=path)
