"""What programs get: cases and services as everyone may see them."""

from marshmallow import Schema, fields

from civic.cases.workflow import STATES


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


class PublicPhoto(Schema):
    """A photo that everyone may see, as a JPEG file; its digest stands in the content of the event."""

    url = fields.String(required=True)
    sha256 = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    description = fields.Nested(
        PublicText,
        required=True,
        allow_none=True,
        metadata={"description": "what it shows, as its sender says"},
    )


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
    photos = fields.List(fields.Nested(PublicPhoto), required=True)
    filed_at = fields.String(required=True, metadata={"format": "date-time"})
    supporters = fields.Integer(
        required=True, metadata={"description": "people who have noticed the same, beside the reporter"}
    )
    url = fields.String(required=True)
    parent = fields.String(
        required=True, allow_none=True, metadata={"description": "number of the case that this is a part of"}
    )
    parts = fields.List(
        fields.String(), required=True, metadata={"description": "numbers of the parts that were split off"}
    )
    events = fields.List(fields.Nested("TimelineEvent"), required=True)
    news = fields.List(
        fields.Nested("TimelineEvent"),
        required=True,
        metadata={"description": "what came from outside the city, beside the case: it moves no state"},
    )


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
    supporters = fields.Integer(required=True)
    parent = fields.String(
        required=True, allow_none=True, metadata={"description": "number of the case that this is a part of"}
    )


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
    photos = fields.String(
        required=True,
        metadata={
            "enum": ["public", "officials", "no"],
            "description": "who sees them; no: none are taken",
        },
    )
    emergency_note = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    anonymous = fields.Boolean(required=True)
    duplicates = fields.Dict(
        metadata={"description": "what differs from the city’s rule about open cases that may be the same"}
    )


class Services(Schema):
    """The service catalogue of a city."""

    city = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    services = fields.List(fields.Nested(PublicService), required=True)
