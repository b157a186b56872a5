"""Whatever is wrong under /api/ is a problem document, and nothing half-done is stored."""

import dataclasses
import json
import sqlite3
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from civic.app import create_app
from civic.bootstrap import Platform
from civic.cases.desk import CaseDesk
from civic.cases.lists import CaseLists
from tests.api.api_bodies import pothole

MIB = 1024 * 1024


def post(client: FlaskClient, body: bytes) -> Any:
    return client.post("/api/v1/cases", data=body, content_type="application/json")


def test_a_problem_document_says_type_title_status_and_how_to_mend_it(client: FlaskClient):
    answer = post(client, b'{"service": "pothole",\n "description": x}')
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.json == {
        "type": "urn:civic:problem:json.malformed",
        "title": "Bad Request",
        "status": 400,
        "code": "json.malformed",
        "detail": "The body is not JSON at line 2, column 17: unexpected character, expected a JSON value.",
        "facts": {"line": 2, "column": 17, "reason": "unexpected character, expected a JSON value"},
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json.malformed"),
        (b"{", "json.malformed"),
        (b"{}{}", "json.malformed"),
        (b"\xef\xbb\xbf{}", "json.malformed"),
        (b'{"place": {"latitude": NaN}}', "json.malformed"),
        (b'{"place": {"latitude": Infinity}}', "json.malformed"),
        (b'{"place": {"latitude": -Infinity}}', "json.malformed"),
        (b'{"place": {"latitude": 1e400}}', "json.malformed"),
        (b'{"place": {"latitude": ' + b"9" * 5000 + b"}}", "json.malformed"),
        (b'{"description": "\\ud800"}', "json.malformed"),
        (b'{"description": "\\udc00\\ud800"}', "json.malformed"),
        (b'{"description": "a\x00b"}', "json.malformed"),
        (b'{"description": "\xff"}', "json.not-utf-8"),
        (b'{"description": "\xed\xa0\x80"}', "json.not-utf-8"),
        ("{}".encode("utf-16"), "json.not-utf-8"),
        (b'{"service": "pothole", "service": "street-light"}', "json.key-repeated"),
        (b'{"place": {"address": "a", "\\u0061ddress": "b"}}', "json.key-repeated"),
        (b"[" * 100_000, "json.too-deep"),
        (b"[" * 100_000 + b"]" * 100_000, "json.too-deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json.too-deep"),
        (b"[" * 1_000 + b"]" * 1_000, "json.too-deep"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_is_no_strict_json_is_refused(
    client: FlaskClient, platform: Platform, body: bytes, code: str
):
    answer = post(client, body)
    assert (answer.status_code, answer.json["code"]) == (400, code)
    assert platform.journal.size() == 2


@pytest.mark.parametrize(
    ("wanted", "detail"),
    [
        ("de-AT,de;q=0.9", "Die Stadt bietet diese Leistung nicht an. Wählen Sie eine aus dem Katalog."),
        ("en", "The city does not offer this service. Choose one from the catalogue."),
        ("xx", "The city does not offer this service. Choose one from the catalogue."),
    ],
)
def test_faults_are_told_in_the_language_that_is_wanted(client: FlaskClient, wanted: str, detail: str):
    headers = {"Accept-Language": wanted}
    answer = client.post("/api/v1/cases", json=pothole(service="no-such"), headers=headers)
    assert answer.json["errors"] == [{"field": "service", "code": "input.unknown-service", "detail": detail}]
    assert answer.headers["Vary"] == "Accept-Language"


def test_the_place_of_a_byte_that_is_no_utf8_is_said(client: FlaskClient):
    answer = post(client, b'{\n"description": "\xc3\xbc\xff"}')
    assert answer.json["facts"] == {"line": 2, "column": 18}


def test_a_key_that_stands_twice_is_named(client: FlaskClient):
    answer = post(client, b'{"place": {"address": "a", "address": "b"}}')
    assert answer.json["facts"] == {"key": "address"}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/mixed", "", "json"]
)
def test_another_media_type_is_refused(client: FlaskClient, platform: Platform, content_type: str):
    answer = client.post("/api/v1/cases", data=json.dumps(pothole()), content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (415, "json.media-type")
    assert platform.journal.size() == 2


class Counted:
    """A stream of as many bytes as one likes, which counts those that were read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        taken = self.left if size < 0 else min(size, self.left)
        self.left -= taken
        self.taken += taken
        return b" " * taken

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)

    def close(self) -> None: ...


@pytest.mark.parametrize(("declared", "most"), [(True, 0), (False, MIB + 65_536)])
def test_a_body_of_fifty_megabytes_is_refused_without_reading_it(app: Flask, *, declared: bool, most: int):
    stream = Counted(50 * MIB)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/cases",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/json",
        "wsgi.input": stream,
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
    }
    if declared:
        environ["CONTENT_LENGTH"] = str(50 * MIB)
    statuses: list[str] = []
    answer = b"".join(app.wsgi_app(environ, lambda status, _headers, _info=None: statuses.append(status)))
    assert statuses[0].startswith("413 ")
    assert json.loads(answer)["code"] == "http.413"
    assert stream.taken <= most


def test_a_body_just_below_the_limit_is_read(client: FlaskClient):
    body = json.dumps(pothole()).encode()
    assert post(client, body + b" " * (MIB - len(body))).status_code == 201
    assert post(client, body + b" " * (MIB - len(body) + 1)).status_code == 413


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1", "/api/v1/nothing", "/api/v2/cases", "/api/v1/cases/", "/api/v1/cases/x/y"]
)
def test_an_address_that_leads_nowhere_is_a_problem_document(client: FlaskClient, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (
        404,
        "application/problem+json",
        "http.404",
    )


def test_a_method_that_an_address_does_not_take_is_refused_with_those_that_it_takes(client: FlaskClient):
    answer = client.delete("/api/v1/cases")
    assert (answer.status_code, answer.json["code"]) == (405, "http.405")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_who_sends_too_much_is_told_when_to_come_back(platform: Platform):
    slow = dataclasses.replace(platform, settings=dataclasses.replace(platform.settings, posts_per_minute=2))
    client = create_app(slow).test_client()
    answers = [client.post("/api/v1/cases") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [415, 415, 429]
    assert (answers[2].json["code"], answers[2].headers["Retry-After"]) == ("web.too-many", "30")


def test_what_breaks_inside_is_not_shown(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    def break_down(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr(CaseDesk, "file", break_down)
    answer = client.post("/api/v1/cases", json=pothole())
    assert answer.status_code == 500
    assert answer.json == {
        "type": "urn:civic:problem:http.500",
        "title": "Internal Server Error",
        "status": 500,
        "code": "http.500",
        "detail": "This is our fault. It is in our records without what you sent; try again later.",
    }


def test_a_full_disk_stores_nothing_and_says_so(client: FlaskClient, platform: Platform):
    driver = platform.database._own_writer()._connection
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {pages}")
    for attempt in range(1000):
        before = platform.journal.size()
        answer = client.post("/api/v1/cases", json=pothole(), headers={"Idempotency-Key": str(attempt)})
        if answer.status_code != 201:
            break
    assert (answer.status_code, answer.json["code"]) == (503, "store.cannot-write")
    assert answer.headers["Retry-After"] == "10"
    assert "database" not in answer.text
    assert platform.journal.size() == before
    assert platform.journal.outcome_of(str(attempt)) is None


def test_a_read_only_database_stores_nothing_and_says_so(client: FlaskClient, platform: Platform):
    platform.database._own_writer()._connection.execute("PRAGMA query_only = ON")
    answer = client.post("/api/v1/cases", json=pothole())
    assert (answer.status_code, answer.json["code"]) == (503, "store.cannot-write")
    assert platform.journal.size() == 2


@pytest.mark.parametrize(
    "failure",
    [
        OSError(28, "No space left on device"),
        OSError(30, "Read-only file system"),
        OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
        OperationalError("INSERT", {}, sqlite3.OperationalError("attempt to write a readonly database")),
    ],
    ids=str,
)
def test_a_disk_that_fails_before_the_commit_is_a_503(
    client: FlaskClient, platform: Platform, monkeypatch: pytest.MonkeyPatch, failure: Exception
):
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise failure

    monkeypatch.setattr(CaseDesk, "file", fail)
    answer = client.post("/api/v1/cases", json=pothole())
    assert (answer.status_code, answer.json["code"]) == (503, "store.cannot-write")
    assert platform.journal.size() == 2


def test_another_error_of_the_database_is_our_fault(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("no such table: secrets"))

    monkeypatch.setattr(CaseLists, "queue", fail)
    answer = client.get("/api/v1/cases")
    assert (answer.status_code, answer.json["code"]) == (500, "http.500")
    assert "secrets" not in answer.text
