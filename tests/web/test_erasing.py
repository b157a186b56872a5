"""Whoever filed a case erases what they wrote, without asking anybody."""

import json

from tests.web.journeys import code_on, confirmation_page, number_on

ADDRESS = "/en/cases/{}/erasure"


def grounds_of_erasures(platform):
    return [recorded.event.ground for recorded in platform.journal.load("erasures")]


def keys_in_use(platform):
    return len(json.loads((platform.settings.keys_directory / "key-encryption.json").read_text()))


def test_a_reporter_finds_the_page_on_their_case_and_erases_what_they_wrote(resident, platform, number):
    case = resident.open(f"/en/cases/{number}")
    words = case.soup.blockquote.get_text()
    page = resident.open(case.soup.find("a", string="Erase what you wrote")["href"])

    after = resident.send(page, "/erasure")

    assert "What you wrote is erased." in after.text
    assert words not in after.text
    assert "were erased" in after.text
    assert after.soup.find("a", string="Erase what you wrote") is None
    assert grounds_of_erasures(platform) == ["request"]


def test_old_copies_open_until_the_worker_has_replaced_the_key(resident, platform, number):
    resident.send(resident.open(ADDRESS.format(number)), "/erasure")
    assert keys_in_use(platform) == 2

    platform.eraser.finish()

    assert keys_in_use(platform) == 1


def test_the_case_code_lets_somebody_erase_from_another_device(resident, stranger, platform):
    confirmation = confirmation_page(resident)
    page = stranger.open(ADDRESS.format(number_on(confirmation)))

    after = stranger.send(page, "/erasure", case_code=code_on(confirmation))

    assert "What you wrote is erased." in after.text
    assert grounds_of_erasures(platform) == ["request"]


def test_a_stranger_erases_nothing(stranger, platform, number):
    page = stranger.open(ADDRESS.format(number))

    refusals = [stranger.send(page, "/erasure", case_code=code) for code in ("", "22222-22222")]

    assert [refused.status for refused in refusals] == [403, 403]
    assert [refused.faults() for refused in refusals] == [["#f-case_code"], ["#f-case_code"]]
    assert grounds_of_erasures(platform) == []


def test_erasing_twice_says_that_nothing_is_held_any_more(resident, platform, number):
    page = resident.open(ADDRESS.format(number))
    resident.send(page, "/erasure")

    again = resident.send(page, "/erasure")

    assert again.status == 404
    assert again.soup.find(role="alert") is not None
    assert grounds_of_erasures(platform) == ["request"]


def test_whoever_can_still_withdraw_is_told_so(resident, official, number):
    hint = "If you no longer need it, withdraw it first."
    assert hint in resident.open(ADDRESS.format(number)).text

    official.send(official.open(f"/en/office/cases/{number}"), "/resolution", answer="Done.")

    assert hint not in resident.open(ADDRESS.format(number)).text
