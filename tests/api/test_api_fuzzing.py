"""Whatever is sent, the API never breaks and stores nothing unless it says so."""

import json
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.bootstrap import Platform
from tests.api.api_bodies import pothole

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["pothole", "street-light", "demo", "en", "\ud800", "a\x00b", "", " "])
)
NAMES = st.text(max_size=8) | st.sampled_from(
    ["service", "city", "text", "language", "latitude", "longitude", "address", "email", "how-many"]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4)
)
MEMBERS = st.sampled_from(
    ["service", "city", "description", "place", "contact", "answers", "channel", "unknown"]
)


def post_and_check(client: FlaskClient, platform: Platform, body: bytes) -> None:
    before = platform.journal.size()
    answer = client.post("/api/v1/cases", data=body, content_type="application/json")
    stored = platform.journal.size() - before
    assert answer.status_code < 500, answer.text
    assert stored == (1 if answer.status_code == 201 else 0)
    if answer.status_code != 201:
        assert answer.content_type == "application/problem+json"
        assert answer.json["status"] == answer.status_code


@FUZZ
@given(st.binary(max_size=200))
def test_arbitrary_bytes_break_nothing(client: FlaskClient, platform: Platform, body: bytes):
    post_and_check(client, platform, body)


@FUZZ
@given(VALUES)
def test_arbitrary_json_breaks_nothing(client: FlaskClient, platform: Platform, value: Any):
    post_and_check(client, platform, json.dumps(value).encode())


@FUZZ
@given(st.dictionaries(MEMBERS, VALUES, max_size=4))
def test_a_good_body_with_arbitrary_members_breaks_nothing(
    client: FlaskClient, platform: Platform, members: dict[str, Any]
):
    post_and_check(client, platform, json.dumps(pothole(**members)).encode())


@FUZZ
@given(st.text(max_size=60), st.text(max_size=20))
def test_arbitrary_words_break_nothing(client: FlaskClient, platform: Platform, words: str, name: str):
    body = pothole(description=words, contact={"name": name}, answers={name: words})
    post_and_check(client, platform, json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@FUZZ
@given(
    st.dictionaries(st.sampled_from(["city", "department", "state", "after", "limit"]), st.text(max_size=30))
)
def test_arbitrary_queries_break_nothing(client: FlaskClient, platform: Platform, query: dict[str, str]):
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    assert client.get("/api/v1/cases", query_string=sent).status_code in {200, 404, 422}
