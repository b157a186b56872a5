"""An official looks at a case where there is no reception; nothing is lost, and it is recorded once."""

import re

import pytest
from playwright.sync_api import expect

from civic.cases.events import InspectionRecorded
from civic.kernel.language import Text
from tests.builders.cases import file_case
from tests.journeys.hands import PHOTO
from tests.journeys.test_browser_office import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.network]

DARK = "The light in front of number 4 has been dark for a week."
LAMPS = "Two lamps are dark."
KEPT = "Kept on this device. It is sent as soon as there is a connection."
UNTIL_NOTHING_WAITS = """async () => {
  const waiting = () => new Promise((resolve) => {
    indexedDB.open('civic').onsuccess = ({ target: { result: database } }) => {
      const counted = database.transaction('inspections').objectStore('inspections').count();
      database.close(); // once that is done
      counted.onsuccess = () => resolve(counted.result);
    };
  });
  while (await waiting()) await new Promise(requestAnimationFrame);
}"""
UNTIL_NOTHING_IS_TAKEN_ALONG = """async () => {
  while (await caches.has('taken-along')) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def case(platform):
    command = file_case(service="street-light", description=Text(DARK, "en"))
    return platform.cases.file(command, command_id="filed-elsewhere").case


@pytest.fixture
def inspector(visit, case):
    """Somebody of the office who works on the case, with a telephone."""
    visitor = visit(width=320, goes_offline=True, expected=(422,))
    sign_in(visitor, case)
    visitor.page.get_by_role("button", name="Work on it myself").click()
    expect(visitor.page.get_by_text("You work on this case.")).to_be_visible()
    return visitor


@pytest.fixture
def page(inspector):
    """The list of inspections, taken along."""
    page = inspector.open("/en/office/inspections")
    page.evaluate("navigator.serviceWorker.ready")
    page.get_by_role("button", name="Take along").click()
    expect(page.get_by_text("The list and its forms are on this device now.")).to_be_visible()
    return page


def look(page, finding="Already repaired"):
    """Open the form from the list, and fill it in."""
    page.get_by_role("link", name="Street light not working").click()
    expect(page.get_by_text(DARK)).to_be_visible()
    page.get_by_label(finding).check()


def attach(page):
    page.get_by_label("Choose photos").set_input_files(PHOTO)


def send(page):
    page.get_by_role("button", name="Keep what was found").click()


def lose_answer(route):
    """Let the server do what it is asked to, and the device learn nothing of it."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


def recorded(platform, case):
    return [each.event for each in platform.cases.notes(case) if isinstance(each.event, InspectionRecorded)]


def test_what_was_found_without_reception_is_sent_once_there_is_some(inspector, page, platform, case):
    inspector.lose_connection()
    page.reload()
    look(page)
    attach(page)
    assert inspector.outside() == []
    page.get_by_label("Note (optional)").fill(LAMPS)
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("link", name="Inspections").click()
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    assert recorded(platform, case) == []

    inspector.find_connection()

    page.get_by_role("status").get_by_role("link", name="Street light not working").click()
    entry = page.locator(".timeline > li", has_text="looked at it on the spot.")
    expect(entry).to_contain_text("Already repaired")
    expect(entry).to_contain_text(LAMPS)
    expect(entry).to_contain_text(re.compile("Written on a device without a connection, by its clock on"))
    expect(entry.get_by_role("img", name="Photo 1 of 1")).to_be_visible()
    inspector.open("/en/office/inspections")
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_hidden()
    assert len(recorded(platform, case)) == 1


def test_with_a_connection_it_is_sent_at_once_and_no_device_claims_when_it_was_written(page, platform, case):
    look(page)
    attach(page)
    send(page)

    expect(page.get_by_text("looked at it on the spot.")).to_be_visible()
    (event,) = recorded(platform, case)
    assert (event.finding, event.written_at, len(event.photos)) == ("repaired", None, 1)


def test_where_the_answer_is_lost_it_is_sent_again_and_recorded_once(page, platform, case):
    look(page)
    page.route("**/inspection", lose_answer)
    with page.expect_event("requestfailed"):
        send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.unroute("**/inspection")

    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.get_by_text("Sent:")).to_be_visible()
    assert len(recorded(platform, case)) == 1


def test_what_is_refused_says_why_and_can_be_mended_with_its_photos(inspector, page, platform, case):
    inspector.lose_connection()
    look(page, "Different from the report")
    attach(page)
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("link", name="Inspections").click()
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()

    inspector.find_connection()

    expect(page.get_by_text("Kept on this device, but not sent. Please change something")).to_be_visible()
    expect(page.get_by_text("Please fill this in.")).to_be_visible()
    page.get_by_role("link", name="Continue writing").click()
    expect(page.get_by_label("Different from the report")).to_be_checked()
    expect(page.get_by_text("Please fill this in.")).to_be_visible()
    page.get_by_label("Note (optional)").fill(LAMPS)
    send(page)
    expect(page.get_by_text("looked at it on the spot.")).to_be_visible()
    (event,) = recorded(platform, case)
    assert (event.finding, event.note.text, len(event.photos)) == ("otherwise", LAMPS, 1)


def test_with_a_connection_what_is_missing_is_said_beside_its_field(page, platform, case):
    look(page, "Different from the report")
    attach(page)
    send(page)

    expect(page.get_by_role("alert")).to_contain_text("Please fill this in.")
    expect(page.get_by_role("img", name="Photo 1 of 1")).to_be_visible()
    page.evaluate(UNTIL_NOTHING_WAITS)
    page.get_by_label("Note (optional)").fill(LAMPS)
    send(page)
    expect(page.get_by_text("looked at it on the spot.")).to_be_visible()
    (event,) = recorded(platform, case)
    assert (event.finding, len(event.photos)) == ("otherwise", 1)


def test_where_the_sign_in_is_over_it_waits_for_whoever_wrote_it(inspector, page, platform, case):
    inspector.lose_connection()
    look(page)
    attach(page)
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    (official,) = {platform.officials.get(each).id for each in platform.officials.ids("demo")}
    for sign_in_ in platform.officials.sign_ins.all_of(official):
        platform.officials.sign_ins.end(official, sign_in_.id)

    inspector.find_connection()

    expect(page.get_by_text("Whoever wrote it has to sign in.")).to_be_visible()
    assert recorded(platform, case) == []
    sign_in(inspector, case)
    inspector.open("/en/office/inspections")
    page.evaluate(UNTIL_NOTHING_WAITS)
    assert len(recorded(platform, case)) == 1


def test_what_was_taken_along_goes_by_a_button_and_by_signing_out(inspector, page):
    page.get_by_role("button", name="Remove from this device").click()
    expect(page.get_by_text("The list and its forms are no longer on this device.")).to_be_visible()
    assert not page.evaluate("caches.has('taken-along')")
    page.get_by_role("button", name="Take along").click()
    expect(page.get_by_text("The list and its forms are on this device now.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="For officials")).to_be_visible()
    page.evaluate(UNTIL_NOTHING_IS_TAKEN_ALONG)
