"""Before a report is sent, open cases are shown that may be the same; joining one is as easy as sending."""

import pytest

from civic.cases.commands import MarkDuplicate, ResolveCase
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from tests.builders.cases import file_case
from tests.web.browser import Browser
from tests.web.journeys import HOLE, check_page, file_a_case, number_on, sign_in

DONE = Text("Done.", "en")


def suggested(page):
    return [each.get_text() for each in page.soup.select("#known-already ~ ul .number")]


@pytest.fixture
def neighbour(app):
    return Browser(app.test_client())


def test_an_open_case_at_the_same_place_is_shown_with_what_everyone_can_read(stranger, number):
    page = check_page(stranger)

    entry = page.soup.select_one("#known-already ~ ul li")
    assert suggested(page) == [number]
    assert entry.h3.get_text(strip=True).startswith("Pothole or damaged road")
    assert "There is a deep hole" in entry.find(lang="en").get_text()
    assert "Schulgasse 4" in entry.get_text()
    assert "mira@example.org" not in str(entry)


def test_nothing_is_shown_where_nothing_is_known(resident):
    page = check_page(resident)

    assert suggested(page) == []
    assert page.form("/case").find("button", value="file").get_text() == "Send"


def test_whoever_has_something_else_sends_it_with_one_press(stranger, number):
    page = check_page(stranger)
    button = page.form("/case").find("button", value="file")

    confirmation = stranger.send(page, "/case", "file")

    assert button.get_text() == "None of these: send my report"
    assert number_on(confirmation) != number


def test_whoever_has_the_same_joins_with_one_press_and_nothing_is_filed(stranger, platform, number):
    page = stranger.send(check_page(stranger), f"/cases/{number}/support")

    assert page.address == f"/en/cases/{number}"
    assert "You are counted among those who have noticed this." in page.text
    assert "Noticed by 2 people" in page.text
    assert sum(platform.case_lists.open_counts("demo").values()) == 1


def test_the_same_browser_is_counted_once_and_told_so(stranger, platform, number):
    check = check_page(stranger)
    stranger.send(check, "/support")

    again = stranger.send(check, "/support")

    assert "You are counted already." in again.text
    assert "Noticed by 2 people" in again.text
    assert len(platform.journal.load(f"support/{number.replace('-', '')}")) == 1


def test_everyone_who_joins_is_counted_in_the_queue_and_for_programs(app, stranger, neighbour, number):
    for browser in (stranger, neighbour):
        browser.send(browser.open(f"/en/cases/{number}"), "/support")
    streets = Browser(app.test_client())
    sign_in(streets, "streets")

    row = app.test_client().get(f"/api/v1/cases/{number}").json

    assert "Noticed by: 3 people" in streets.open("/en/office/queue").text
    assert "Noticed by 3 people" in streets.open(f"/en/office/cases/{number}").text
    assert row["supporters"] == 2
    assert app.test_client().get("/api/v1/cases").json["cases"][0]["supporters"] == 2


def test_whoever_filed_it_is_counted_already_and_is_not_asked(resident, stranger, platform, number):
    own = resident.open(f"/en/cases/{number}")
    assert "Have you noticed this too?" not in own.text

    from_elsewhere = check_page(resident)
    page = resident.send(from_elsewhere, "/support")

    assert "You are counted already." in page.text
    assert platform.journal.load(f"support/{number.replace('-', '')}") == []


def test_nobodys_decision_is_out_of_date_because_somebody_joined(app, stranger, number):
    streets = Browser(app.test_client())
    sign_in(streets, "streets")
    seen = streets.open(f"/en/office/cases/{number}")
    stranger.send(stranger.open(f"/en/cases/{number}"), "/support")

    assert "Acknowledged" not in seen.text
    assert streets.send(seen, "/acknowledgement").status == 200


def test_a_case_that_has_ended_meanwhile_cannot_be_joined_and_says_what_to_do(stranger, platform, number):
    case = number.replace("-", "")
    seen = stranger.open(f"/en/cases/{number}")
    platform.cases.work(ResolveCase(case=case, office="streets", answer=DONE), command_id="done")

    page = stranger.send(seen, "/support")

    assert page.status == 409
    assert "please report it anew" in page.soup.find(role="alert").get_text()
    assert "Have you noticed this too?" not in stranger.open(f"/en/cases/{number}").text


def test_what_has_ended_is_suggested_to_nobody(stranger, platform, number):
    ended = ResolveCase(case=number.replace("-", ""), office="streets", answer=DONE)
    platform.cases.work(ended, command_id="done")

    assert suggested(check_page(stranger)) == []


def test_supports_stay_where_they_were_given_when_a_case_is_found_a_duplicate(stranger, platform, number):
    case = number.replace("-", "")
    stranger.send(stranger.open(f"/en/cases/{number}"), "/support")
    original = platform.cases.file(file_case(), command_id="original").case
    found = MarkDuplicate(case=case, office="streets", original=original, answer=DONE)
    platform.cases.work(found, command_id="duplicate")

    assert platform.case_lists.supporters(case) == 1
    assert platform.case_lists.supporters(original) == 0
    assert "Noticed by 2 people" in stranger.open(f"/en/cases/{number}").text


def test_words_that_were_erased_are_suggested_to_nobody(stranger, platform, number):
    page = platform.cases.page(number.replace("-", ""))
    at_request = ErasureCarriedOut(ground="request")
    platform.eraser.erase(page.filed.reporter, at_request, command_id="erase")

    shown = check_page(stranger)

    assert suggested(shown) == [number]
    assert "There is a deep hole" not in str(shown.soup.select_one("#known-already ~ ul"))


def test_a_service_that_the_pack_calls_alike_is_looked_at_and_no_other(stranger, number):
    elsewhere = {"description": "Broken stones", "address": "Schulgasse 4"}
    form = "/en/services/{}/case"

    assert suggested(check_page(stranger, at=form.format("footpath"), **elsewhere)) == [number]
    assert suggested(check_page(stranger, at=form.format("road-sign"), **elsewhere)) == []


@pytest.mark.parametrize("service", ["gas-smell", "bulky-waste"])
def test_nothing_is_suggested_where_the_pack_wants_none_nor_of_what_people_ask_for(
    stranger, platform, service
):
    at = f"/en/services/{service}/case"
    answers = {"answers__cubic-metres": "2"} if service == "bulky-waste" else {}
    file_a_case(stranger, at=at, **answers)

    assert suggested(check_page(stranger, at=at, **answers)) == []


def test_without_a_point_the_part_of_the_city_and_the_words_are_looked_at(resident, stranger):
    where = {"address": "", "neighbourhood": "new-bridge"}
    number = file_a_case(resident, **where)

    assert suggested(check_page(stranger, **where)) == [number]
    assert suggested(check_page(stranger, **where, description="Glass and broken bottles")) == []


def test_the_simple_view_shows_them_as_well(resident, stranger, number):
    stranger.open("/en/?simple=on")
    page = stranger.open(HOLE)
    for typed in ({"description": "A hole"}, {"address": "Schulgasse 4"}, {}, {}, {}):
        page = stranger.send(page, "/case", "next", **typed)

    assert suggested(page) == [number]
