"""The checkpoints of the log as a page for people and as open data: whoever kept one can look for it here."""

import csv
import io

import orjson
from flask import Blueprint, Response, request, url_for

from civic.audit.past_checkpoints import COLUMNS, PastCheckpoints
from civic.web.access import access
from civic.web.json_body import JSON
from civic.web.pagination import Pages
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

ON_A_PAGE, IN_A_FILE = 20, 200
MOST_DIGITS = 18
CSV = "text/csv; charset=utf-8; header=present"
blueprint = Blueprint("checkpoints", __name__)


@blueprint.get("/<language:lang>/audit/log/checkpoints")
@access("anyone")
def page() -> Response:
    below = _below()
    past = platform().log.past_checkpoints(below, ON_A_PAGE)
    following = link("checkpoints.page", below=past.next_below) if past.next_below is not None else None
    return render(
        "audit/checkpoints.html",
        city=chosen_city(),
        past=past.found,
        has_witnesses=platform().log.has_witnesses,
        pages=Pages(link("checkpoints.page") if below is not None else None, following),
    )


@blueprint.get("/data/checkpoints.csv")
@access("anyone", cookies=False)
def table() -> Response:
    """Give the newest checkpoints, or those below a size; `Link: rel=next` leads to those before them."""
    past = platform().log.past_checkpoints(_below(), IN_A_FILE)
    written = io.StringIO()
    rows = [COLUMNS, *(each.as_row() for each in past.found)]
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return _with_next(Response(written.getvalue(), content_type=CSV), past, "checkpoints.table")


@blueprint.get("/data/checkpoints.json")
@access("anyone", cookies=False)
def data() -> Response:
    """Give the same with the notes themselves, so that every signature can be verified."""
    log = platform().log
    past = log.past_checkpoints(_below(), IN_A_FILE)
    body = {
        "origin": log.origin,
        "checkpoints": [each.as_json() for each in past.found],
        "next": _following(past, "checkpoints.data"),
    }
    return _with_next(Response(orjson.dumps(body), content_type=JSON), past, "checkpoints.data")


def _with_next(response: Response, past: PastCheckpoints, endpoint: str) -> Response:
    following = _following(past, endpoint)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _following(past: PastCheckpoints, endpoint: str) -> str | None:
    return None if past.next_below is None else url_for(endpoint, below=past.next_below)


def _below() -> int | None:
    typed = request.args.get("below", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else None
