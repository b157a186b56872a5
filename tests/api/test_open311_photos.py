"""Photos of programs that speak Open311: sent as `media`, answered as `media_url`, gone once erased."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image

from civic.cases.handlers import persons_of_case
from civic.people.events import ErasureCarriedOut
from civic.photos.limits import MOST_PHOTOS
from tests.api.open311_answers import FILED, REQUESTS, V2, both, fits
from tests.builders.photos import HEIC, HOME, jpeg, jpeg_of_a_telephone


@pytest.fixture
def send(client, platform):
    """Return a function that files a broken street light with photos."""
    key = platform.clients.admit("Fix Our City", 1000)[1]

    def post(*photos, service="street-light", headers=None, **fields):
        data = {
            "api_key": key,
            "service_code": service,
            "address_string": "Schulgasse 4",
            "description": "It is dark.",
            "media": [(BytesIO(photo), f"{number}.jpg") for number, photo in enumerate(photos, 1)],
            **fields,
        }
        return client.post(
            f"{V2}/requests.json", data=data, headers=headers, content_type="multipart/form-data"
        )

    return post


def number_of(answer):
    assert fits(answer.json, FILED), answer.json
    return answer.json[0]["service_request_id"]


def path_of(address):
    return urlsplit(address).path


def test_the_first_photo_is_the_media_url_and_all_are_among_what_we_add(send, client):
    number = number_of(send(jpeg_of_a_telephone(), HEIC))

    (found,) = both(client, f"requests/{number}")
    added = client.get(f"{V2}/requests/{number}.json?extensions=true").json[0]["extended_attributes"]

    assert fits([found], REQUESTS)
    assert added["photos"][0] == found["media_url"]
    pictures = [client.get(path_of(address)) for address in added["photos"]]
    assert [Image.open(BytesIO(each.data)).size for each in pictures] == [(640, 480), (48, 64)]
    assert all(HOME.encode() not in each.data for each in pictures)
    assert {each.headers["Cross-Origin-Resource-Policy"] for each in pictures} == {"cross-origin"}


def test_what_photos_show_is_sent_in_their_order_and_is_among_what_we_add(send, client):
    described = number_of(send(jpeg(), jpeg((60, 40)), media_description=["", "The lamp, broken"]))
    plain = number_of(send(jpeg()))

    added = [
        client.get(f"{V2}/requests/{number}.json?extensions=true").json[0]["extended_attributes"]
        for number in (described, plain)
    ]
    assert added[0]["photo_descriptions"] == [None, "The lamp, broken"]
    assert "photo_descriptions" not in added[1]
    xml = client.get(f"{V2}/requests/{described}.xml?extensions=true").text
    assert "<photo_description></photo_description><photo_description>The lamp, broken" in xml


@pytest.mark.parametrize("words", [["One", "two"], ["x" * 201], ["a\x07b"]])
def test_words_of_photos_that_cannot_be_kept_are_refused_by_their_name(send, words):
    answer = send(jpeg(), media_description=words)

    assert answer.status_code == 400
    assert answer.json[0]["description"].startswith("media_description: ")


def test_lists_name_photos_as_well(send, client):
    with_photo, without = number_of(send(jpeg())), number_of(send())

    listed = {each["service_request_id"]: each["media_url"] for each in both(client, "requests")}

    assert listed[with_photo].endswith("/photos/photo-1.jpg")
    assert listed[without] is None


def test_an_erased_photo_is_named_no_more(send, client, platform):
    number = number_of(send(jpeg()))
    address = path_of(both(client, f"requests/{number}")[0]["media_url"])

    platform.eraser.erase_all(
        persons_of_case(platform.journal, number), ErasureCarriedOut(ground="request"), command_id="erase"
    )

    assert both(client, f"requests/{number}")[0]["media_url"] is None
    assert client.get(address).status_code == 410


def test_photos_for_officials_are_kept_and_not_named(send, client, platform):
    number = number_of(send(jpeg(), service="noise", **{"attribute[when]": "At night"}))

    assert both(client, f"requests/{number}")[0]["media_url"] is None
    assert len(platform.cases.page(number, sealed=True).filed.sealed_photos) == 1


@pytest.mark.parametrize(
    ("photos", "fields", "said"),
    [
        ([b"hello"], {}, "media: “1.jpg” is no photo"),
        ([jpeg(), jpeg()[:900]], {}, "media: “2.jpg” is damaged"),
        ([jpeg((60, 40))] * (MOST_PHOTOS + 1), {}, f"media: {MOST_PHOTOS + 1} photos were sent"),
        ([jpeg()], {"service": "plant-tree"}, "media: This service takes no photos"),
    ],
    ids=["no photo", "cut", "too many", "unwanted"],
)
def test_what_cannot_be_taken_is_refused_by_its_name_and_nothing_is_filed(
    send, platform, photos, fields, said
):
    size = platform.journal.size()

    answer = send(*photos, **fields)

    assert answer.status_code == 400
    assert said in answer.json[0]["description"]
    assert platform.journal.size() == size


def test_the_same_photos_under_the_same_key_file_one_case(send):
    photo, headers = jpeg(), {"Idempotency-Key": "once"}

    numbers = {number_of(send(photo, headers=headers)) for _ in range(2)}
    other = send(jpeg((300, 200)), headers=headers)

    assert len(numbers) == 1
    assert other.status_code == 400
