"""The OpenAPI document says what is there: every route, who may call it, and examples that are true."""

from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.api_bodies import pothole

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    return answer.json


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, described in document["paths"].items():
        for method in METHODS & described.keys():
            yield path, method, described[method]


def check(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def test_it_is_an_openapi_3_1_document(document: dict[str, Any]):
    assert (document["openapi"], document["info"]["version"]) == ("3.1.0", "1")


def test_every_route_is_in_it_with_who_may_call_it(app: Flask, document: dict[str, Any]):
    routes = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method): one["x-access"] for path, method, one in operations(document)}
    assert described == dict.fromkeys(routes, "anyone")
    assert set(described) == {
        ("/api/v1/cases", "get"),
        ("/api/v1/cases", "post"),
        ("/api/v1/cases/{number}", "get"),
        ("/api/v1/events/{position}", "get"),
        ("/api/v1/events/{position}/receipt", "get"),
        ("/api/v1/openapi.json", "get"),
        ("/api/v1/services", "get"),
    }


def test_every_schema_is_a_schema_and_every_reference_leads_somewhere(document: dict[str, Any]):
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    referred = set(_references(document))
    assert referred <= {f"#/components/schemas/{name}" for name in schemas}
    assert "#/components/schemas/TimelineEvent" in referred


def test_every_example_is_valid(document: dict[str, Any]):
    examples = [
        content
        for _, _, one in operations(document)
        for holder in (one.get("requestBody", {}), *one["responses"].values())
        for content in holder.get("content", {}).values()
        if "example" in content
    ]
    assert len(examples) == 6
    for content in examples:
        check(document, content["schema"], content["example"])


def test_every_path_parameter_is_declared(document: dict[str, Any]):
    for path, described in document["paths"].items():
        declared = {p["name"] for p in described.get("parameters", ()) if p["in"] == "path"}
        assert declared == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_answers_are_what_the_document_says(
    client: FlaskClient, document: dict[str, Any], filed: Callable[..., dict[str, Any]]
):
    number = filed()["number"]
    for path, address in {
        "/api/v1/cases": "/api/v1/cases",
        "/api/v1/cases/{number}": f"/api/v1/cases/{number}",
        "/api/v1/services": "/api/v1/services",
        "/api/v1/events/{position}": "/api/v1/events/2",
    }.items():
        content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        check(document, content["schema"], client.get(address).json)
    posted = document["paths"]["/api/v1/cases"]["post"]["responses"]
    check(document, posted["201"]["content"]["application/json"]["schema"], filed())
    refused = client.post("/api/v1/cases", json=pothole(colour="red"))
    check(document, posted["422"]["content"]["application/problem+json"]["schema"], refused.json)


def test_the_example_can_be_filed(client: FlaskClient, document: dict[str, Any]):
    content = document["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]["application/json"]
    assert client.post("/api/v1/cases", json=content["example"]).status_code == 201


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
