"""JSON that was sent: read strictly, and what is wrong with it is said with its line and column; and answers.

orjson refuses what is no JSON (NaN, 1e400, lone surrogates, bytes that are no UTF-8, bombs of brackets).
Where a key could stand twice, the standard library's reader then shows every one.
"""

import json
from typing import Any

import orjson
from flask import Response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from civic.kernel.errors import Refused

JSON = "application/json"
_LONGEST_NAME = 200


class BodyIsNotDeclaredAsJson(Refused):
    """The header Content-Type says that the body is something else, or says nothing."""

    code = "json.media-type"
    status = 415


class BodyIsNotUtf8(Refused):
    """Some bytes are not UTF-8, which is what JSON is written in (RFC 8259 §8.1)."""

    code = "json.not-utf-8"
    status = 400


class BodyIsNotJson(Refused):
    """The body cannot be read; line and column say from where on."""

    code = "json.malformed"
    status = 400


class BodyIsTooDeep(Refused):
    """Lists and objects stand inside each other more deeply than anything here needs."""

    code = "json.too-deep"
    status = 400


class KeyStandsTwice(Refused):
    """An object has a key twice; which of the two is meant, nobody can know."""

    code = "json.key-repeated"
    status = 400


def json_body() -> Any:
    """Return what the body of this request says, or refuse it."""
    if request.mimetype != JSON:
        raise BodyIsNotDeclaredAsJson(f"Content-Type is {request.mimetype[:_LONGEST_NAME]!r}")
    body = request.get_data(cache=False)
    # A body that does not say how long it is was cut off at the limit.
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge
    return read_json(body)


def read_json(body: bytes) -> Any:
    """Return the value that the bytes write down, or refuse them."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        line, column = _place(body[: error.start].decode())
        raise BodyIsNotUtf8(str(error), line=line, column=column) from error
    try:
        value = orjson.loads(body)
        # Every key, repeated or not, has its colon: as many colons as keys means that none was dropped.
        if body.count(b":") == _count_keys(value):
            return value
        return json.loads(text, object_pairs_hook=_with_single_keys)
    except orjson.JSONDecodeError as error:
        if "depth limit" in error.msg:
            raise BodyIsTooDeep(str(error)) from error
        raise BodyIsNotJson(str(error), line=error.lineno, column=error.colno, reason=error.msg) from error
    except RecursionError as error:
        raise BodyIsTooDeep(str(error)) from error


class JsonAnswer(Response):
    """A value for a program; its headers go out as they stand, with its length and with URIs."""

    def __init__(self, value: Any, status: int = 200) -> None:
        super().__init__(orjson.dumps(value), status, content_type=JSON)

    def get_wsgi_headers(self, environ: Any) -> Headers:
        del environ
        return self.headers


def _count_keys(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(_count_keys(member) for member in value.values())
    return sum(_count_keys(item) for item in value) if isinstance(value, list) else 0


def _place(before: str) -> tuple[int, int]:
    """Return line and column of what follows, both counted from 1."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _with_single_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in members if names.count(name) > 1)[:_LONGEST_NAME]
        raise KeyStandsTwice(f"{twice!r} stands twice", key=twice)
    return members
