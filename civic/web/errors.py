"""What could not be done, said so that one can mend it: a page for people, problem+json for machines."""

from collections.abc import Callable
from typing import TypeAlias, cast

from flask import Flask, Response, current_app, request
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from civic.i18n.sentences import refusal_heading, refusal_sentence, status_sentence
from civic.kernel.errors import InputHasFaults, Refused
from civic.web.access import SignedOut
from civic.web.page_language import page_language
from civic.web.platform import site_city
from civic.web.problems import PROBLEM, problem_of, problem_of_status, storage_failure
from civic.web.rendering import render
from civic.web.unsent import unsent_words

OwnAnswer: TypeAlias = Callable[[Refused | int], Response]
KEY = "civic.errors"
UNREADABLE = (400, 413)


def register(app: Flask) -> None:
    app.register_error_handler(Refused, answer_refusal)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(DBAPIError, answer_failure)
    app.register_error_handler(OSError, answer_failure)


def answer_under(app: Flask, prefix: str, answer: OwnAnswer) -> None:
    """Let addresses that begin so answer refusals and statuses in a way of their own."""
    app.extensions.setdefault(KEY, {})[prefix] = answer


def answer_refusal(refused: Refused) -> Response:
    """Answer with the sentence of the refusal, in the language of the page."""
    own_answer = _own_answer()
    if own_answer is not None:
        return own_answer(refused)
    if is_machine():
        return problem_of(refused)
    return _page(refused.status, refusal_sentence(refused, page_language()), refused)


def answer_failure(failure: Exception) -> Response:
    """Answer that nothing can be stored at the moment, if that is what failed; anything else is our fault."""
    refused = storage_failure(failure)
    if refused is None:
        raise failure
    return answer_refusal(refused)


def answer_http_error(error: HTTPException) -> Response:
    """Answer what Flask itself refuses, with the headers it wants to send (Allow, Retry-After, Location)."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return cast("Response", Response.force_type(error.get_response(), request.environ))
    response = _answer_status(status)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return response


def is_machine() -> bool:
    """Whether a program asks, which wants problem details (RFC 9457) and no page."""
    return request.path.startswith("/api/") or PROBLEM in request.headers.get("Accept", "")


def _own_answer() -> OwnAnswer | None:
    ways: dict[str, OwnAnswer] = current_app.extensions.get(KEY, {})
    return next((answer for prefix, answer in ways.items() if request.path.startswith(prefix)), None)


def _answer_status(status: int) -> Response:
    own_answer = _own_answer()
    if own_answer is not None:
        return own_answer(status)
    if is_machine():
        return problem_of_status(status)
    return _page(status, status_sentence(status, page_language()))


def _page(status: int, sentence: Markup, refused: Refused | None = None) -> Response:
    return render(
        "errors/error.html",
        status=status,
        city=site_city(),  # the city that was asked for may be what is wrong
        error_heading=refusal_heading(status, page_language()),
        sentence=sentence,
        faults=refused.faults if isinstance(refused, InputHasFaults) else (),
        sign_in=refused.sign_in if isinstance(refused, SignedOut) else "",
        # What is too large to be read cannot be shown either.
        unsent=[] if status in UNREADABLE else unsent_words(),
    )
