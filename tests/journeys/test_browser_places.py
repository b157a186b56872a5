"""Naming a place with the help of scripts: by keyboard, on a small phone, and telling nobody else."""

import re

import pytest
from playwright.sync_api import expect

from civic.kernel.ids import spell
from tests.builders.cases import file_case

pytestmark = [pytest.mark.browser, pytest.mark.network]

HOLE = "/en/services/pothole/case"


@pytest.fixture
def resident(visit):
    """Somebody whose browser notes every request to another host."""

    def begin(**options):
        visitor = visit(**options)
        visitor.page.on("request", lambda request: note(visitor, request.url))
        return visitor

    return begin


def note(visitor, address):
    if not address.startswith((visitor.site, "data:", "blob:")):
        visitor.faults.append(f"asked another host: {address}")


def choose_public(page):
    page.get_by_label("What is it about?").fill("There is a deep hole.")
    page.get_by_role("button", name="Continue and check").click()
    return page.get_by_role("region", name="What everyone can read")


def test_a_suggestion_is_chosen_with_the_arrow_keys(resident):
    visitor = resident()
    page = visitor.open(HOLE)
    box = page.get_by_role("combobox", name="Street and number")
    visitor.tab_to(box)
    page.keyboard.type("muellnergase 7")

    expect(page.locator("[role=option]")).to_have_text("Müllnergasse 7 Mill Vale")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(box).to_have_value("Müllnergasse 7")
    expect(box).to_be_focused()
    expect(page.locator(".suggestions")).to_be_hidden()


def test_escape_leaves_what_was_typed_alone(resident):
    page = resident().open(HOLE)
    box = page.get_by_role("combobox", name="Street and number")
    box.press_sequentially("schulg")
    expect(page.locator("[role=option]").first).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("schulg")


def test_a_place_is_chosen_on_the_map_with_the_keyboard_alone(resident):
    visitor = resident()
    page = visitor.open(HOLE)
    visitor.tab_to(page.get_by_role("button", name="Choose on the map"))
    page.keyboard.press("Enter")
    canvas = page.get_by_role("application", name="Map.")
    where = page.locator("[data-map-centre]")
    expect(canvas).to_be_focused()
    expect(where).not_to_be_empty()

    before = where.inner_text()
    for _ in range(2):
        page.keyboard.press("+")
    visitor.tab_to(page.get_by_role("button", name="North"))
    for _ in range(6):
        page.keyboard.press("Enter")
    expect(where).not_to_have_text(before)
    visitor.tab_to(page.get_by_role("button", name="Use the place in the middle"))
    page.keyboard.press("Enter")

    expect(canvas).to_be_hidden()
    expect(page.get_by_role("button", name="Choose on the map")).to_be_focused()
    status = page.locator("[data-place-status]")
    expect(status).to_have_text(re.compile("^Filled in: "))
    part = status.inner_text().rpartition(", ")[2].removeprefix("Filled in: ")
    expect(choose_public(page)).to_contain_text(part)


def test_beyond_the_city_nothing_is_taken(resident):
    page = resident().open(HOLE)
    page.get_by_role("button", name="Choose on the map").click()
    for _ in range(12):
        page.get_by_role("button", name="West").click()
    expect(page.locator("[data-map-centre]")).to_have_text("This is outside the city.")

    page.get_by_role("button", name="Use the place in the middle").click()

    expect(page.get_by_role("application")).to_be_visible()
    expect(page.locator("[name=coordinates]")).to_have_value("")


def test_the_position_of_the_device_is_worked_out_there_and_sent_with_the_form(resident):
    visitor = resident(width=320)
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.page.context.grant_permissions(["geolocation"])
    visitor.page.context.set_geolocation({"latitude": 45.00480, "longitude": -30.01230})
    page = visitor.open(HOLE)
    page.get_by_role("button", name="Use my position").click()

    expect(page.locator("[data-place-status]")).to_have_text("Filled in: Schulgasse 4, Cathedral Quarter")
    assert [each for each in asked if "45.00" in each or "4500" in each] == []
    assert visitor.outside() == []
    expect(choose_public(page)).to_contain_text("45.00480, -30.01230")


def test_a_device_outside_the_city_is_told_so(resident):
    visitor = resident()
    visitor.page.context.grant_permissions(["geolocation"])
    visitor.page.context.set_geolocation({"latitude": 48.2, "longitude": 16.37})
    page = visitor.open(HOLE)

    page.get_by_role("button", name="Use my position").click()

    expect(page.locator("[data-place-status]")).to_have_text("This is outside the city.")
    expect(page.locator("[name=coordinates]")).to_have_value("")


def test_without_scripts_nothing_of_the_map_is_to_be_seen(resident):
    page = resident(scripts=False).open(HOLE)

    expect(page.get_by_role("button", name="Choose on the map")).to_have_count(0)
    expect(page.get_by_role("button", name="Choose the place from a list")).to_be_visible()


def test_the_enter_key_in_the_address_goes_on(resident):
    for scripts in (True, False):
        page = resident(scripts=scripts).open(HOLE)
        page.get_by_label("What is it about?").fill("There is a deep hole.")
        page.locator("[name=address]").fill("Rathausplatz 1")
        page.locator("[name=address]").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")


def test_every_case_of_the_list_is_a_marker_that_keys_can_open(resident, platform):
    city = platform.cities.get("demo")
    for count, address in enumerate(city.addresses[:3]):
        command = file_case(point=address.point, address=f"{address.street} {address.number}")
        platform.cases.file(command, command_id=f"on-the-map-{count:010}")
    visitor = resident()
    page = visitor.open("/en/cases?service=pothole&view=map")
    listed = page.locator(".case-list h3 a")
    expect(listed).to_have_count(3)

    page.get_by_role("button", name="Show each case on the map").click()

    markers = page.locator(".map-pin")
    expect(markers).to_have_count(3)
    names = [each.get_attribute("aria-label") for each in markers.all()]
    assert len(set(names)) == 3
    visitor.tab_to(markers.first)
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a")).to_have_text(names[0])


def test_on_a_phone_the_name_on_the_map_is_whole_in_arabic_too(resident, platform):
    address = platform.cities.get("demo").addresses[0]
    command = file_case(point=address.point, address=f"{address.street} {address.number}")
    number = spell(platform.cases.file(command, command_id="on-the-map-in-arabic").case)
    visitor = resident(width=320)
    page = visitor.open("/ar/cases?service=pothole&view=map")
    page.locator("[data-open-map]").click()
    expect(page.locator(".map-pin")).to_have_count(1)

    visitor.tab_to(page.locator(".map-pin"))
    page.keyboard.press("Enter")

    popup, frame = page.locator(".leaflet-popup-content"), page.locator(".map-panel__canvas")
    expect(popup.locator("bdi")).to_have_text(number)
    inner, outer = popup.bounding_box(), frame.bounding_box()
    assert inner["width"] < outer["width"] - 40
    assert len(popup.locator("bdi").evaluate("each => [...each.getClientRects()]")) == 1
