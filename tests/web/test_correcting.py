"""Whoever has just filed a case corrects it: sent again, the first is taken back and its words are erased."""

from datetime import timedelta

import pytest

from civic.cases.commands import AcknowledgeCase
from civic.kernel.ids import CaseNumber
from tests.web.journeys import number_on


def place_of(platform, number):
    return platform.cases.page(CaseNumber(number.replace("-", ""))).filed.place


def corrected(resident, number, **typed):
    page = resident.open(f"/en/cases/{number}/correction")
    page = resident.send(page, "/case", "check", **typed)
    return resident.send(page, "/case", "file")


def test_the_form_is_as_it_was_sent(resident, number):
    page = resident.open(f"/en/cases/{number}/correction")

    assert page.value("description")
    assert page.value("contact.email") == "mira@example.org"
    assert "When you send this, that case is taken back" in page.text


def test_the_first_is_taken_back_and_what_stood_in_it_is_gone(resident, official, platform, number):
    page = corrected(resident, number, description="The hole is in front of number 6.")

    assert page.heading == "We have your case"
    other = number_on(page)
    assert other != number
    assert "The hole is in front of number 6." in resident.open(f"/en/cases/{other}").text
    first = platform.cases.page(CaseNumber(number.replace("-", "")), sealed=True)
    assert first.case.state == "withdrawn"
    assert (first.filed.description, first.filed.contact) == (None, None)
    assert "mira@example.org" not in official.open(f"/en/office/cases/{number}").html


def test_nothing_is_taken_back_before_the_corrected_one_is_sent(resident, platform, number):
    page = resident.open(f"/en/cases/{number}/correction")
    resident.send(page, "/case", "check", description="The hole is in front of number 6.")

    first = platform.cases.page(CaseNumber(number.replace("-", "")))
    assert (first.case.state, first.filed.description is None) == ("received", False)


def test_a_form_that_is_sent_twice_corrects_once(resident, platform, number):
    page = resident.open(f"/en/cases/{number}/correction")
    page = resident.send(page, "/case", "check")
    size = platform.journal.size()

    numbers = {number_on(resident.send(page, "/case", "file")) for _ in range(2)}

    assert len(numbers) == 1
    assert platform.journal.size() == size + 3  # filed, withdrawn, erased


@pytest.mark.parametrize("address", ["Schulgasse 4", "Schulgasse 12"])
def test_the_place_is_looked_up_anew_if_another_address_is_written(resident, platform, number, address):
    before = place_of(platform, number)
    assert (before.address, before.point is None) == ("Schulgasse 4", False)

    after = place_of(platform, number_on(corrected(resident, number, address=address)))

    assert (after.address, after.point == before.point) == (address, address == "Schulgasse 4")


def test_what_is_corrected_is_not_suggested_as_the_same_matter(resident, number):
    page = resident.open(f"/en/cases/{number}/correction")

    assert "None of these" not in resident.send(page, "/case", "check").text


@pytest.mark.parametrize("minutes", [9, 11])
def test_it_can_be_begun_for_ten_minutes_and_takes_as_long_as_it_takes(resident, platform, number, minutes):
    began = resident.open(f"/en/cases/{number}/correction")
    platform.clock.set(platform.clock.now() + timedelta(minutes=minutes))

    page = resident.open(f"/en/cases/{number}/correction")

    assert page.status == (200 if minutes == 9 else 422)
    assert ("Correct it" in resident.open(f"/en/cases/{number}").text) == (minutes == 9)
    page = resident.send(began, "/case", "check", description="Another one.")
    assert resident.send(page, "/case", "file").heading == "We have your case"


def test_what_an_office_has_taken_on_is_not_corrected(resident, platform, number):
    on = AcknowledgeCase(case=CaseNumber(number.replace("-", "")), office="streets")
    platform.cases.work(on, command_id="on")

    page = resident.open(f"/en/cases/{number}/correction")

    assert (page.status, "can no longer be corrected" in page.text) == (422, True)


def test_nobody_else_corrects_it_or_takes_it_back(resident, stranger, platform, number):
    page = stranger.open(f"/en/cases/{number}/correction")
    assert "mira@example.org" not in page.html
    assert "Correct it" not in page.text

    form = stranger.open("/en/services/pothole/case")
    check = stranger.send(
        form,
        "/case",
        "check",
        description="Mine.",
        address="Rathausplatz 1",
        corrects=number.replace("-", ""),
    )
    stranger.send(check, "/case", "file")

    first = platform.cases.page(CaseNumber(number.replace("-", "")))
    assert (first.case.state, first.filed.description is None) == ("received", False)
