"""Every answer holds to the JSON schemas that the makers of GeoReport v2 have published."""

import json

import pytest
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.api.open311_answers import V2
from tests.builders.town import Town

EVERY_STATE = (
    *("fresh", "told", "wordy", "arabic", "mixed", "answered", "done", "asked", "declined", "withdrawn"),
    *("erased", "assigned", "scheduled", "on_hold", "waiting", "forwarded", "duplicate", "enquired"),
)


@pytest.fixture(scope="session")
def published(shared):
    """Return what checks an answer against a published schema by its name."""
    folder = shared / "data" / "open311_schemas"
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    registry = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT7))
        for name, schema in schemas.items()
    )

    def check(name, answer):
        validator = Draft7Validator(
            {"$ref": f"{name}.json"}, registry=registry, format_checker=FormatChecker()
        )
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer)]

    return check


def test_the_published_schemas_find_what_is_wrong(published):
    assert published("requests", [{"service_request_id": 1, "status": "open"}])
    assert published("services", [{"service_code": "1"}])
    assert published("service-definition", {"service_code": "1"})


def test_the_list_of_services_and_every_definition_fit(client, platform, published):
    services = client.get(f"{V2}/services.json").json

    assert len(services) == len(platform.cities.get("demo").services)
    assert published("services", services) == []
    for each in services:
        definition = client.get(f"{V2}/services/{each['service_code']}.json").json
        assert published("service-definition", definition) == [], each


@pytest.mark.parametrize("extensions", ["", "true"])
def test_requests_in_every_state_fit(client, platform, published, extensions):
    town = Town(platform)
    asked = ",".join(getattr(town, name) for name in EVERY_STATE)

    listed = client.get(f"{V2}/requests.json?service_request_id={asked}&extensions={extensions}").json
    newest = client.get(f"{V2}/requests.json?extensions={extensions}").json

    assert {each["service_request_id"] for each in listed} == set(asked.split(","))
    assert {each["status"] for each in listed} == {"open", "closed"}
    assert any(each["media_url"] for each in listed)
    assert published("requests", listed) == []
    assert published("requests", newest) == []


def test_one_request_fits(client, platform, published):
    town = Town(platform)

    for name in EVERY_STATE:
        (one,) = client.get(f"{V2}/requests/{getattr(town, name)}.json").json
        assert published("request", one) == [], name
