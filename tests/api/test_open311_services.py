"""Discovery, services and definitions: both formats say the same, and a change is seen from the changeset."""

import shutil

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.cities.registry import SHIPPED
from civic.settings import read_settings
from tests.api.open311_answers import DEFINITION, DISCOVERY, ERRORS, SERVICES, V2, both, fits, read_xml
from tests.builders.clock import MONDAY_MORNING, SteppingClock
from tests.builders.postgresql import on_either


def test_discovery_says_where_the_endpoint_is_and_whom_to_ask_for_a_key(client):
    found = both(client, "discovery")

    assert fits(found, DISCOVERY)
    assert found["endpoints"][0]["url"] == "http://localhost/open311/v2"
    assert found["endpoints"][0]["type"] == "test"
    assert "counter@erlbruck.example" in found["contact"]
    assert "/en/about/open311" in found["key_service"]
    assert client.get("/open311/discovery.json").json == found


def test_the_page_for_those_who_write_programs_is_there(client):
    assert "GeoReport v2" in client.get("/en/about/open311").text


def test_every_service_of_the_city_is_listed(client, platform):
    found = both(client, "services")

    assert fits(found, SERVICES)
    assert [each["service_code"] for each in found] == [
        each.code for each in platform.cities.get("demo").services
    ]
    light = next(each for each in found if each["service_code"] == "street-light")
    assert (light["service_name"], light["group"], light["metadata"]) == (
        "Street light not working",
        "Streets and traffic",
        True,
    )
    assert "lamp" in light["keywords"].split(",")


def test_names_come_in_the_language_asked_for(client):
    names = {
        locale: both(client, "services", locale=locale)[0]["service_name"]
        for locale in ("en", "de", "de-AT", "zh_Hans", "xx")
    }

    assert names["de"] == names["de-AT"] != names["en"] == names["xx"]
    assert names["zh_Hans"] not in (names["de"], names["en"])


def test_every_definition_has_its_attributes_in_order(client, platform):
    for service in platform.cities.get("demo").services:
        found = both(client, f"services/{service.code}")

        assert fits(found, DEFINITION)
        assert [each["order"] for each in found["attributes"]] == list(range(1, len(found["attributes"]) + 1))
        asked = [each["code"] for each in found["attributes"] if each["variable"]]
        assert asked == [question.code for question in service.questions]


def test_each_kind_of_question_has_its_datatype(client, platform):
    kinds = {
        question.kind: (service.code, question)
        for service in platform.cities.get("demo").services
        for question in service.questions
    }
    datatypes = {
        "text": "string",
        "number": "number",
        "choice": "singlevaluelist",
        "yes_no": "singlevaluelist",
    }
    assert set(kinds) == set(datatypes)
    for kind, (code, question) in kinds.items():
        found = both(client, f"services/{code}")["attributes"]
        attribute = next(each for each in found if each["code"] == question.code)

        assert attribute["datatype"] == datatypes[kind]
        assert attribute["required"] == question.required
        if kind == "choice":
            assert [each["key"] for each in attribute["values"]] == [each.code for each in question.choices]
        if kind == "yes_no":
            assert attribute["values"] == [{"key": "yes", "name": "Yes"}, {"key": "no", "name": "No"}]


def test_what_to_do_in_an_emergency_is_told_as_text_that_needs_no_input(client, platform):
    service = next(each for each in platform.cities.get("demo").services if each.emergency_note)

    first = both(client, f"services/{service.code}")["attributes"][0]

    assert (first["code"], first["variable"], first["required"]) == ("notice.emergency", False, False)
    assert first["description"] == service.emergency_note["en"]


def test_a_service_that_asks_nothing_has_an_empty_definition(client):
    plain = next(each for each in client.get(f"{V2}/services.json").json if not each["metadata"])

    assert both(client, f"services/{plain['service_code']}")["attributes"] == []


@pytest.mark.parametrize("query", [{}, {"jurisdiction_id": ""}, {"jurisdiction_id": "demo"}, {"locale": ""}])
def test_an_empty_parameter_is_the_same_as_none(client, query):
    assert both(client, "services", **query) == both(client, "services")


