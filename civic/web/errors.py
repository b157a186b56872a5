"""What could not be done, said so that one can mend it: a page for people, problem+json for machines."""

from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, jsonify, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from civic.i18n.sentences import fault_sentence, refusal_heading, refusal_sentence, status_sentence
from civic.kernel.errors import InputHasFaults, Refused
from civic.web.page_language import page_language
from civic.web.platform import site_city
from civic.web.rendering import render

PROBLEM = "application/problem+json"


def register(app: Flask) -> None:
    app.register_error_handler(Refused, answer_refusal)
    app.register_error_handler(HTTPException, answer_http_error)


def answer_refusal(refused: Refused) -> Response:
    """Answer with the sentence of the refusal, in the language of the page."""
    sentence = refusal_sentence(refused, page_language())
    if is_machine():
        return _problem(refused.status, refused.code, sentence, refused)
    return _page(refused.status, sentence, refused)


def answer_http_error(error: HTTPException) -> Response:
    """Answer what Flask itself refuses, with the headers it wants to send (Allow, Retry-After, Location)."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return cast("Response", Response.force_type(error.get_response(), request.environ))
    sentence = status_sentence(status, page_language())
    response = _problem(status, f"http.{status}", sentence) if is_machine() else _page(status, sentence)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return response


def is_machine() -> bool:
    """Whether a program asks, which wants problem details (RFC 9457) and no page."""
    return request.path.startswith("/api/") or PROBLEM in request.headers.get("Accept", "")


def _page(status: int, sentence: Markup, refused: Refused | None = None) -> Response:
    return render(
        "errors/error.html",
        status=status,
        city=site_city(),  # the city that was asked for may be what is wrong
        error_heading=refusal_heading(status, page_language()),
        sentence=sentence,
        faults=refused.faults if isinstance(refused, InputHasFaults) else (),
    )


def _problem(status: int, code: str, detail: Markup, refused: Refused | None = None) -> Response:
    problem: dict[str, Any] = {
        "type": f"urn:civic:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail.striptags(),
    }
    if refused is not None and refused.facts:
        problem["facts"] = dict(refused.facts)
    if isinstance(refused, InputHasFaults):
        problem["faults"] = [
            {
                "field": fault.field,
                "code": fault.code,
                "detail": fault_sentence(fault, page_language()).striptags(),
            }
            for fault in refused.faults
        ]
    response = jsonify(problem)
    response.status_code = status
    response.content_type = PROBLEM
    return response
