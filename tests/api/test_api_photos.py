"""Photos over the API: in a multipart form beside the case, answered with their digests."""

import hashlib
import json
from collections.abc import Sequence
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from civic.bootstrap import Platform
from civic.photos.limits import MOST_PHOTOS
from tests.api.api_bodies import pothole
from tests.builders.photos import jpeg, jpeg_of_a_telephone, png_that_talks


def send(
    client: FlaskClient, *photos: bytes, case: str | None = None, words: Sequence[str] = (), **headers: str
):
    form = {
        "case": json.dumps(pothole()) if case is None else case,
        "photo": [(BytesIO(photo), f"{number}.jpg") for number, photo in enumerate(photos, 1)],
        "photo_description": list(words),
    }
    return client.post("/api/v1/cases", data=form, content_type="multipart/form-data", headers=headers)


def errors(answer) -> list[tuple[str, str]]:
    assert answer.content_type == "application/problem+json"
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def test_photos_come_beside_the_case_and_can_be_checked_against_the_log(client: FlaskClient):
    answer = send(client, jpeg_of_a_telephone(orientation=8), png_that_talks())
    assert answer.status_code == 201, answer.text

    found = client.get(answer.headers["Location"]).json
    assert [(photo["width"], photo["height"]) for photo in found["photos"]] == [(480, 640), (640, 480)]
    told = found["events"][0]["content"]["content.reporter"]["value"]["photos"]
    for photo, named in zip(found["photos"], told, strict=True):
        body = client.get(photo["url"].removeprefix("http://localhost")).data
        assert hashlib.sha256(body).hexdigest() == photo["sha256"] == named["whole"]["digest"]


def test_what_each_photo_shows_is_sent_in_their_order_and_answered(client: FlaskClient):
    answer = send(client, jpeg(), jpeg((300, 200)), words=["", " The bench "])

    photos = client.get(answer.headers["Location"]).json["photos"]
    assert [each["description"] for each in photos] == [None, {"text": "The bench", "language": "und"}]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["One", "two"], "input.too-many"),
        (["x" * 201], "input.too-long"),
        (["a\0b"], "input.control-characters"),
    ],
)
def test_words_that_are_too_many_or_too_long_are_refused(client: FlaskClient, words: list[str], code: str):
    assert errors(send(client, jpeg(), words=words)) == [("photo_description", code)]


def test_a_case_without_photos_has_none(client: FlaskClient):
    answer = client.post("/api/v1/cases", json=pothole())

    assert client.get(answer.headers["Location"]).json["photos"] == []


def test_a_form_without_photos_files_a_case_as_well(client: FlaskClient):
    assert send(client).status_code == 201


def test_one_key_files_one_case_with_the_same_photos_only(client: FlaskClient):
    photo = jpeg()
    first, again = (send(client, photo, **{"Idempotency-Key": "once"}) for _ in range(2))
    other = send(client, jpeg((300, 200)), **{"Idempotency-Key": "once"})

    assert first.json["number"] == again.json["number"]
    assert (other.status_code, other.json["code"]) == (422, "journal.command-id-reused")


@pytest.mark.parametrize(
    ("photos", "code"),
    [
        ([b"<svg/>"], "input.photo-unreadable"),
        ([jpeg()[:700]], "input.photo-damaged"),
        ([jpeg((60, 40))] * (MOST_PHOTOS + 1), "input.too-many"),
    ],
    ids=["svg", "cut", "too many"],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_filed(
    client: FlaskClient, platform: Platform, photos: list[bytes], code: str
):
    size = platform.journal.size()

    answer = send(client, *photos)

    assert (answer.status_code, errors(answer)) == (422, [("photo", code)])
    assert platform.journal.size() == size


def test_a_service_that_takes_no_photos_refuses_them(client: FlaskClient):
    answer = send(client, jpeg(), case=json.dumps(pothole(service="plant-tree")))

    assert errors(answer) == [("photo", "input.photos-not-taken")]


def test_the_case_itself_is_not_optional(client: FlaskClient):
    form = {"photo": (BytesIO(jpeg()), "1.jpg")}
    answer = client.post("/api/v1/cases", data=form, content_type="multipart/form-data")

    assert errors(answer) == [("case", "input.missing")]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"a": 1, "a": 2}'])
def test_a_case_that_cannot_be_read_is_refused_as_without_photos(client: FlaskClient, body: str):
    plain = client.post("/api/v1/cases", data=body, content_type="application/json")

    answer = send(client, case=body)

    assert (answer.status_code, answer.json["code"]) == (plain.status_code, plain.json["code"])


def test_the_contract_says_how_photos_are_sent(client: FlaskClient):
    operation = client.get("/api/v1/openapi.json").json["paths"]["/api/v1/cases"]["post"]
    form = operation["requestBody"]["content"]["multipart/form-data"]

    assert form["schema"]["properties"]["case"] == {"$ref": "#/components/schemas/Filing"}
    assert form["schema"]["properties"]["photo"]["type"] == "array"
    assert form["schema"]["properties"]["photo_description"]["type"] == "array"
    assert form["schema"]["required"] == ["case"]
