"""A resident writes where there is no connection; nothing is lost, and it is sent when they are back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PHOTO

pytestmark = [pytest.mark.browser, pytest.mark.network]

WORDS = "The drain in front of the school is blocked."
PHOTO_OF_IT = re.compile("^Photo 1 of")
TOO_LARGE = {"name": "drain.jpg", "mimeType": "image/jpeg", "buffer": bytes(30_000_001)}
READY = "You can also use this page without a connection."
# As a device is that was here before the site changed: a file of then, and a page that asks for it.
BE_OLDER = """async () => {
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
  for (const name of ['older', ...names]) await caches.open(name);
  await (await caches.open('pages')).put('/en/services', new Response('of an older version'));
}"""


@pytest.fixture
def resident(visit):
    return visit(width=320, goes_offline=True, expected=(422,))


@pytest.fixture
def form(resident):
    page = resident.open("/en/services/pothole/case")
    expect(page.get_by_text(READY)).to_be_visible()
    return page


def write(page):
    page.get_by_label("What is it about?").fill(WORDS)
    page.get_by_label("Street and number").fill("Schulgasse 4")


def keep_with_a_photo(page):
    write(page)
    page.get_by_label("Choose photos").set_input_files(PHOTO)
    page.get_by_role("button", name="Keep on this device for later").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()


def test_what_is_sent_without_a_connection_is_kept_and_sent_later(resident, form):
    resident.lose_connection()
    form.reload()
    expect(form.get_by_text(READY)).to_be_visible()
    write(form)
    form.get_by_role("button", name="Continue and check").click()

    expect(form.get_by_role("heading", level=1)).to_have_text("Reports on this device")
    expect(form.get_by_text("There is no connection.")).to_be_visible()
    expect(form.get_by_text(WORDS)).to_be_visible()
    assert resident.outside() == []
    form.get_by_role("button", name="Send as soon as there is a connection").click()
    expect(form.get_by_text("It will be sent as soon as there is a connection.")).to_be_visible()

    resident.find_connection()
    form.get_by_role("link", name="Open the confirmation").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("We have your case")
    form.get_by_role("link", name="Open your case").click()
    expect(form.get_by_text(WORDS)).to_be_visible()
    expect(form.get_by_text(re.compile("^Written on a device without a connection"))).to_be_visible()
    resident.open("/en/drafts")
    expect(form.get_by_text("There are none.")).to_be_visible()


def test_a_draft_is_continued_and_gone_once_it_is_filed(resident, form):
    write(form)
    form.get_by_role("button", name="Keep on this device for later").click()
    expect(form.get_by_text("Kept on this device.")).to_be_visible()
    page = resident.open("/en/drafts")
    page.get_by_role("link", name="Continue writing").click()
    expect(page.get_by_label("What is it about?")).to_have_value(WORDS)
    page.get_by_role("button", name="Continue and check").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your case")
    resident.open("/en/drafts")
    expect(page.get_by_text("There are none.")).to_be_visible()


def test_a_draft_that_lacks_something_says_so(resident, form):
    form.get_by_label("Street and number").fill("Schulgasse 4")
    form.get_by_role("button", name="Keep on this device for later").click()
    page = resident.open("/en/drafts")
    page.get_by_role("button", name="Send as soon as there is a connection").click()
    expect(page.get_by_text("Something is missing.")).to_be_visible()
    page.get_by_role("button", name="Delete from this device").click()
    expect(page.get_by_text("There are none.")).to_be_visible()


def test_photos_stay_on_the_device_and_are_sent_with_the_words(resident, form):
    resident.lose_connection()
    write(form)
    form.get_by_label("Choose photos").set_input_files(PHOTO)
    form.get_by_role("button", name="Continue and check").click()

    expect(form.get_by_text("With photos.")).to_be_visible()
    form.get_by_role("button", name="Send as soon as there is a connection").click()
    resident.find_connection()
    form.get_by_role("link", name="Open the confirmation").click()
    form.get_by_role("link", name="Open your case").click()
    expect(form.get_by_alt_text(PHOTO_OF_IT)).to_be_visible()


def test_photos_of_a_draft_are_in_the_form_again(resident, form):
    keep_with_a_photo(form)
    page = resident.open("/en/drafts")
    page.get_by_role("link", name="Continue writing").click()
    page.get_by_role("button", name="Continue and check").click()
    expect(page.get_by_alt_text(PHOTO_OF_IT)).to_be_visible()


def test_photos_of_a_draft_go_from_question_to_question(resident, form):
    keep_with_a_photo(form)
    resident.open("/en/?simple=1")
    page = resident.open("/en/drafts")
    page.get_by_role("link", name="Continue writing").click()
    for question in (2, 3):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"Question {question} of")).to_be_visible()
    expect(page.get_by_alt_text(PHOTO_OF_IT)).to_be_visible()


def test_photos_that_are_too_large_to_be_kept_are_asked_for_again(resident, form):
    write(form)
    form.get_by_label("Choose photos").set_input_files(TOO_LARGE)
    form.get_by_role("button", name="Keep on this device for later").click()
    expect(form.get_by_text("The photos are too large for it.")).to_be_visible()
    page = resident.open("/en/drafts")
    page.get_by_role("button", name="Send as soon as there is a connection").click()
    expect(page.get_by_text("Something is missing.")).to_be_visible()
    page.get_by_role("link", name="Continue writing").click()
    expect(page.get_by_text("The photos are not on this device any more.")).to_be_visible()
    expect(page.get_by_label("What is it about?")).to_have_value(WORDS)


@pytest.mark.usefixtures("form")
def test_a_page_that_was_never_seen_leads_to_the_drafts(resident):
    resident.lose_connection()
    page = resident.open("/en/cases/23456789AB")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports on this device")
    expect(page.get_by_text(READY)).to_have_count(0)


def test_what_was_kept_of_an_older_version_is_made_anew_before_its_files_go(resident, form):
    form.evaluate(BE_OLDER)
    form.reload()
    expect(form.get_by_text(READY)).to_be_visible()
    assert not form.evaluate("caches.has('older')")
    resident.lose_connection()

    page = resident.open("/en/services")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to report or request?")
