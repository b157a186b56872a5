"""The letter that says a case is done leads to the answers, and nobody has to type a code for them."""

import re

import pytest

from civic.cases import commands as c
from civic.cases.events import SettlementConfirmed, TeamThanked
from civic.kernel.ids import spell
from civic.kernel.language import Text
from tests.builders.cases import file_case

DONE = Text("We put in a new lamp.", "en")
ASKS = "Is it really settled?"


@pytest.fixture
def environment():
    return {"CIVIC_PUBLIC_URL": "https://city.example"}


@pytest.fixture
def case(platform):
    return platform.cases.file(file_case(), command_id="file").case


def resolve(platform, case, command_id="resolve"):
    step = c.ResolveCase(case=case, office="streets", answer=DONE)
    platform.cases.work(step, command_id=command_id)


def link_in(letter):
    (link,) = re.findall(r"https://city\.example(/\S+/settlement\S+)", letter.text)
    return link


@pytest.fixture
def letter(platform, postbox, case):
    """The letter that says the case is done."""
    resolve(platform, case)
    return postbox.of(platform)[-1]


def kinds(platform, case):
    return [type(each.event) for each in platform.cases.page(case).events]


def test_opening_the_link_says_nothing_yet(platform, stranger, case, letter):
    before = kinds(platform, case)

    page = stranger.open(link_in(letter))

    assert (page.status, page.heading) == (200, ASKS)
    assert DONE.text in page.text
    assert kinds(platform, case) == before


def test_one_press_says_that_it_is_settled(platform, stranger, case, letter):
    page = stranger.send(stranger.open(link_in(letter)), "/settlement/confirmation")

    assert "Thank you. Your answer is recorded." in page.text
    assert "You said that it is settled." in page.text
    assert kinds(platform, case)[-1] is SettlementConfirmed


def test_one_press_thanks_the_team_with_a_word_or_without(platform, stranger, official, case, letter):
    stranger.send(stranger.open(link_in(letter)), "/settlement/thanks", words="So fast!")

    assert kinds(platform, case)[-1] is TeamThanked
    assert "So fast!" in official.open(f"/en/office/cases/{case}").text
    again = stranger.open(link_in(letter))
    assert [form["action"].rpartition("/")[2] for form in again.soup.main.find_all("form")] == [
        "confirmation",
        "reopening-request",
    ]


def test_who_is_not_content_says_what_is_missing_and_the_office_decides(stranger, case, letter):
    page = stranger.send(
        stranger.open(link_in(letter)), "/settlement/reopening-request", explanation="It flickers."
    )

    assert page.address.endswith(f"/cases/{spell(case)}")
    assert "The office looks at it again and answers you." in page.text
    assert "It flickers." in page.text


def test_without_words_nothing_is_asked_and_the_field_says_so(platform, stranger, case, letter):
    before = kinds(platform, case)

    page = stranger.send(stranger.open(link_in(letter)), "/settlement/reopening-request")

    assert (page.status, page.faults()) == (422, ["#f-explanation"])
    assert kinds(platform, case) == before


@pytest.mark.parametrize("code", ["", "22222-22222", "what?"])
def test_without_its_code_a_link_shows_no_answers(stranger, case, letter, code):
    page = stranger.open(f"/en/cases/{case}/settlement?code={code}")

    assert page.status == 403
    assert page.soup.main.find("form") is None
    assert DONE.text not in page.text


def test_the_code_of_another_case_answers_nothing(platform, stranger, case, letter):
    other = platform.cases.file(file_case(), command_id="file-other").case
    resolve(platform, other, "resolve-other")
    before = kinds(platform, other)
    form = stranger.open(link_in(letter))
    form.html = form.html.replace(spell(case), spell(other))

    page = stranger.send(form, "/settlement/confirmation")

    assert page.status == 403
    assert kinds(platform, other) == before


def test_a_letter_about_an_earlier_end_is_outdated_and_the_new_one_serves(
    platform, stranger, postbox, case, letter
):
    asked = c.RequestReopening(case=case, explanation=Text("It flickers.", "en"))
    platform.cases.work(asked, command_id="ask")
    assert stranger.open(link_in(letter)).status == 403
    platform.cases.work(c.ReopenCase(case=case, office="streets"), command_id="reopen")
    resolve(platform, case, "resolve-again")

    assert stranger.open(link_in(letter)).status == 403
    assert stranger.open(link_in(postbox.of(platform)[-1])).status == 200


def test_pressing_twice_on_two_devices_is_one_answer(platform, stranger, resident, case, letter):
    first, second = stranger.open(link_in(letter)), resident.open(link_in(letter))
    stranger.send(first, "/settlement/confirmation")

    page = resident.send(second, "/settlement/confirmation")

    assert page.status == 409
    assert kinds(platform, case).count(SettlementConfirmed) == 1


def test_the_link_lets_nobody_do_anything_else(stranger, case, letter):
    stranger.open(link_in(letter))

    page = stranger.open(f"/en/cases/{case}")

    assert page.soup.main.find(attrs={"name": "case_code"}) is not None
