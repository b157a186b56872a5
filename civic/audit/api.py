"""Events for programs: the statement as it was signed, what is published beside it, and the receipt."""

import base64

from flask import Blueprint, Response
from marshmallow import Schema, fields

from civic.audit.queries import NoSuchEvent, PublicEvent, event_at
from civic.kernel.errors import NotFound
from civic.web.access import access
from civic.web.json_body import JsonAnswer
from civic.web.openapi import ROOT, Answer, Operation, operation
from civic.web.platform import platform
from civic.web.problems import problem_of

RECEIPT = "application/octet-stream"
RETRY_AFTER = 1  # second, after which the log is usually published
blueprint = Blueprint("audit_api", __name__)


class EventIsNotPublishedYet(NotFound):
    """The event is committed; the published log does not reach it yet."""

    code = "audit.not-published-yet"


class PublishedPart(Schema):
    """Words with the key of their commitment: base64(HMAC-SHA-256(commitment_key, committed))."""

    value = fields.Dict(required=True, metadata={"description": "the part, read"})
    committed = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the committed bytes, which are UTF-8; null while some of it is withheld"},
    )
    commitment_key = fields.String(
        required=True, allow_none=True, metadata={"description": "base64; null while some of it is withheld"}
    )
    commitment = fields.String(required=True, metadata={"description": "base64, as it is in the statement"})


class WithheldItem(Schema):
    """Words or a photo that the city took out of public view."""

    item = fields.String(required=True, metadata={"description": "member of the part, such as `description`"})
    reason = fields.String(required=True)
    since = fields.String(required=True, metadata={"format": "date-time"})
    by = fields.Integer(required=True, metadata={"description": "position of the event that says so"})


class TimelineEvent(Schema):
    """An event as it stands in the timeline of its stream."""

    position = fields.Integer(required=True)
    id = fields.String(required=True)
    type = fields.String(required=True)
    type_version = fields.Integer(required=True)
    stream = fields.String(required=True)
    version = fields.Integer(required=True)
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    data = fields.Dict(required=True)
    content = fields.Dict(keys=fields.String(), values=fields.Nested(PublishedPart), required=True)
    erased = fields.List(fields.String(), required=True)
    withheld = fields.List(fields.Nested(WithheldItem), required=True)


class SignedEvent(Schema):
    """An event as it was signed, and what is published beside it."""

    position = fields.Integer(required=True)
    envelope = fields.String(required=True, metadata={"description": "base64 of the leaf, a DSSE envelope"})
    statement = fields.Dict(required=True)
    content = fields.Dict(keys=fields.String(), values=fields.Nested(PublishedPart), required=True)
    erased = fields.List(fields.String(), required=True)
    withheld = fields.List(fields.Nested(WithheldItem), required=True)
    receipt = fields.String(required=True, metadata={"description": "address of the receipt"})


SIGNED_EVENT = {
    "position": 0,
    "envelope": "eyJwYXlsb2FkIjoi…",
    "statement": {"commitments": {}, "position": 0, "stream": "keys", "type": "audit.key.announced"},
    "content": {},
    "erased": [],
    "withheld": [],
    "receipt": f"{ROOT}/events/0/receipt",
}


@blueprint.get(f"{ROOT}/events/<position>")
@access("anyone", cookies=False)
@operation(
    Operation(
        summary="An event as it was signed",
        answers={200: Answer("The event", SignedEvent, SIGNED_EVENT)},
        refusals=(404,),
    )
)
def event(position: str) -> Response:
    found = _event(position)
    return JsonAnswer(
        {
            "position": found.position,
            "envelope": base64.b64encode(found.leaf).decode(),
            "statement": found.statement,
            "content": found.published_parts(),
            "erased": list(found.erased),
            "withheld": found.withheld(),
            "receipt": f"{ROOT}/events/{found.position}/receipt",
        }
    )


@blueprint.get(f"{ROOT}/events/<position>/receipt")
@access("anyone", cookies=False)
@operation(
    Operation(
        summary="The receipt of an event: that it is in the log, to be verified offline",
        answers={200: Answer("A .tlog-proof file", content_type=RECEIPT)},
        refusals=(404,),
    )
)
def receipt(position: str) -> Response:
    found = _event(position)
    proof = platform().log.receipt(found.position)
    if proof is None:
        waiting = problem_of(EventIsNotPublishedYet(f"event {found.position} is not published yet"))
        waiting.headers["Retry-After"] = str(RETRY_AFTER)
        return waiting
    response = Response(proof, content_type=RECEIPT)
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.position}.tlog-proof"'
    return response


def _event(position: str) -> PublicEvent:
    if not (position.isascii() and position.isdecimal() and len(position) < 20):
        raise NoSuchEvent(f"{position[:40]!r} is no position", position=position[:40])
    return event_at(platform().journal, int(position))
