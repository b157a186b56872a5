"""Filing by a program of others: who it is, how much it may send, and what becomes of what it sends."""

from collections.abc import Mapping

from flask import Response, request

from civic.cases.api import idempotency_key
from civic.cases.handlers import Filed
from civic.cases.open311.answers import Format, answer
from civic.cases.open311.clients import Client
from civic.cases.open311.endpoint import FORMAT, ROOT, blueprint, spoken, tag
from civic.cases.open311.jurisdictions import jurisdiction
from civic.cases.open311.parameters import Parameters, asked
from civic.cases.open311.posting import Posting, notice_of
from civic.cases.open311.refusals import refused
from civic.cases.open311.structure import Document, Items, Value
from civic.i18n.languages import Language
from civic.web.access import access
from civic.web.openapi import ROOT as API
from civic.web.platform import platform, site_address
from civic.web.throttle import TooManyAtOnce
from civic.web.uploads import takes_files


@blueprint.post(f"{ROOT}/requests.{FORMAT}")
@access("anyone", cookies=False)
@takes_files
def filing(form: Format) -> Response:
    client = sending_client()
    sent = Parameters(request.form)
    city = jurisdiction(with_args(sent, "jurisdiction_id"))
    posted = Posting(request.form, request.files, city).read()
    filed = platform().cases.file(
        posted.command,
        command_id=f"open311-{client.id}-{idempotency_key()}",
        pictures=posted.pictures,
    )
    added = _for_reporter(filed, spoken(tag(sent, city))) if sent.one("extensions") == "true" else {}
    done = {
        "service_request_id": filed.case,
        "service_notice": notice_of(posted.not_kept),
        "account_id": None,
    }
    response = answer(Document("service_requests", Items("request", [{**done, **added}])), form)
    response.headers["Cache-Control"] = "no-store"
    return response


def sending_client() -> Client:
    """Return who sends something; raise RequestIsRefused."""
    key = with_args(Parameters(request.form), "api_key").one("api_key")
    if key is None:
        raise refused(403, "api_key was not provided. GET discovery says whom to ask for one.")
    client = platform().clients.with_key(key)
    if client is None:
        raise refused(403, "api_key is not valid. GET discovery says whom to ask for one.")
    if not platform().clients.may_send_more(client):
        raise TooManyAtOnce("too many requests of one client", per_minute=client.per_minute)
    return client


def with_args(sent: Parameters, name: str) -> Parameters:
    """Take a parameter from the form, else from the address."""
    return sent if sent.one(name) is not None else asked(request.args)


def _for_reporter(filed: Filed, language: Language) -> Mapping[str, Value]:
    """Return what whoever reported needs to go on with the case: for them, not for the program to keep."""
    site = site_address()
    return {
        "extended_attributes": {
            "url": f"{site}/{language.slug}/cases/{filed.case}",
            "case_code": platform().secrets.case_code(filed.case),
            "receipt": f"{site}{API}/events/{filed.position}/receipt",
        }
    }
