"""A resident keeps a report on the device, goes on with it later, and sends it from there."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.network]

WORDS = "The drain in front of the school is blocked."


@pytest.fixture
def resident(visit):
    return visit(width=320, expected=(422,))


@pytest.fixture
def form(resident):
    return resident.open("/en/services/pothole/case")


def write(page):
    page.get_by_label("What is it about?").fill(WORDS)
    page.get_by_label("Street and number").fill("Schulgasse 4")


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
