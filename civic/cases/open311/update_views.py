"""News of a request that a program of others sends: kept beside the case, and nothing moves by it."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime

from flask import Response, request

from civic.cases.api import KEY, idempotency_key
from civic.cases.commands import ReceiveUpdate
from civic.cases.open311.answers import Format, answer
from civic.cases.open311.clients import Client
from civic.cases.open311.endpoint import FORMAT, ROOT, blueprint
from civic.cases.open311.filing_views import sending_client, with_args
from civic.cases.open311.jurisdictions import jurisdiction
from civic.cases.open311.parameters import Parameters
from civic.cases.open311.posting import notice_of
from civic.cases.open311.refusals import Objection, RequestIsRefused
from civic.cases.open311.request_views import numbered
from civic.cases.open311.structure import Document, Items
from civic.cases.open311.wanted import moment_in
from civic.cities.pack import City
from civic.kernel.clock import to_timestamp
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.web.access import access
from civic.web.platform import platform

_NAMES = (
    *("api_key", "jurisdiction_id", "service_request_id", "update_id"),
    *("description", "updated_datetime"),
)


@blueprint.post(f"{ROOT}/servicerequestupdates.{FORMAT}")
@access("anyone", cookies=False)
def update(form: Format) -> Response:
    client, sent = sending_client(), Parameters(request.form)
    city = jurisdiction(with_args(sent, "jurisdiction_id"))
    command = _read(sent, city, client)
    position = platform().cases.receive_update(command, command_id=_command_id(sent, client, command.case))
    done = {
        "update_id": str(position),
        "service_notice": notice_of([name for name in sent.names() if name not in _NAMES]),
        "account_id": None,
    }
    response = answer(Document("service_request_updates", Items("request_update", [done])), form)
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(sent: Parameters, city: City, client: Client) -> ReceiveUpdate:
    """Return what the program says; raise RequestIsRefused with everything that is wrong."""
    said, objections = sent.one("updated_datetime"), list(_objections(sent))
    moment = moment_in(said) if said else None
    if said and moment is None:
        objections.append(Objection(400, "updated_datetime: this is no time. Send one with its zone."))
    number = sent.one("service_request_id")
    rows = numbered(city, (number,)).rows if number else ()
    if number and not rows:
        objections.append(Objection(404, "service_request_id was not found."))
    if objections:
        raise RequestIsRefused(*objections)
    return ReceiveUpdate(
        case=CaseNumber(rows[0].number),
        client=client.id,
        program=client.name,
        explanation=Text((sent.one("description") or "").replace("\r\n", "\n")),
        occurred_at=_not_later(moment) if moment else None,
    )


def _objections(sent: Parameters) -> Iterator[Objection]:
    for name in ("service_request_id", "description"):
        if sent.one(name) is None:
            yield Objection(400, f"{name} was not provided.")
    for name in _NAMES:
        if any("\ufffd" in value for value in sent.all_of(name)):
            yield Objection(400, f"{name}: this is not UTF-8.")


def _not_later(moment: datetime) -> str:
    """Nothing has happened that is yet to come, whatever another clock shows."""
    return to_timestamp(min(moment, platform().clock.now()))


def _command_id(sent: Parameters, client: Client, case: CaseNumber) -> str:
    """Name the update as the program does, so that one that is sent again is kept once."""
    if KEY in request.headers:
        return f"open311-update-{client.id}-{idempotency_key()}"
    theirs = sent.one("update_id")
    if theirs is None:
        return f"open311-update-{client.id}-{secrets.token_hex(16)}"
    return f"open311-update-{client.id}-{hashlib.sha256(f'{case}/{theirs}'.encode()).hexdigest()}"
