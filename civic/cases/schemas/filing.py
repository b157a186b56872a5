"""What programs send to file a case."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from civic.cases.commands import FileCase
from civic.cases.events import Contact, GivenAnswer
from civic.cases.schemas.reading import FIELD, OBJECT, Degrees, Words, load, refusal
from civic.cases.validation import LINE_LIMIT, WORDS_OF_PHOTO
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.language import UNDETERMINED, Text
from civic.kernel.place import Point

MOST_ANSWERS = 100


class SentPlace(Schema):
    """Where it is: a point, an address, a neighbourhood, or several of them."""

    class Meta:
        unknown = RAISE

    error_messages = OBJECT
    latitude = Degrees(90, description="WGS84; needs longitude")
    longitude = Degrees(180, description="WGS84; needs latitude")
    address = Words()
    neighbourhood = Words(limit=LINE_LIMIT, metadata={"description": "code of a neighbourhood of the city"})


class SentContact(Schema):
    """How somebody can be reached; it is sealed and never shown to everyone."""

    class Meta:
        unknown = RAISE

    error_messages = OBJECT
    name = Words()
    email = Words()
    phone = Words()


class SentText(Schema):
    """Words and the BCP 47 tag of their language."""

    class Meta:
        unknown = RAISE

    error_messages = OBJECT
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
        super().__init__(error_messages=FIELD, metadata={"oneOf": list(self._forms), "description": said})

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
            error_messages={**FIELD, "invalid": "input.not-an-object"},
            metadata={"description": "answers by question code; choices by their code, yes or no as such"},
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[Any, Any]:  # noqa: ARG002
        if type(value) is not dict:
            raise self.make_error("invalid")
        if len(value) > MOST_ANSWERS:
            raise refusal(Fault("", "input.too-many", {"limit": MOST_ANSWERS, "count": len(value)}))
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

    error_messages = OBJECT
    city = Words(limit=LINE_LIMIT, metadata={"description": "code of a city; this site's if left out"})
    service = Words(limit=LINE_LIMIT, required=True, metadata={"description": "code from /api/v1/services"})
    description = TextOrWords()
    place = fields.Nested(SentPlace, error_messages=FIELD)
    contact = fields.Nested(SentContact, error_messages=FIELD)
    answers = Answers()
    channel = Words(limit=LINE_LIMIT, load_default="api")


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


def as_sent(fault: Fault) -> Fault:
    """Name the field of a fault as the body calls it."""
    if fault.code == "input.unknown-language":
        return replace(fault, field=f"{fault.field}.language")
    if fault.field.startswith(WORDS_OF_PHOTO):
        return replace(fault, field="photo_description")
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
    name, email, phone = (sent.get(part) or None for part in ("name", "email", "phone"))
    return Contact(name, email, phone)
