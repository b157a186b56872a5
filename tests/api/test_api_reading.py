"""GET under /api/v1: cases with all it takes to check them, lists, the catalogue, events, receipts."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from civic.bootstrap import Platform
from civic.cases.commands import AcknowledgeCase, ResolveCase
from civic.cases.handlers import persons_of_case
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from ledger.dsse import payload_of
from tests.builders.postgresql import on_either

File = Callable[..., dict[str, Any]]
SECRETS = ("rosa@example.org", "+43 1 2345678", "Rosa Luchs")


@pytest.fixture
def case(filed: File, platform: Platform) -> str:
    """Return the number of a case with three events, at the positions 1 to 3."""
    number = filed(contact=dict(zip(("email", "phone", "name"), SECRETS, strict=True)))["number"]
    platform.cases.work(AcknowledgeCase(case=CaseNumber(number), office="streets"), command_id="a" * 16)
    answer = ResolveCase(case=CaseNumber(number), office="streets", answer=Text("Filled.", "en"))
    platform.cases.work(answer, command_id="b" * 16)
    return number


@on_either
def test_a_case_is_shown_with_its_whole_history(client: FlaskClient, case: str):
    answer = client.get(f"/api/v1/cases/{case}").json
    events = answer.pop("events")
    assert answer == {
        "number": case,
        "spelled": f"{case[:5]}-{case[5:]}",
        "city": "demo",
        "service": "pothole",
        "kind": "report",
        "department": "streets",
        "channel": "api",
        "state": "resolved",
        "place": {
            "district": "old-town",
            "neighbourhood": "harbour-market",
            "address": "Rathausplatz 1",
        },
        "description": {"text": "A deep hole in front of the bakery.", "language": "en"},
        "photos": [],
        "filed_at": events[0]["recorded_at"],
        "supporters": 0,
        "parent": None,
        "parts": [],
        "url": f"http://localhost/en/cases/{case[:5]}-{case[5:]}",
        "news": [],
    }
    assert [(e["position"], e["version"], e["type"], e["type_version"], e["erased"]) for e in events] == [
        (2, 1, "cases.case.filed", 8, []),
        (3, 2, "cases.case.acknowledged", 2, []),
        (4, 3, "cases.case.resolved", 2, []),
    ]
    assert [event["data"] for event in events[1:]] == [{"case": case, "office": "streets"}] * 2
    assert [sorted(event["content"]) for event in events] == [["content.reporter"], [], ["content.reporter"]]
    assert events[2]["content"]["content.reporter"]["value"] == {
        "answer": {"text": "Filled.", "language": "en"}
    }


def test_a_number_may_be_typed_as_people_do(client: FlaskClient, case: str):
    typed = f"{case[:5].lower()}-{case[5:]}"
    assert client.get(f"/api/v1/cases/{typed}").json["number"] == case


@pytest.mark.parametrize("number", ["2222222222", "AAAAAAAAAA", "x", "%00", "ü" * 10, "7K3MW-Q9HX"])
def test_a_case_that_is_not_there_is_said_to_be_missing(client: FlaskClient, number: str):
    answer = client.get(f"/api/v1/cases/{number}")
    assert (answer.status_code, answer.json["code"]) == (404, "cases.no-such-case")


def test_nothing_sealed_is_shown_to_anyone(client: FlaskClient, case: str):
    addresses = [f"/api/v1/cases/{case}", "/api/v1/cases", *(f"/api/v1/events/{n}" for n in range(4))]
    for address in addresses:
        text = client.get(address).text
        leaf = base64.b64decode(json.loads(text).get("envelope", ""))
        payload = payload_of(leaf).decode() if leaf else ""
        assert not [secret for secret in SECRETS if secret in text or secret in payload], address


@on_either
def test_every_word_can_be_checked_against_the_leaf(client: FlaskClient, case: str):
    for event in client.get(f"/api/v1/cases/{case}").json["events"]:
        signed = client.get(f"/api/v1/events/{event['position']}").json
        statement = json.loads(payload_of(base64.b64decode(signed["envelope"])))
        assert statement == signed["statement"]
        for name, part in event["content"].items():
            key, committed = base64.b64decode(part["commitment_key"]), part["committed"].encode()
            mac = base64.b64encode(hmac.digest(key, committed, hashlib.sha256)).decode()
            assert mac == part["commitment"] == statement["commitments"][name]
            assert json.loads(committed) == part["value"]


@on_either
def test_what_was_erased_is_named_and_gone(client: FlaskClient, platform: Platform, case: str):
    person = persons_of_case(platform.journal, CaseNumber(case))[0]
    platform.eraser.erase(person, ErasureCarriedOut(ground="request"), command_id="erase-1")
    answer = client.get(f"/api/v1/cases/{case}").json
    assert answer["description"] is None
    assert [event["erased"] for event in answer["events"]] == [
        ["content.reporter", "sealed.reporter"],
        [],
        ["content.reporter"],
    ]
    assert [event["content"] for event in answer["events"]] == [{}, {}, {}]
    signed = client.get("/api/v1/events/2").json
    assert (signed["content"], signed["erased"]) == ({}, ["content.reporter", "sealed.reporter"])
    assert sorted(signed["statement"]["commitments"]) == ["content.reporter", "sealed.reporter"]


@on_either
def test_a_list_shows_each_case_in_one_line(client: FlaskClient, case: str):
    row = client.get(f"/api/v1/cases/{case}").json
    assert client.get("/api/v1/cases").json == {
        "cases": [
            {
                "number": case,
                "city": "demo",
                "service": "pothole",
                "kind": "report",
                "state": "resolved",
                "department": "streets",
                "channel": "api",
                "district": "old-town",
                "neighbourhood": "harbour-market",
                "address": "Rathausplatz 1",
                "first_words": {"text": "A deep hole in front of the bakery.", "language": "en"},
                "filed_at": row["events"][0]["recorded_at"],
                "changed_at": row["events"][2]["recorded_at"],
                "position": 2,
                "supporters": 0,
                "parent": None,
            }
        ],
        "next_after": None,
    }


@on_either
def test_a_list_is_read_page_by_page_in_the_order_of_filing(client: FlaskClient, filed: File):
    numbers = [filed()["number"] for _ in range(5)]
    found, query = [], {"limit": "2"}
    while True:
        page = client.get("/api/v1/cases", query_string=query).json
        found.append([row["number"] for row in page["cases"]])
        if page["next_after"] is None:
            break
        query["after"] = page["next_after"]
    assert found == [numbers[:2], numbers[2:4], numbers[4:]]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "received"}, 1),
        ({"state": "acknowledged"}, 0),
        ({"department": "streets"}, 1),
        ({"department": "lighting"}, 0),
        ({"city": "demo", "department": "streets", "state": "received", "limit": "200"}, 1),
    ],
    ids=str,
)
def test_a_list_shows_only_what_is_wanted(
    client: FlaskClient, filed: File, query: dict[str, str], count: int
):
    filed()
    assert len(client.get("/api/v1/cases", query_string=query).json["cases"]) == count


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"limit": "0"}, "limit", "input.not-a-whole-number"),
        ({"limit": "201"}, "limit", "input.not-a-whole-number"),
        ({"limit": "ten"}, "limit", "input.not-a-whole-number"),
        ({"limit": "१"}, "limit", "input.not-a-whole-number"),
        ({"state": "lost"}, "state", "input.unknown-choice"),
        ({"after": "yesterday"}, "after", "input.not-a-key"),
        ({"page": "2"}, "page", "input.unknown-field"),
        ({"department": "a\x00b"}, "department", "input.control-characters"),
    ],
    ids=str,
)
def test_a_list_refuses_what_it_does_not_know(
    client: FlaskClient, query: dict[str, str], field: str, code: str
):
    answer = client.get("/api/v1/cases", query_string=query)
    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [(field, code)]


@pytest.mark.parametrize("address", ["/api/v1/cases?city=nowhere", "/api/v1/services?city=../demo"])
def test_a_city_that_is_not_there_is_said_to_be_missing(client: FlaskClient, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer.json["code"]) == (404, "cities.no-such-city")


def test_the_catalogue_has_every_service_with_its_questions(client: FlaskClient, platform: Platform):
    city = platform.cities.get("demo")
    answer = client.get("/api/v1/services").json
    assert (answer["city"], answer["languages"]) == ("demo", list(city.languages))
    assert [service["code"] for service in answer["services"]] == [service.code for service in city.services]
    asked = city.service("street-light")
    light = next(service for service in answer["services"] if service["code"] == "street-light")
    assert light["names"] == asked.names
    assert light["questions"] == [
        {
            "code": question.code,
            "text": question.text,
            "kind": question.kind,
            "required": question.required,
            "choices": [{"code": choice.code, "names": choice.names} for choice in question.choices],
        }
        for question in asked.questions
    ]


def test_an_event_is_shown_as_it_was_signed(client: FlaskClient, platform: Platform):
    answer = client.get("/api/v1/events/0").json
    leaf = platform.journal.leaf(0)
    assert answer == {
        "position": 0,
        "envelope": base64.b64encode(leaf).decode(),
        "statement": json.loads(payload_of(leaf)),
        "content": {},
        "erased": [],
        "withheld": [],
        "receipt": "/api/v1/events/0/receipt",
    }


@on_either
def test_a_receipt_is_there_once_the_event_is_published(client: FlaskClient, platform: Platform, case: str):
    address = client.get("/api/v1/events/2").json["receipt"]
    early = client.get(address)
    assert (early.status_code, early.json["code"], early.headers["Retry-After"]) == (
        404,
        "audit.not-published-yet",
        "1",
    )
    platform.publisher.publish()
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/octet-stream")
    assert answer.data == platform.log.receipt(2)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="receipt-2.tlog-proof"'


@pytest.mark.parametrize("position", ["2", "-1", "x", "٣", "9" * 18, str(2**63), "9" * 19, "9" * 5000])
@pytest.mark.parametrize("what", ["", "/receipt"])
def test_an_event_that_is_not_there_is_said_to_be_missing(client: FlaskClient, position: str, what: str):
    answer = client.get(f"/api/v1/events/{position}{what}")
    assert (answer.status_code, answer.json["code"]) == (404, "audit.no-such-event")
    assert "Retry-After" not in answer.headers


def test_no_answer_of_the_api_sets_a_cookie(client: FlaskClient, case: str):
    for address in (f"/api/v1/cases/{case}", "/api/v1/cases", "/api/v1/services", "/api/v1/events/2"):
        assert "Set-Cookie" not in client.get(address).headers
