"""Naming a place in plain pages: found at once, chosen from what may be meant, from lists, or in words."""

import pytest

from tests.web.browser import Browser, Shown
from tests.web.journeys import HOLE, WORDS, check_page


def asked_about(browser: Browser, address: str, at: str = HOLE, **typed: str) -> Shown:
    return check_page(browser, at, address=address, **typed)


def choices(page: Shown) -> list[str]:
    return [radio["value"] for radio in page.soup.find_all("input", {"name": "place_choice"})]


def public(page: Shown) -> str:
    assert page.heading == "Check before you send", page.text
    return " ".join(page.soup.main.section.get_text(" ").split())


def test_an_address_that_is_found_goes_on_with_its_position_and_its_part_of_the_city(resident):
    page = asked_about(resident, "schulg. 4")

    assert "Schulgasse 4 Cathedral Quarter · Old Town 45.00474, -30.01225" in public(page)


def test_a_landmark_is_an_address_too(resident):
    assert "Old Bridge Landing" in public(asked_about(resident, "alte brucke"))


def test_several_places_that_may_be_meant_are_asked_about(resident):
    page = asked_about(resident, "Gartenweg 3")

    assert page.heading == "Which place do you mean?"
    assert choices(page) == ["Gartenweg 3, Kitchen Gardens", "Gartenweg 3, New Bridge", "as-typed"]
    chosen = resident.send(page, "/case#f-place", "check", place_choice="Gartenweg 3, New Bridge")
    assert "Gartenweg 3 New Bridge · East Bank" in public(chosen)
    assert WORDS in public(chosen)


def test_a_typing_mistake_is_asked_about_and_what_was_typed_can_stay(resident):
    page = asked_about(resident, "Schulgase 4")

    assert choices(page) == ["Schulgasse 4", "as-typed"]
    assert "Schulgasse 4 Cathedral" in public(
        resident.send(page, "/case#f-place", "check", place_choice="Schulgasse 4")
    )
    as_typed = resident.send(page, "/case#f-place", "check", place_choice="as-typed")
    assert "Schulgase 4" in public(as_typed)
    assert "45.00" not in public(as_typed)


def test_whoever_chooses_nothing_is_told_so_and_asked_again(resident):
    page = resident.send(asked_about(resident, "Gartenweg 3"), "/case#f-place", "check")

    assert (page.status, page.heading) == (422, "Which place do you mean?")
    assert page.faults() == ["#f-place_choice"]
    assert page.soup.select_one("#f-place_choice") is not None


def test_going_back_to_write_something_else_keeps_every_word(resident):
    page = resident.send(asked_about(resident, "Gartenweg 3"), "/case#f-place", "place")

    assert page.value("address") == "Gartenweg 3"
    assert page.value("description") == WORDS
    assert page.value("contact.email") == "mira@example.org"


def test_another_address_gets_another_position(resident):
    form = resident.send(asked_about(resident, "Schulgasse 4"), "/case", "change")
    assert form.value("coordinates") == "45.004739, -30.012251"

    described = resident.send(form, "/case", "check", address="behind the church, by the oak")
    moved = resident.send(form, "/case", "check", address="Rathausplatz 1")

    assert "45.00" not in public(described)
    assert "45.01485, -29.98569" in public(moved)


def test_a_position_that_somebody_gave_stays_beside_the_address(resident):
    page = asked_about(resident, "Gartenweg 3", coordinates="45.01, -30.01")

    assert "Gartenweg 3" in public(page)
    assert "45.01000, -30.01000" in public(page)


def test_a_place_may_be_described_in_words(resident):
    assert "behind the big oak" in public(asked_about(resident, "behind the big oak near the church"))


@pytest.mark.parametrize("address", ["x" * 10_000, "Schulgasse " * 900])
def test_far_too_many_words_are_a_fault_and_stay(resident, address):
    page = asked_about(resident, address)

    assert page.faults() == ["#f-address"]
    assert page.value("address") == address.strip()


