"""Problem details (RFC 9457): what could not be done, said to programs.

`type` and `code` name the problem for ever; `detail` and the `detail` of each of `errors` are sentences
for whoever reads the program's log, in the language that its Accept-Language asks for.
"""

import errno
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response
from sqlalchemy.exc import DBAPIError

from civic.i18n.catalogues import catalogue
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.store.database import StoreCannotWrite
from civic.web.page_language import page_language

PROBLEM = "application/problem+json"
MOST_ERRORS = 100
LONGEST_FIELD = 200
RETRY_STORING_AFTER = 10  # seconds
Facts = Mapping[str, str | int]


def problem_of(refused: Refused) -> Response:
    """Return the problem document of a refusal."""
    detail = refusal_detail(refused)
    members: dict[str, Any] = {}
    if refused.facts:
        members["facts"] = dict(refused.facts)
    if isinstance(refused, InputHasFaults):
        members["errors"] = _errors(refused.faults[:MOST_ERRORS])
    response = _problem(refused.status, refused.code, detail, members)
    seconds = retry_after(refused)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def problem_of_status(status: int) -> Response:
    """Return the problem document of what the framework refuses; only pages say it in all languages."""
    response = _problem(status, f"http.{status}", status_detail(status), {})
    response.headers["Content-Language"] = "en"
    return response


def refusal_detail(refused: Refused) -> str:
    """Say to programs what is not done, and why."""
    return _say((f"refused.{refused.code}",), refused.code, refused.facts)


def fault_detail(fault: Fault) -> str:
    """Say to programs what is wrong with a field."""
    return _say((f"fault.{fault.field}.{fault.code}", f"fault.{fault.code}"), fault.code, fault.facts)


def status_detail(status: int) -> str:
    """Say to programs what the framework refuses."""
    return ENGLISH.get(f"http.{status}", f"{HTTPStatus(status).phrase}.")


def retry_after(refused: Refused) -> int | None:
    """Return after how many seconds another attempt makes sense."""
    if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return RETRY_STORING_AFTER
    per_minute = refused.facts.get("per_minute")
    return max(1, -(-60 // per_minute)) if isinstance(per_minute, int) and per_minute else None


def storage_failure(error: BaseException) -> StoreCannotWrite | None:
    """Return the refusal that an error of the disk or of the database stands for, if it is one of these."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        message = str(error.orig)
        is_failure = state in _SQLSTATES or any(words in message for words in _DATABASE_WORDS)
    else:
        is_failure = isinstance(error, OSError) and error.errno in _ERRNOS
    return StoreCannotWrite("nothing can be stored at the moment") if is_failure else None


_ERRNOS = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT})
_SQLSTATES = frozenset({"53100", "25006"})  # PostgreSQL: disk_full, read_only_sql_transaction
_DATABASE_WORDS = (
    "database or disk is full",
    "readonly database",
    "unable to open database file",
    "database is locked",
)


def _problem(status: int, code: str, detail: str, members: Mapping[str, Any]) -> Response:
    body = {
        "type": f"urn:civic:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **members,
    }
    response = Response(orjson.dumps(body), status, content_type=PROBLEM)
    response.headers["Content-Language"] = page_language().tag
    response.headers["Vary"] = "Accept-Language"
    return response


def _errors(faults: Iterable[Fault]) -> list[dict[str, str]]:
    return [
        {"field": fault.field[:LONGEST_FIELD], "code": fault.code, "detail": fault_detail(fault)}
        for fault in faults
    ]


def _say(sentences: Iterable[str], code: str, facts: Facts) -> str:
    """Return what programs are told, else the first of the sentences that the catalogues have."""
    if code in ENGLISH:
        return ENGLISH[code] % facts
    known = catalogue(page_language())
    return next((known.gettext(sentence, facts) for sentence in sentences if known.has(sentence)), f"{code}.")


# What whoever writes a program has to know, where the catalogues speak to people in front of a form.
ENGLISH: Mapping[str, str] = {
    "http.400": "The request cannot be understood.",
    "http.404": "There is nothing at this address. All addresses are in /api/v1/openapi.json.",
    "http.405": "This address does not take this method. The header Allow names those that it takes.",
    "http.413": "The body is larger than 1 MiB, or 100 MiB with photos; nothing of it was kept. Send less.",
    "http.500": "This is our fault. It is in our records without what you sent; try again later.",
    "input.control-characters": "This holds characters that nobody can see or type. Remove them.",
    "input.has-faults": "Some of what you sent cannot stand. Mend each field in errors; nothing was stored.",
    "journal.command-id-reused": "This Idempotency-Key came with other content before. Send a new key.",
    "json.key-repeated": "The key “%(key)s” stands twice in one object. Send it once.",
    "json.malformed": "The body is not JSON at line %(line)s, column %(column)s: %(reason)s.",
    "json.media-type": "Send JSON, and say so: Content-Type: application/json.",
    "json.not-utf-8": "The body is not UTF-8 at line %(line)s, column %(column)s. Send UTF-8.",
    "json.too-deep": "Lists and objects stand too deeply inside each other. Send them flatter.",
    "web.too-many": "Too many requests came from your address. Wait as long as Retry-After says.",
}
