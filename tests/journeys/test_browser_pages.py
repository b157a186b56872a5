"""Pages in every script and width, and what they say when something is wrong."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.network]

NARROW, WIDE = 320, 1280
LANGUAGES = [
    ("ar", "ar", "rtl"),
    ("zh-hans", "zh-Hans", "ltr"),
    ("de", "de-AT", "ltr"),
    ("en", "en", "ltr"),
]


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize(("slug", "tag", "direction"), LANGUAGES, ids=[slug for slug, _, _ in LANGUAGES])
def test_the_pages_for_filing_fit_in_every_language(visit, slug, tag, direction, width):
    resident = visit(width=width)

    for address in ("", "services", "services/street-light/case", "services/resident-parking/case", "audit"):
        page = resident.open(f"/{slug}/{address}")
        root = page.locator("html")
        expect(root).to_have_attribute("lang", tag)
        expect(root).to_have_attribute("dir", direction)
        assert resident.outside() == [], address


def test_an_empty_form_says_what_is_missing_and_leads_there(visit):
    resident = visit(width=NARROW, expected=(422,))
    page = resident.open("/en/services/street-light/case")
    page.get_by_label("E-mail").fill("mira@example.org")
    page.get_by_label("Telephone").fill("12345")
    page.get_by_role("button", name="Continue and check").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Please check what you wrote")
    links = summary.get_by_role("link")
    assert links.count() >= 2
    for link in links.all():
        field = page.locator(link.get_attribute("href"))
        link.focus()
        page.keyboard.press("Enter")
        expect(field).to_be_in_viewport()
    links.first.click()
    expect(page.get_by_label("What is it about?")).to_be_focused()
    expect(page.get_by_label("What is it about?")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("E-mail")).to_have_value("mira@example.org")
    expect(page.get_by_label("Telephone")).to_have_value("12345")
    assert resident.outside() == []
