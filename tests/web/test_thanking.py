"""Thanks to the team: once a case, by whoever filed it, with words that only officials read."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.cases import commands as c
from civic.cases.events import TeamThanked
from civic.kernel.ids import parse_public_id, spell
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.web.browser import Browser, fields_of
from tests.web.journeys import code_on, confirmation_page, number_on, sign_in

WORDS = "You came so fast. Thank you!"
FIGURES = "/en/office/figures"
TEAM = "Whoever reported this thanked the team."


@pytest.fixture
def filed(resident):
    """A case that the resident filed: its number and its code."""
    confirmation = confirmation_page(resident)
    return number_on(confirmation), code_on(confirmation)


@pytest.fixture
def resolved(filed, official):
    """That case, of which its office says that it is done."""
    official.send(official.open(f"/en/office/cases/{filed[0]}"), "/resolution", answer="We filled the hole.")
    return filed


def thank(browser, number, **typed):
    return browser.send(browser.open(f"/en/cases/{number}"), "/thanks", **typed)


def told(page):
    return [what.get_text() for what in page.soup.select(".what")]


def form_of_thanks(page):
    return page.soup.find("form", action=lambda action: action.endswith("/thanks"))


def test_one_press_thanks_the_team_and_everyone_sees_that_it_happened(resident, stranger, resolved):
    number, _ = resolved

    page = thank(resident, number)

    assert page.status == 200
    assert told(page)[-1] == TEAM
    assert told(stranger.open(f"/en/cases/{number}"))[-1] == TEAM
    assert form_of_thanks(page) is None


def test_words_are_for_officials_and_for_nobody_else(resident, stranger, official, client, resolved):
    number, _ = resolved
    thank(resident, number, words=WORDS)

    assert WORDS in official.open(f"/en/office/cases/{number}").text
    key = parse_public_id(number)
    elsewhere = [f"/en/cases/{number}", f"/data/cases/{key}.atom", f"/api/v1/cases/{key}"]
    for address in elsewhere:
        answer = client.get(address, headers={"Accept": "*/*"})
        assert answer.status_code == 200
        assert WORDS not in answer.get_data(as_text=True)
    assert WORDS not in stranger.open(f"/en/audit/log?case={number}").text


def test_officials_read_thanks_without_opening_what_is_sealed(resident, official, resolved):
    number, _ = resolved
    thank(resident, number, words=WORDS)

    page = official.open(f"/en/office/cases/{number}")

    assert "mira@example.org" not in page.text
    assert WORDS in [said.get_text() for said in page.soup.select("blockquote")]


def test_nobody_thanks_before_it_is_done(resident, platform, filed):
    number, _ = filed
    page = resident.open(f"/en/cases/{number}")
    assert form_of_thanks(page) is None

    tokens = fields_of(page.form("/withdrawal"))
    refused = resident.client.post(f"/en/cases/{number}/thanks", data=tokens)

    assert refused.status_code == 409
    assert not any(
        isinstance(each.event, TeamThanked) for each in platform.cases.page(parse_public_id(number)).events
    )


def test_somebody_thanks_once(resident, resolved):
    number, _ = resolved
    form = resident.open(f"/en/cases/{number}")
    other_form = resident.open(f"/en/cases/{number}")
    resident.send(form, "/thanks", words=WORDS)

    pressed_twice = resident.send(form, "/thanks", words=WORDS)
    once_more = resident.send(other_form, "/thanks")

    assert pressed_twice.status == 200
    assert told(pressed_twice).count(TEAM) == 1
    assert once_more.status == 409
    assert "You have thanked the team already." in once_more.soup.find(role="alert").get_text()


def test_a_case_that_was_reopened_and_done_again_is_not_thanked_for_twice(resident, official, resolved):
    number, _ = resolved
    thank(resident, number)
    resident.send(resident.open(f"/en/cases/{number}"), "/reopening-request", explanation="Again.")
    for act in ("/reopening", "/resolution"):
        official.send(official.open(f"/en/office/cases/{number}"), act, answer="Done again.")

    assert form_of_thanks(resident.open(f"/en/cases/{number}")) is None


def test_the_case_code_shows_from_another_device_whose_thanks_they_are(stranger, resolved):
    number, code = resolved

    wrong = thank(stranger, number, words=WORDS, case_code="22222-22222")
    assert (wrong.status, wrong.value("words")) == (403, WORDS)
    assert TEAM not in told(wrong)

    assert told(thank(stranger, number, case_code=code))[-1] == TEAM


def test_thanks_count_though_the_case_has_moved_since_the_page_was_opened(resident, resolved):
    number, _ = resolved
    page = resident.open(f"/en/cases/{number}")
    resident.send(page, "/confirmation")

    assert told(resident.send(page, "/thanks"))[-1] == TEAM


def test_thanks_are_one_line(resident, resolved):
    number, _ = resolved

    page = thank(resident, number, words="Thank you! " * 20)

    assert (page.status, page.faults()) == (422, ["#f-thanks-words"])


def test_thanks_are_erased_with_what_somebody_wrote_and_the_fact_stays(
    resident, official, platform, resolved
):
    number, _ = resolved
    thank(resident, number, words=WORDS)
    reporter = platform.cases.page(parse_public_id(number)).filed.reporter

    platform.eraser.erase(reporter, ErasureCarriedOut(ground="request"), command_id="erase")

    page = official.open(f"/en/office/cases/{number}")
    assert WORDS not in page.text
    assert told(page)[-1] == TEAM


def test_whoever_was_erased_can_still_thank(stranger, official, platform, resolved):
    number, code = resolved
    reporter = platform.cases.page(parse_public_id(number)).filed.reporter
    platform.eraser.erase(reporter, ErasureCarriedOut(ground="request"), command_id="erase")

    thank(stranger, number, case_code=code, words=WORDS)

    assert WORDS in official.open(f"/en/office/cases/{number}").text


class TestTheFiguresOfAnOffice:
    """How often a team was thanked of late, and for which cases."""

    @pytest.fixture
    def thanked(self, platform):
        """Return what files a case that is done, and thanked for at a moment."""

        def thanked(at, **fields):
            platform.clock.set(at)
            size = platform.journal.size()
            number = platform.cases.file(file_case(**fields), command_id=f"file-{size}").case
            office = platform.cases.page(number).case.department
            done = c.ResolveCase(case=number, office=office, answer=Text("Done.", "en"))
            platform.cases.work(done, command_id=f"done-{size}")
            platform.cases.work(c.ThankTeam(case=number), command_id=f"thank-{size}")
            return number

        return thanked

    def test_count_what_came_in_the_last_four_weeks_and_lead_to_the_cases(self, thanked, stranger):
        now = datetime(2026, 3, 30, 10, tzinfo=UTC)
        thanked(now - timedelta(weeks=5))
        numbers = [thanked(now - timedelta(weeks=3)), thanked(now)]

        sign_in(stranger)
        page = stranger.open(FIGURES)

        assert "Thanked 2 times in the last four weeks." in page.text
        shown = [
            each.get_text() for each in page.soup.select_one("#thanks").find_next("ul").select(".number")
        ]
        assert shown == [spell(number) for number in reversed(numbers)]

    def test_say_so_where_nobody_has_said_thanks(self, official):
        assert "Nobody has said thanks in the last four weeks." in official.open(FIGURES).text

    def test_count_only_what_the_roles_of_somebody_let_them_read(self, thanked, app, platform):
        thanked(platform.clock.now())
        thanked(platform.clock.now(), service="street-light")
        grant = Grant("caseworker", "streets", services=("pothole",))
        official = platform.officials.admit("Kim", "demo", grant, department="streets")
        browser = Browser(app.test_client())
        with browser.client.session_transaction() as session:
            session["sign_in"] = platform.officials.sign_ins.begin(official.id, "demonstration")

        assert "Thanked 1 time in" in browser.open(FIGURES).text
