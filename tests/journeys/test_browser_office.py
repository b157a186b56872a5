"""An office works through a case, and whoever filed it says that it is not settled."""

import re

import pytest
from playwright.sync_api import expect

from civic.kernel.language import Text
from tests.builders.cases import file_case

pytestmark = [pytest.mark.browser, pytest.mark.network]

DARK = "The light in front of number 4 has been dark for a week."
COMING = "Our people come on Thursday."
DONE = "We have put in a new lamp."
STILL_DARK = "It went dark again the same evening."


@pytest.fixture
def case(platform):
    """A case that somebody filed elsewhere: its number, and the code that they were given."""
    command = file_case(service="street-light", description=Text(DARK, "en"))
    number = platform.cases.file(command, command_id="filed-elsewhere").case
    return number, platform.secrets.case_code(number)


def test_from_the_queue_to_reopening(visit, case):
    number, code = case
    official, resident = visit(), visit(width=320)
    office, page = official.page, resident.page

    official.open("/en/office/session")
    office.get_by_label("Office").select_option("lighting")
    office.get_by_role("button", name="Sign in", exact=True).click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(office.get_by_role("row")).to_have_count(2)  # the head of the table, and the case
    office.get_by_role("link", name="Street light not working").click()
    office.get_by_role("button", name="Take the case on").click()
    say(office, "Send an answer", COMING)
    say(office, "Say that it is done", DONE)

    resident.open(f"/en/cases/{number}")
    expect(page.get_by_role("main")).to_contain_text(COMING)
    expect(page.get_by_role("main")).to_contain_text(DONE)
    assert resident.outside() == []
    page.get_by_label("What is still missing?").fill(STILL_DARK)
    page.get_by_label("Case code").first.fill(code.lower())
    page.get_by_role("button", name="Ask to reopen the case").click()
    expect(page.get_by_role("main")).to_contain_text("Whoever filed it asks to reopen it.")

    office.get_by_role("link", name="Queue").first.click()
    office.get_by_role("link", name="Reopening requested").click()
    office.get_by_role("link", name="Street light not working").click()
    expect(office.get_by_text(STILL_DARK)).to_be_visible()
    office.get_by_role("button", name="Reopen the case").click()
    expect(office.get_by_role("button", name="Reopen the case")).to_have_count(0)

    page.reload()
    expect(page.locator(".what")).to_have_text(
        [
            "The case was filed on the website.",
            "Public lighting and signals has seen the case and taken it on.",
            "Public lighting and signals answered.",
            "Public lighting and signals says that it is done.",
            "Whoever filed the case says that it is not settled, and asks to reopen it.",
            "Public lighting and signals took the case up again.",
            (
                "The day moves, because the case could not go on meanwhile or was opened again."
                " It is to be settled by 5 March 2026, 16:00."
            ),
        ]
    )


def say(office, act, words):
    """Open the form of an act, write, and send."""
    form = office.locator("details", has=office.locator("summary", has_text=act))
    form.locator("summary").first.click()
    form.get_by_label("Your words to the reporter").fill(words)
    form.get_by_role("button", name=act).click()
    expect(office.locator("blockquote").filter(has_text=words)).to_be_visible()


def test_a_standard_reply_fills_the_form_at_once(visit, case):
    office = visit()
    sign_in(office, case[0])
    page = office.page
    page.get_by_text("Say that it is done").first.click()
    form = page.get_by_role("form", name="Say that it is done")
    form.get_by_label("Your words to the reporter").fill("Good morning,")
    form.get_by_text("Standard replies").click()
    address = page.url

    form.get_by_role("button", name="Put in (We put in a new lamp)").click()

    words = form.get_by_label("Your words to the reporter")
    expect(words).to_have_value(re.compile("^Good morning,\n\nWe have put in a new lamp"))
    expect(words).to_be_focused()
    expect(form.get_by_label("Language of your words")).to_have_value("en")
    assert page.url == address
    form.get_by_role("button", name="Say that it is done").click()
    expect(page.get_by_role("main")).to_contain_text("We have put in a new lamp, and it is light again.")


def sign_in(office, number):
    office.open("/en/office/session")
    office.page.get_by_label("Office").select_option("lighting")
    office.page.get_by_role("button", name="Sign in", exact=True).click()
    office.open(f"/en/office/cases/{number}")
