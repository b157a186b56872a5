"""GET requests and updates: every filter, page after page, nothing that a public page does not show."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.cases import commands as c
from civic.cases.commands import RecordCase
from civic.cases.events import Contact, GivenAnswer, Source
from civic.cases.handlers import change_of_recorded
from civic.kernel.ids import CaseNumber, new_person_id, new_public_id
from civic.kernel.language import Text
from civic.kernel.place import Place, Point
from tests.api.open311_answers import ERRORS, REQUESTS, UPDATES, V2, both, fits
from tests.builders.cases import file_case
from tests.builders.clock import MONDAY_MORNING
from tests.builders.postgresql import on_either
from tests.builders.town import Town

DAY = timedelta(days=1)
HARBOUR = Point.from_degrees(45.001, -30.02)


@pytest.fixture
def file(platform):
    """Return a function that files a case at a moment, and returns its number."""
    filed = []

    def at(moment=None, **fields):
        if moment is not None:
            platform.clock.set(moment)
        filed.append(platform.cases.file(file_case(**fields), command_id=f"file-{len(filed)}").case)
        return filed[-1]

    return at


@pytest.fixture
def work(platform):
    done = []

    def step(command, number, **fields):
        done.append(number)
        platform.cases.work(
            command(case=number, office="streets", **fields)
            if "office" in command.__dataclass_fields__
            else command(case=number, **fields),
            command_id=f"work-{len(done)}",
        )

    return step


def numbers(client, **query):
    return [each["service_request_id"] for each in both(client, "requests", **query)]


@on_either
def test_a_request_says_what_the_page_of_the_case_says(client, platform, file, work):
    number = file(service="street-light", point=HARBOUR, address="Schulgasse 4")
    work(c.AnswerCase, number, answer=Text("Our people come on Thursday.", "en"))

    found = both(client, f"requests/{number}")

    assert fits(found, REQUESTS)
    assert found == [
        {
            "service_request_id": number,
            "status": "open",
            "status_notes": "Our people come on Thursday.",
            "service_name": "Street light not working",
            "service_code": "street-light",
            "description": "There is a deep hole in front of the bakery.",
            "agency_responsible": "Public lighting and signals",
            "service_notice": None,
            "requested_datetime": found[0]["requested_datetime"],
            "updated_datetime": found[0]["updated_datetime"],
            "expected_datetime": "2026-03-05T16:00:00+01:00",
            "address": "Schulgasse 4",
            "address_id": None,
            "zipcode": None,
            "lat": 45.001,
            "long": -30.02,
            "media_url": None,
        }
    ]
    assert numbers(client) == [number]


def test_names_come_in_the_language_asked_for(client, file):
    number = file(service="street-light")

    assert both(client, f"requests/{number}", locale="de")[0]["service_name"] == "Straßenbeleuchtung defekt"


@on_either
def test_a_closed_request_was_updated_when_it_was_closed(client, file, work, platform):
    number = file()
    platform.clock.set(MONDAY_MORNING + DAY)
    work(c.ResolveCase, number, answer=Text("Done.", "en"))
    closed = both(client, f"requests/{number}")[0]
    platform.clock.set(MONDAY_MORNING + 2 * DAY)
    work(c.RequestReopening, number, explanation=Text("It is still there.", "en"))
    asked = both(client, f"requests/{number}")[0]
    platform.clock.set(MONDAY_MORNING + 3 * DAY)
    work(c.RefuseReopening, number, answer=Text("It is not.", "en"))
    again = both(client, f"requests/{number}")[0]

    assert (closed["status"], closed["updated_datetime"][:10]) == ("closed", "2026-03-03")
    assert (closed["status_notes"], closed["expected_datetime"]) == ("Done.", None)
    assert (asked["status"], asked["updated_datetime"][:10]) == ("open", "2026-03-04")
    assert (again["status"], again["updated_datetime"][:10]) == ("closed", "2026-03-05")


def test_every_way_to_end_is_closed_and_counts_the_time_that_the_earlier_system_says(client, platform):
    for outcome in ("closed", "cancelled", "referred"):
        number = CaseNumber(new_public_id())
        command = RecordCase(
            case=number,
            city="demo",
            service="no-longer-offered",
            kind="report",
            department="gone",
            channel="phone",
            place=Place(),
            source=Source("old", number),
            filed_at="2026-02-01T08:00:00.000000Z",
            outcome=outcome,
            closed_at="2026-02-03T08:00:00.000000Z",
            reporter=new_person_id(),
            description=Text("Old words.", "en"),
        )
        platform.journal.append([change_of_recorded(command)], command_id=number)

        found = both(client, f"requests/{number}")[0]

        assert (found["status"], found["updated_datetime"]) == ("closed", "2026-02-03T09:00:00+01:00")
        assert (found["service_name"], found["agency_responsible"]) == ("no-longer-offered", "gone")
    assert len(numbers(client, service_code="no-longer-offered")) == 3


@on_either
def test_numbers_override_every_other_filter(client, file, work):
    first, second, third = file(), file(service="street-light"), file()
    work(c.ResolveCase, second, answer=Text("Done.", "en"))

    assert numbers(client, service_request_id=f"{third},{second}", status="open", service_code="nothing") == [
        third,
        second,
    ]
    assert numbers(client, service_request_id=[first, second], start_date="yesterday") == [first, second]
    assert numbers(client, service_request_id=f"2222222222,{first.lower()},x") == [first]
    assert numbers(client, service_request_id="2222222222") == []


@pytest.mark.parametrize("number", ["2222222222", "x", "1", "requests"])
def test_an_unknown_number_is_not_found(client, number):
    errors = both(client, f"requests/{number}")

    assert fits(errors, ERRORS)
    assert errors[0]["code"] == 404


def test_a_request_of_another_city_is_not_found_here(client, platform, file):
    from civic.cases.open311.projection import requests

    number = file()
    numbers(client)
    with platform.database.writing() as connection:
        connection.execute(requests.update().values(city="twin"))

    assert both(client, f"requests/{number}")[0]["code"] == 404


@on_either
def test_status_and_service_narrow_down(client, file, work):
    light, hole, lamp = file(service="street-light"), file(service="pothole"), file(service="street-light")
    work(c.ResolveCase, lamp, answer=Text("Done.", "en"))

    assert numbers(client) == [lamp, hole, light]
    assert numbers(client, status="open") == [hole, light]
    assert numbers(client, status="closed") == [lamp]
    assert numbers(client, status="open,closed") == numbers(client, status="") == [lamp, hole, light]
    assert numbers(client, service_code="street-light") == [lamp, light]
    assert numbers(client, service_code="street-light,pothole") == [lamp, hole, light]
    assert numbers(client, service_code=["street-light", "pothole"], status="Open") == [hole, light]
    assert numbers(client, service_code="playground") == []


@on_either
def test_dates_narrow_down_and_both_ends_count(client, file, platform):
    moments = [MONDAY_MORNING + days * DAY for days in (0, 10, 95)]
    first, second, third = (file(moment) for moment in moments)
    filed = [both(client, f"requests/{each}")[0]["requested_datetime"] for each in (first, second, third)]

    assert numbers(client) == [third, second]
    assert numbers(client, start_date=filed[1], end_date=filed[1]) == [second]
    assert numbers(client, start_date=filed[0], end_date=filed[1]) == [second, first]
    assert numbers(client, start_date=filed[0]) == [second, first]
    assert numbers(client, end_date=filed[2]) == [third, second]
    assert numbers(client, end_date=filed[0]) == [first]


@pytest.mark.parametrize(
    ("start", "end", "is_refused"),
    [
        ("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", False),
        ("2026-01-01T00:00:00Z", "2026-04-01T00:00:01Z", True),
        ("2026-05-01T00:00:00Z", "2026-07-30T00:00:00Z", False),
        ("2026-05-01T00:00:00Z", "2026-07-30T00:00:01Z", True),
        (
            "2026-08-01T00:00:00+02:00",
            "2026-10-30T00:00:00+01:00",
            False,
        ),  # an hour longer: the clocks go back
        ("2026-08-01T00:00:00+02:00", "2026-10-30T00:00:01+01:00", True),
        ("2026-08-01T00:00:00 02:00", "2026-08-02T00:00:00Z", False),  # a plus sign that nobody encoded
        ("2026-08-02T00:00:00Z", "2026-08-01T00:00:00Z", True),
        ("9999-12-31T00:00:00Z", "", False),
        ("", "0001-01-01T00:00:00Z", False),
    ],
)
def test_dates_are_at_most_ninety_days_apart(client, start, end, is_refused):
    answer = client.get(f"{V2}/requests.json", query_string={"start_date": start, "end_date": end})

    assert answer.status_code == (400 if is_refused else 200)


def test_in_the_night_when_the_clocks_go_back_the_distance_from_utc_tells_two_hours_apart(client, file):
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    first, second = file(before), file(before + timedelta(hours=1))

    said = {each["service_request_id"]: each["requested_datetime"] for each in both(client, "requests")}
    later = both(client, "requests", start_date="2026-10-25T02:00:00+01:00", end_date="2026-10-26T00:00:00Z")

    clocks = [(each[:16], each[-6:]) for each in (said[first], said[second])]
    assert clocks == [("2026-10-25T02:30", "+02:00"), ("2026-10-25T02:30", "+01:00")]
    assert [each["service_request_id"] for each in later] == [second]


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:00:00+99:00",
        "2026-01-01 00:00:00Z",
        "0001-01-01T00:00:00+10:00",
        "now",
    ],
)
def test_a_time_without_zone_or_that_is_none_is_refused(client, text):
    errors = both(client, "requests", start_date=text)

    assert fits(errors, ERRORS)
    assert (errors[0]["code"], errors[0]["description"].partition(":")[0]) == (400, "start_date")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"status": "pending"}, "status"),
        ({"page_size": "1001"}, "page_size"),
        ({"page_size": "0"}, "page_size"),
        ({"page": "-1"}, "page"),
        ({"page": "1000000"}, "page"),
        ({"page": "102"}, "page"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "3,2,1,4"}, "bbox"),
        ({"bbox": "a,b,c,d"}, "bbox"),
        ({"after": "x"}, "after"),
        ({"service_code": ",".join(map(str, range(101)))}, "service_code"),
        ({"service_request_id": ",".join(map(str, range(1001)))}, "service_request_id"),
        ({"start_date": "2026-08-02T00:00:00Z", "end_date": "2026-08-01T00:00:00Z"}, "start_date"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(client, query, named):
    errors = both(client, "requests", **query)

    assert fits(errors, ERRORS)
    assert named in " ".join(each["description"] for each in errors if each["code"] == 400)


def test_everything_that_is_wrong_is_said_at_once(client):
    answer = client.get(f"{V2}/requests.json?service_code=nothing&status=x&page=y&end_date=z")

    assert answer.status_code == 404
    assert [each["code"] for each in answer.json] == [400, 404, 400, 400]


@on_either
def test_pages_by_number_and_by_the_header_link_show_each_request_once(client, file):
    everything = [file(service=("pothole", "street-light")[index % 2]) for index in range(11)][::-1]

    by_number = [numbers(client, page=str(page), page_size="4") for page in (1, 2, 3, 4)]
    followed, address = [], f"{V2}/requests.json?page_size=4&service_code=pothole,street-light"
    while address:
        answer = client.get(address)
        followed.append([each["service_request_id"] for each in answer.json])
        link = answer.headers.get("Link", "")
        address = link.partition(">")[0].removeprefix("<")

    assert by_number == [everything[:4], everything[4:8], everything[8:], []]
    assert followed == by_number[:3]


def test_no_more_than_a_thousand_come_at_once(client, platform):
    from tests.benchmarks.scale import _add_chunk

    _add_chunk(platform, 0, 1001)
    platform.clock.set(datetime(2026, 1, 2, tzinfo=UTC))

    answer = client.get(f"{V2}/requests.json")

    assert len(answer.json) == 1000
    assert 'rel="next"' in answer.headers["Link"]


@on_either
def test_a_box_holds_what_lies_in_it_by_the_public_place(client, file):
    inside, _nowhere = file(point=HARBOUR), file()
    outside = file(point=Point.from_degrees(45.003, -30.02))

    assert numbers(client, bbox="-30.021,45.000,-30.019,45.002") == [inside]
    assert numbers(client, bbox="-31,44,-29,46") == [outside, inside]
    assert numbers(client, bbox="0,0,1,1") == []


def test_head_says_what_get_would_and_options_what_may_be_asked(client, file):
    file()

    head, options = client.head(f"{V2}/requests.json"), client.options(f"{V2}/requests.json")

    assert (head.status_code, head.data, head.content_type) == (200, b"", "application/json; charset=utf-8")
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Allow"].split(", "))
    assert options.headers["Access-Control-Allow-Origin"] == "*"


def test_what_we_add_comes_only_when_it_is_asked_for(client, file):
    number = file(point=HARBOUR)

    added = both(client, f"requests/{number}", extensions="true")[0]["extended_attributes"]

    assert added == {
        "channel": "web",
        "state": "received",
        "district": "old-town",
        "neighbourhood": "dyers-ditch",
        "supporters": 0,
        "url": f"http://localhost/en/cases/{number}",
    }
    assert client.get(added["url"]).status_code == 200
    assert "extended_attributes" not in both(client, f"requests/{number}", extensions="false")[0]


@on_either
def test_updates_tell_what_happened_since_oldest_first(client, platform):
    town = Town(platform)

    found = both(client, "servicerequestupdates")

    assert fits(found, UPDATES)
    of = {each["service_request_id"]: each for each in found}
    assert [each["updated_datetime"] for each in found] == sorted(each["updated_datetime"] for each in found)
    assert (of[town.done]["status"], of[town.done]["description"]) == (
        "FIXED",
        "Our people come on Thursday.",
    )
    assert of[town.declined]["status"] == "NOT_COUNCILS_RESPONSIBILITY"
    assert of[town.withdrawn]["status"] == "NO_FURTHER_ACTION"
    assert (of[town.asked]["status"], of[town.asked]["description"]) == ("OPEN", "It is still dark.")
    assert of[town.answered]["status"] == "IN_PROGRESS"
    assert town.fresh not in of
    numbers = range(1, len(found) // 4 + 2)
    pages = [both(client, "servicerequestupdates", page=str(page), page_size="4") for page in numbers]
    assert [each for page in pages for each in page] == found
    link = client.get(f"{V2}/servicerequestupdates.json?page_size=4").headers["Link"]
    assert client.get(link.partition(">")[0].removeprefix("<")).json == pages[1]
    assert both(client, "servicerequestupdates", start_date=found[-1]["updated_datetime"])[-1] == found[-1]
    assert both(client, "servicerequestupdates", end_date="2026-01-01T00:00:00Z") == []


@on_either
def test_what_is_private_or_erased_stands_in_no_answer(client, platform):
    secret = {
        "name": "Mira Muster",
        "email": "mira@example.org",
        "phone": "+43 660 1234567",
        "answer": "post 4711",
        "address": "Rosenhof 17",
    }
    blurred = next(each for each in platform.cities.get("demo").services if each.public_precision_metres)
    required = tuple(
        GivenAnswer(question.code, question.choices[0].code if question.choices else "12")
        for question in blurred.questions
        if question.required
    )
    exact = Point.from_degrees(45.001234, -30.021234)
    numbers = [
        platform.cases.file(
            file_case(
                service=service,
                description=Text(words, "en"),
                contact=Contact(secret["name"], secret["email"], secret["phone"]),
                **fields,
            ),
            command_id=words,
        ).case
        for service, words, fields in (
            ("street-light", "Public words", {"answers": (GivenAnswer("number-on-post", secret["answer"]),)}),
            (
                blurred.code,
                "Words of a place that is blurred",
                {"point": exact, "address": secret["address"], "answers": required},
            ),
            ("pothole", "Words that were erased", {}),
        )
    ]
    platform.cases.work(
        c.ResolveCase(case=numbers[2], office="streets", answer=Text("An answer that was erased", "en")),
        command_id="resolve",
    )
    from civic.cases.handlers import persons_of_case
    from civic.people.events import ErasureCarriedOut

    for person in persons_of_case(platform.journal, numbers[2]):
        platform.eraser.erase(person, ErasureCarriedOut(ground="request"), command_id=person)

    texts = [
        client.get(f"{V2}/{address}.{form}?extensions=true").text
        for address in ("requests", "servicerequestupdates", *(f"requests/{each}" for each in numbers))
        for form in ("xml", "json")
    ]

    for text in texts:
        for hidden in (*secret.values(), "45.0012", "30.0212", "erased"):
            assert hidden not in text
    assert "Public words" in texts[0]
    shown = both(client, f"requests/{numbers[1]}")[0]
    assert shown["lat"] is not None
    assert shown["address"] is None
    assert both(client, f"requests/{numbers[2]}")[0]["description"] is None


@on_either
def test_the_read_tables_are_what_the_log_makes(platform):
    from civic.store.rebuild import rebuild_all

    Town(platform)
    platform.projector.catch_up_with_all()

    compared = list(rebuild_all(platform.database, platform.journal, platform.projections, replace=False))

    assert {each.table for each in compared} >= {"open311_requests", "open311_updates"}
    assert all(each.is_identical for each in compared)


def test_the_status_is_that_of_the_case(client, platform):
    from civic.cases.open311.projection import CLOSED

    for number in Town(platform).cases().values():
        case = platform.cases.page(number).case
        if case.parent:  # residents see one fault once
            assert client.get(f"/open311/v2/requests/{number}.json").status_code == 404
            continue
        state = case.state
        assert both(client, f"requests/{number}")[0]["status"] == ("closed" if state in CLOSED else "open")
