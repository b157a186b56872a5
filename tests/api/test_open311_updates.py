"""POST of updates: kept once, shown on the page of the case, and nothing moves by them."""

import pytest

from civic.cases import commands as c
from civic.cases.events import UpdateReceived
from civic.cases.handlers import persons_of_case
from civic.kernel.clock import from_timestamp
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from tests.api.open311_answers import V2, both, read_xml
from tests.builders.cases import file_case

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def number(platform):
    return platform.cases.file(file_case(), command_id="file").case


@pytest.fixture
def key(platform):
    return platform.clients.admit("Fix my city <b>", 600)[1]


@pytest.fixture
def send(client, key, number):
    def post(form="json", headers=None, **fields):
        values = {
            "api_key": key,
            "service_request_id": number,
            "description": "It is deeper now. 🙂",
            "update_id": "7",
            **fields,
        }
        sent = {name: value for name, value in values.items() if value is not None}
        return client.post(f"{V2}/servicerequestupdates.{form}", data=sent, headers=headers)

    return post


def outside(platform, number):
    return platform.cases.outside(platform.cases.page(number)).events


def test_news_of_a_program_is_an_event_that_everyone_reads(send, platform, client, number):
    before = platform.cases.page(number).case

    answer = send(updated_datetime="2026-03-02T07:00:00+01:00")

    (told,) = outside(platform, number)
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert answer.json == [{"update_id": str(told.position), "service_notice": None, "account_id": None}]
    assert isinstance(told.event, UpdateReceived)
    assert (told.event.program, told.event.explanation) == ("Fix my city <b>", Text("It is deeper now. 🙂"))
    assert told.event.occurred_at == "2026-03-02T06:00:00.000000Z"
    assert "It is deeper now. 🙂" in page
    assert "<bdi>Fix my city &lt;b&gt;</bdi>" in page
    assert platform.cases.page(number).case == before


def test_the_answer_is_the_same_in_xml(send):
    assert read_xml(send("xml").data) == [
        {key: value and str(value) for key, value in send().json[0].items()}
    ]


@pytest.mark.parametrize("headers", [None, {"Idempotency-Key": "x"}])
def test_the_same_update_is_kept_once(send, platform, number, headers):
    first, second = send(headers=headers), send(headers=headers)

    assert first.json == second.json
    assert len(outside(platform, number)) == 1


def test_other_words_under_the_same_name_are_refused(send, platform, number):
    send()

    assert send(description="Something else").status_code == 400
    assert len(outside(platform, number)) == 1


def test_updates_without_a_name_are_kept_each(send, platform, number):
    for _ in range(2):
        send(update_id=None)

    assert len(outside(platform, number)) == 2


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"api_key": None}, 403, "api_key was not provided"),
        ({"api_key": "wrong"}, 403, "api_key is not valid"),
        ({"service_request_id": None}, 400, "service_request_id was not provided"),
        ({"service_request_id": "2222222222"}, 404, "service_request_id was not found"),
        ({"description": " "}, 400, "description was not provided"),
        ({"description": "a" * 4001}, 400, "description: "),
        ({"description": "a\u202eb"}, 400, "description: "),
        ({"updated_datetime": "yesterday"}, 400, "updated_datetime: "),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id was not found"),
    ],
)
def test_what_cannot_stand_is_refused_by_its_name(send, platform, number, fields, status, words):
    answer = send(**fields)

    assert answer.status_code == status
    assert any(each["description"].startswith(words) for each in answer.json)
    assert outside(platform, number) == ()


def test_bytes_that_are_no_utf_8_are_refused(client, key, number, platform):
    body = f"api_key={key}&service_request_id={number}&description=%ff".encode()

    answer = client.post(f"{V2}/servicerequestupdates.json", data=body, content_type=FORM)

    assert (answer.status_code, answer.json[0]["description"]) == (400, "description: this is not UTF-8.")
    assert outside(platform, number) == ()


def test_a_closed_request_takes_no_news(send, platform, number):
    done = c.ResolveCase(case=number, office="streets", answer=Text("Done.", "en"))
    platform.cases.work(done, command_id="done")

    assert send().status_code == 400
    assert outside(platform, number) == ()


def test_a_time_that_is_yet_to_come_is_now(send, platform, number):
    send(updated_datetime="2099-01-01T00:00:00Z")

    (told,) = outside(platform, number)
    assert from_timestamp(told.event.occurred_at) <= told.recorded_at


def test_what_is_not_kept_is_named(send):
    answer = send(status="FIXED", email="a@example.org")

    assert answer.json[0]["service_notice"] == "Not kept, as nothing here asks for it: status, email"


def test_news_goes_when_its_case_is_erased(send, platform, client, number):
    send()
    platform.eraser.erase_all(
        persons_of_case(platform.journal, number), ErasureCarriedOut(ground="request"), command_id="erase"
    )

    (told,) = outside(platform, number)
    assert told.event.explanation is None
    assert "It is deeper now" not in client.get(f"/en/cases/{number}").get_data(as_text=True)


def test_a_client_has_one_limit_for_all_that_it_sends(client, platform, number):
    key = platform.clients.admit("slow", 1)[1]
    form = {"api_key": key, "service_request_id": number, "description": "News"}

    answers = [client.post(f"{V2}/servicerequestupdates.json", data=form) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 429]


def test_how_many_support_a_request_is_said_where_extensions_are_wanted(client, platform, number):
    for person in "ab":
        platform.cases.support(c.SupportCase(case=number, channel="web"), command_id=person)

    (plain,) = both(client, "requests")
    (extended,) = both(client, "requests", extensions="true")

    assert "supporters" not in str(plain)
    assert str(extended["extended_attributes"]["supporters"]) == "2"
