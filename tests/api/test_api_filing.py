"""POST /api/v1/cases: what it takes, what it answers, and that one key files one case."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.bootstrap import Platform
from civic.cases.commands import FileCase
from civic.cases.events import CaseFiled, Contact, GivenAnswer
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.place import Place, Point
from tests.api.api_bodies import pothole
from tests.builders.postgresql import on_either


def test_a_case_is_filed_and_found_again(client: FlaskClient, platform: Platform):
    answer = client.post("/api/v1/cases", json=pothole(), headers={"Idempotency-Key": "first"})
    number = answer.json["number"]
    assert (answer.status_code, answer.json) == (
        201,
        {
            "number": number,
            "spelled": f"{number[:5]}-{number[5:]}",
            "case_code": platform.secrets.case_code(number),
            "url": f"http://localhost/en/cases/{number[:5]}-{number[5:]}",
            "receipt": "http://localhost/api/v1/events/2/receipt",
            "position": 2,
        },
    )
    assert answer.headers["Location"] == f"/api/v1/cases/{number}"
    assert answer.headers["Idempotency-Key"] == "first"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert client.get(answer.headers["Location"]).json["number"] == number


@on_either
def test_everything_that_was_sent_is_recorded(client: FlaskClient, platform: Platform):
    body = {
        "city": "demo",
        "service": "street-light",
        "description": {"text": "Dunkel.\r\nSeit Montag.", "language": "de-AT"},
        "place": {"latitude": 45, "longitude": -30.0, "address": "Mill Lane 3"},
        "contact": {"name": "Rosa", "email": "rosa@example.org", "phone": "+43 1 2345678"},
        "answers": {"number-on-post": "17", "how-many": "several"},
        "channel": "phone",
    }
    number = client.post("/api/v1/cases", json=body, headers={"Idempotency-Key": "everything"}).json["number"]
    recorded = platform.cases.page(CaseNumber(number), sealed=True).filed
    place = Place(Point(45_000_000, -30_000_000), "old-town", "harbour-market", "Mill Lane 3")
    assert recorded == CaseFiled(
        case=CaseNumber(number),
        city="demo",
        service="street-light",
        kind="report",
        department="lighting",
        channel="phone",
        place=place,
        reporter=recorded.reporter,
        description=Text("Dunkel.\nSeit Montag.", "de-AT"),
        exact_place=place,
        contact=Contact("Rosa", "rosa@example.org", "+43 1 2345678"),
        answers=(GivenAnswer("how-many", "several"), GivenAnswer("number-on-post", "17")),
        answer_by="2026-03-02T10:00:02.000000Z",
        settle_by="2026-03-05T15:00:00.000000Z",
    )


def test_a_description_may_be_plain_text_of_no_known_language(filed: Any, platform: Platform):
    number = filed(description="A hole.")["number"]
    assert platform.cases.page(CaseNumber(number)).filed.description == Text("A hole.", "und")


def test_the_page_for_people_is_in_their_language(client: FlaskClient):
    answer = client.post("/api/v1/cases", json=pothole(), headers={"Accept-Language": "de"})
    assert answer.json["url"] == f"http://localhost/de/cases/{answer.json['spelled']}"


def test_without_a_key_a_random_one_is_made_and_returned(client: FlaskClient):
    first, second = (client.post("/api/v1/cases", json=pothole()) for _ in range(2))
    keys = [answer.headers["Idempotency-Key"] for answer in (first, second)]
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)
    assert first.json["number"] != second.json["number"]
    again = client.post("/api/v1/cases", json=pothole(), headers={"Idempotency-Key": keys[0]})
    assert again.json == first.json


@on_either
def test_the_same_key_and_body_are_one_case(client: FlaskClient, platform: Platform):
    first, second = (
        client.post("/api/v1/cases", json=body, headers={"Idempotency-Key": "~" * 64})
        for body in (pothole(), dict(reversed(pothole().items())))
    )
    assert (second.status_code, second.json) == (201, first.json)
    assert platform.journal.size() == 3


@on_either
def test_the_same_key_with_other_content_is_refused(client: FlaskClient, platform: Platform):
    client.post("/api/v1/cases", json=pothole(), headers={"Idempotency-Key": "k"})
    answer = client.post("/api/v1/cases", json=pothole(description="Other"), headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json["type"], answer.json["code"]) == (
        422,
        "urn:civic:problem:journal.command-id-reused",
        "journal.command-id-reused",
    )
    assert platform.journal.size() == 3


@pytest.mark.parametrize("key", ["", "a" * 65, "with space", "tab\tbed", "ü"])
def test_a_key_that_is_no_name_is_refused(client: FlaskClient, platform: Platform, key: str):
    environ = {"HTTP_IDEMPOTENCY_KEY": key}
    answer = client.post("/api/v1/cases", json=pothole(), environ_overrides=environ)
    assert (answer.status_code, answer.json["code"]) == (400, "web.idempotency-key-wrong")
    assert platform.journal.size() == 2


@on_either
def test_the_same_key_from_eight_threads_at_once_is_one_case(app: Flask, platform: Platform):
    def post(_number: int) -> tuple[int, Any]:
        answer = app.test_client().post("/api/v1/cases", json=pothole(), headers={"Idempotency-Key": "race"})
        return answer.status_code, answer.json

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(post, range(8)))
    assert answers == [answers[0]] * 8
    assert answers[0][0] == 201
    assert platform.journal.size() == 3


FAULTS = [
    ([], "", "input.not-an-object"),
    (None, "", "input.not-an-object"),
    ("text", "", "input.not-an-object"),
    (pothole(colour="red"), "colour", "input.unknown-field"),
    (pothole(place={"address": "x", "city": "y"}), "place.city", "input.unknown-field"),
    (pothole(contact={"fax": "1"}), "contact.fax", "input.unknown-field"),
    (pothole(description={"text": "x", "html": "y"}), "description.html", "input.unknown-field"),
    ({"description": "x", "place": {"address": "x"}}, "service", "input.missing"),
    (pothole(service=7), "service", "input.not-text"),
    (pothole(service="no-such-service"), "service", "input.unknown-service"),
    (pothole(service="s" * 201), "service", "input.too-long"),
    (pothole(city="nowhere"), "city", "input.unknown-city"),
    (pothole(channel="pigeon"), "channel", "input.unknown-choice"),
    (pothole(description=""), "description", "input.missing"),
    (pothole(description=7), "description", "input.not-text-with-language"),
    (pothole(description=None), "description", "input.null"),
    (pothole(description={"language": "en"}), "description.text", "input.missing"),
    (pothole(description={"text": True}), "description.text", "input.not-text"),
    (
        pothole(description={"text": "x", "language": "no language"}),
        "description.language",
        "input.unknown-language",
    ),
    (pothole(description="x" * 4001), "description", "input.too-long"),
    (pothole(description="a\x07b"), "description", "input.control-characters"),
    (pothole(description="a\rb"), "description", "input.control-characters"),
    (pothole(place=[]), "place", "input.not-an-object"),
    (pothole(place={}), "place", "input.place-missing"),
    (pothole(place={"latitude": "45", "longitude": -30}), "place.latitude", "input.not-a-number"),
    (pothole(place={"latitude": True, "longitude": -30}), "place.latitude", "input.not-a-number"),
    (pothole(place={"latitude": 90.1, "longitude": -30}), "place.latitude", "input.not-in-range"),
    (pothole(place={"latitude": 45, "longitude": -181}), "place.longitude", "input.not-in-range"),
    (pothole(place={"latitude": 10**300, "longitude": 0}), "place.latitude", "input.not-in-range"),
    (pothole(place={"latitude": 45}), "place.longitude", "input.missing"),
    (pothole(place={"longitude": -30}), "place.latitude", "input.missing"),
    (pothole(place={"latitude": 0, "longitude": 0}), "place", "input.place-outside-city"),
    (pothole(place={"neighbourhood": "nowhere"}), "place.neighbourhood", "input.unknown-neighbourhood"),
    (pothole(place={"address": "x" * 201}), "place.address", "input.too-long"),
    (pothole(place={"address": "a\nb"}), "place.address", "input.control-characters"),
    (pothole(contact=None), "contact", "input.null"),
    (pothole(contact={"email": "nobody"}), "contact.email", "input.not-an-email"),
    (pothole(contact={"email": "a\x00@example.org"}), "contact.email", "input.control-characters"),
    (pothole(contact={"phone": 123}), "contact.phone", "input.not-text"),
    (pothole(contact={"phone": "call me"}), "contact.phone", "input.not-a-phone-number"),
    (pothole(answers=[]), "answers", "input.not-an-object"),
    (pothole(answers={"depth": 3}), "answers.depth", "input.not-text"),
    (pothole(answers={"no-such": "3"}), "answers.no-such", "input.unknown-question"),
    (pothole(answers={str(n): "x" for n in range(101)}), "answers", "input.too-many"),
    (pothole(service="illegal-dumping"), "answers.dangerous", "input.missing"),
    (pothole(service="street-light", answers={"how-many": "7"}), "answers.how-many", "input.unknown-choice"),
]


@pytest.mark.parametrize(("body", "field", "code"), FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_is_named_with_its_field_and_how_to_mend_it(
    client: FlaskClient, platform: Platform, body: Any, field: str, code: str
):
    answer = client.post("/api/v1/cases", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "input.has-faults"
    assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [(field, code)]
    detail = answer.json["errors"][0]["detail"]
    assert detail.endswith((".", "?"))
    assert "%(" not in detail
    assert code not in detail
    assert platform.journal.size() == 2


def test_every_fault_is_named_not_only_the_first(client: FlaskClient):
    body = pothole(service=1, colour="red", place={"latitude": "1", "x": None}, answers={"a": 1})
    answer = client.post("/api/v1/cases", json=body)
    assert {error["field"]: error["code"] for error in answer.json["errors"]} == {
        "service": "input.not-text",
        "colour": "input.unknown-field",
        "place.latitude": "input.not-a-number",
        "place.x": "input.unknown-field",
        "answers.a": "input.not-text",
    }


def test_no_more_than_a_hundred_faults_are_listed_and_long_names_are_cut(client: FlaskClient):
    answer = client.post("/api/v1/cases", json={"x" * 1000 + str(n): 1 for n in range(500)})
    assert {error["field"] for error in answer.json["errors"]} <= {"x" * 200, "service"}
    assert len(answer.json["errors"]) == 100


def test_the_api_files_what_the_pages_would_file(client: FlaskClient, platform: Platform):
    """Two channels, one command: only the channel differs."""
    number = client.post("/api/v1/cases", json=pothole()).json["number"]
    command = FileCase(
        city="demo",
        service="pothole",
        channel="web",
        description=Text("A deep hole in front of the bakery.", "en"),
        address="Rathausplatz 1",
        neighbourhood="harbour-market",
    )
    other = platform.cases.file(command, command_id="from-a-page").case
    sent, typed = (platform.cases.page(CaseNumber(each), sealed=True).filed for each in (number, other))
    assert sent.place == typed.place
    assert (sent.description, sent.exact_place) == (typed.description, typed.exact_place)
    assert (sent.channel, typed.channel) == ("api", "web")