@pytest.mark.parametrize(
    ("address", "query", "status", "words"),
    [
        ("services", {"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id was not found"),
        ("discovery", {"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id was not found"),
        ("services/nothing", {}, 404, "service_code was not found"),
        ("services/nothing", {"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
        ("services", {"locale": "not a language"}, 400, "locale"),
        ("services", {"locale": "a\x00b"}, 400, "locale"),
        ("nothing", {}, 404, "nothing at this address"),
        ("services/a/b", {}, 404, "nothing at this address"),
    ],
)
def test_what_cannot_be_answered_is_an_error_in_the_format_asked_for(client, address, query, status, words):
    errors = both(client, address, **query)

    assert fits(errors, ERRORS)
    assert [each["code"] for each in errors] == [status]
    assert words in errors[0]["description"]
    assert client.get(f"{V2}/{address}.json", query_string=query).status_code == status


@pytest.mark.parametrize(
    "address", ["services.yaml", "services", "services.XML", "discovery.html", "services/pothole"]
)
def test_an_unknown_format_is_not_found_and_xml_says_so(client, address):
    answer = client.get(f"{V2}/{address}")

    assert (answer.status_code, answer.content_type) == (404, "text/xml; charset=utf-8")
    assert read_xml(answer.data)[0]["code"] == "404"


def test_a_method_that_an_address_does_not_take_is_refused_in_its_format(client):
    answer = client.delete(f"{V2}/services.json")

    assert (answer.status_code, answer.json[0]["code"]) == (405, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_scripts_of_other_sites_may_ask(client):
    for answer in (
        client.get(f"{V2}/services.json"),
        client.head(f"{V2}/services.xml"),
        client.options(f"{V2}/services.xml"),
        client.get(f"{V2}/nothing.json"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
        assert "Set-Cookie" not in answer.headers


def own_pack(platform):
    """Give the demo city a pack of its own, which a test may change."""
    directory = platform.settings.var / "cities" / "demo"
    shutil.copytree(SHIPPED / "demo", directory)
    return directory / "services.toml"


def changeset(client):
    found = both(client, "discovery")
    assert found["changeset"] == found["endpoints"][0]["changeset"]
    return found["changeset"]


def looked_at(client):
    """Return the changeset after whoever keeps packs has looked at the files again."""
    client.application.extensions["civic"].cities._fresh.clear()
    return changeset(client)


@on_either
def test_the_changeset_moves_when_the_pack_changes_and_only_then(client, platform):
    pack = own_pack(platform)
    first = looked_at(client)
    assert changeset(client) == first

    original = pack.read_text()
    pack.write_text(original.replace("Street light not working", "A street light is dark"))
    second = looked_at(client)
    pack.write_text(original)
    third = looked_at(client)

    assert first < second < third


def test_the_changeset_moves_forward_even_if_the_clock_goes_back(client, platform):
    pack = own_pack(platform)
    first = looked_at(client)
    platform.clock.set(MONDAY_MORNING)
    pack.write_text(pack.read_text().replace("required = true", "required = false"))

    assert looked_at(client) > first


class TestSeveralCities:
    @pytest.fixture
    def client(self, tmp_path):
        directory = tmp_path / "var" / "cities" / "twin"
        shutil.copytree(SHIPPED / "demo", directory)
        city = directory / "city.toml"
        city.write_text(city.read_text().replace('code = "demo"', 'code = "twin"', 1))
        settings = {"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_OPEN311_CITIES": "demo twin"}
        platform = build(read_settings(settings), clock=SteppingClock())
        yield create_app(platform).test_client()
        platform.close()

    def test_each_is_found_by_its_code(self, client):
        assert both(client, "services", jurisdiction_id="twin") == both(
            client, "services", jurisdiction_id="demo"
        )

    @pytest.mark.parametrize("query", [{}, {"jurisdiction_id": ""}])
    def test_the_jurisdiction_has_to_be_named(self, client, query):
        errors = both(client, "services", **query)

        assert [each["code"] for each in errors] == [400]
        assert "demo, twin" in errors[0]["description"]
