"""The contract of the JSON API as an OpenAPI 3.1 document, made from schemas and route declarations."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from civic.web.access import access
from civic.web.json_body import JSON
from civic.web.problems import PROBLEM
from civic.web.uploads import MULTIPART

ROOT = "/api/v1"
KEY = "civic.openapi"
View = TypeVar("View", bound=Callable[..., Any])
blueprint = Blueprint("openapi", __name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers with one status: in words, and as a schema with an example or as another type."""

    description: str
    schema: type[Schema] | None = None
    example: Any = None
    content_type: str = JSON


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route says about itself; `refusals` are the statuses of its problem documents.

    With `beside`, the body may also be one part of a multipart form (`body` names it) beside `files`, with
    `words` for each of them.
    """

    summary: str
    answers: Mapping[int, Answer]
    refusals: tuple[int, ...] = ()
    query: type[Schema] | None = None
    body: type[Schema] | None = None
    example: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)


class FieldError(Schema):
    """One thing wrong with one field."""

    field = fields.String(required=True, metadata={"description": "name of the field, dots between levels"})
    code = fields.String(required=True)
    detail = fields.String(required=True, metadata={"description": "how to mend it"})


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    facts = fields.Dict(keys=fields.String())
    errors = fields.List(fields.Nested(FieldError))


def operation(declared: Operation) -> Callable[[View], View]:
    """Declare what a view under /api/v1 takes and answers."""

    def declare(view: View) -> View:
        vars(view)["operation"] = declared
        return view

    return declare


@blueprint.get(f"{ROOT}/openapi.json")
@access("anyone", cookies=False)
@operation(Operation(summary="This document", answers={200: Answer("An OpenAPI 3.1 document")}))
def contract() -> Response:
    """Serve the document, which is made when it is first asked for."""
    kept = current_app.extensions
    if KEY not in kept:
        kept[KEY] = orjson.dumps(document(current_app), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    response = Response(kept[KEY], content_type=JSON)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def document(app: Flask) -> dict[str, Any]:
    """Return the document of all routes under /api/v1."""
    spec = APISpec(
        title="Civic",
        version="1",
        openapi_version="3.1.0",
        info={"description": "Every act is one signed event in a log that anyone can verify."},
        plugins=[MarshmallowPlugin(schema_name_resolver=_name_of)],
    )
    spec.components.schema("Problem", schema=Problem)
    for rule in sorted(_rules(app), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        spec.path(path=_path(rule), operations=dict(_operations(rule, view)), parameters=_in_path(rule))
    made: dict[str, Any] = spec.to_dict()
    return made


def _rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{ROOT}/"))


def _name_of(schema: Any) -> str:
    return schema.__name__ if isinstance(schema, type) else type(schema).__name__


def _path(rule: Rule) -> str:
    """Write a rule as OpenAPI does: /cases/{number}."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
        for name in sorted(rule.arguments)
    ]


def _operations(rule: Rule, view: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    declared: Operation = view.operation
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        described: dict[str, Any] = {
            "operationId": rule.endpoint,
            "summary": declared.summary,
            "x-access": view.access,
            "security": [],
            "responses": {
                **{str(status): _answer(answer) for status, answer in declared.answers.items()},
                **{str(status): _refusal(status) for status in declared.refusals},
            },
            "parameters": _parameters(declared),
        }
        if declared.body is not None:
            content = {JSON: {"schema": declared.body, "example": declared.example}}
            if declared.beside:
                content[MULTIPART] = _multipart(declared)
            described["requestBody"] = {"required": True, "content": content}
        yield method.lower(), described


def _multipart(declared: Operation) -> dict[str, Any]:
    body, files = declared.beside["body"], declared.beside["files"]
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    said = {"type": "string", "description": "what each shows, in their order; empty for nothing"}
    parts = {
        body: declared.body,
        files: {"type": "array", "items": file},
        declared.beside["words"]: {"type": "array", "items": said},
    }
    return {
        "schema": {"type": "object", "properties": parts, "required": [body]},
        "encoding": {body: {"contentType": JSON}},
    }


def _parameters(declared: Operation) -> list[dict[str, Any]]:
    in_header: list[dict[str, Any]] = [
        {"in": "header", "name": name, "required": False, "description": said, "schema": {"type": "string"}}
        for name, said in declared.headers.items()
    ]
    return [*in_header, *([{"in": "query", "schema": declared.query}] if declared.query else [])]


def _answer(answer: Answer) -> dict[str, Any]:
    if answer.schema is None:
        return {"description": answer.description, "content": {answer.content_type: {}}}
    content = {"schema": answer.schema, "example": answer.example}
    return {"description": answer.description, "content": {answer.content_type: content}}


def _refusal(status: int) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"schema": Problem}}}