def test_marks_that_turn_text_around_do_not_hide_an_address(resident):
    assert "Schulgasse 4 Cathedral Quarter" in public(asked_about(resident, "Schulgasse\u200b 4"))
    assert asked_about(resident, "\u202eSchulgasse 4").faults() == ["#f-address"]


def test_control_characters_are_a_fault_before_anything_is_looked_up(resident):
    assert asked_about(resident, "Garten\x00weg 3").faults() == ["#f-address"]


def test_a_place_is_chosen_from_lists_street_by_street(resident):
    areas = resident.send(resident.open(HOLE), "/case", "areas", description=WORDS)
    assert areas.heading == "In which part of the city is it?"
    assert len(areas.soup.find_all("input", {"name": "area"})) == 16

    area = resident.send(areas, "/case#f-place", "area", area="new-bridge")
    assert area.heading == "New Bridge"
    assert "Mirn Grammar School" in area.text

    form = resident.send(area, "/case#f-place", "listed", street="Gartenweg", number="3")
    assert form.value("address") == "Gartenweg 3"
    assert form.value("description") == WORDS
    assert form.soup.find("option", selected=True)["value"] == "new-bridge"
    assert "Gartenweg 3 New Bridge" in public(resident.send(form, "/case", "check"))


def test_a_landmark_is_chosen_from_the_list_of_its_quarter(resident):
    areas = resident.send(resident.open(HOLE), "/case", "areas", description=WORDS)
    area = resident.send(areas, "/case#f-place", "area", area="landing")
    form = resident.send(area, "/case#f-place", "listed", place_choice="Old Bridge")

    assert "Old Bridge Landing · Old Town 44.99890" in public(resident.send(form, "/case", "check"))


def test_whoever_finds_nothing_in_the_lists_keeps_the_quarter(resident):
    areas = resident.send(resident.open(HOLE), "/case", "areas", description=WORDS)
    area = resident.send(areas, "/case#f-place", "area", area="landing")
    form = resident.send(area, "/case#f-place", "listed")

    assert form.soup.find("option", selected=True)["value"] == "landing"
    assert "Landing · Old Town" in public(resident.send(form, "/case", "check"))


@pytest.mark.parametrize("area", ["", "atlantis", "x" * 5000])
def test_no_part_of_the_city_is_a_fault(resident, area):
    areas = resident.send(resident.open(HOLE), "/case", "areas")

    page = resident.send(areas, "/case#f-place", "area", area=area)

    assert (page.status, page.faults()) == (422, ["#f-area"])


def test_a_house_that_is_not_in_the_register_is_taken_as_it_was_written(resident):
    areas = resident.send(resident.open(HOLE), "/case", "areas", description=WORDS)
    area = resident.send(areas, "/case#f-place", "area", area="landing")

    form = resident.send(area, "/case#f-place", "listed", street="Ankergasse", number="999")

    assert form.value("address") == "Ankergasse 999"
    assert choices(resident.send(form, "/case", "check"))[-1] == "as-typed"


def test_a_precise_place_stays_sealed_where_the_service_shows_it_roughly(resident, platform):
    city = platform.cities.get("demo")
    service = next(each for each in city.services if each.public_precision_metres and not each.questions)
    page = asked_about(
        resident, "Schulgasse 4", at=f"/en/services/{service.code}/case", contact__phone="+43 660 1"
    )

    sealed = page.soup.main.find_all("section")[1].get_text(" ")
    assert "Schulgasse 4" not in public(page)
    assert "Schulgasse 4" in sealed


def test_in_the_simple_view_the_place_is_settled_on_its_own_page(resident):
    resident.open("/en/?simple=1")
    description = resident.open(HOLE)
    place = resident.send(description, "/case", "next", description=WORDS)
    page = resident.send(place, "/case", "next", address="Gartenweg 3")
    assert page.heading == "Which place do you mean?"

    following = resident.send(page, "/case#f-place", "next", place_choice="Gartenweg 3, New Bridge")

    assert following.value("address") == "Gartenweg 3"
    assert following.soup.find("input", {"name": "address"})["type"] == "hidden"
