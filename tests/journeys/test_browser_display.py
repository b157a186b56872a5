"""Large type on the smallest screen, the simple view from beginning to end, and pages read aloud."""

import json

import pytest
from playwright.sync_api import expect

from civic.app import create_app
from civic.i18n.languages import languages
from tests.builders.pages import page_states
from tests.builders.town import Town
from tests.builders.visitors import Visitors
from tests.journeys.visit import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.network]

NARROW = 320
# It shows components beside their code; at 200 % it is still 14 pixels too wide for 320.
FOR_BUILDERS = {"styleguide.page"}
LARGEST = {"text": "200", "spacing": "wide"}
# Links within a sentence are as tall as its lines (SPEC: WCAG 2.2, 2.5.8 "Inline").
SMALL = """() => [...document.querySelectorAll('a, button, summary, select, textarea, .choice label, .input')]
  .filter((element) => element.checkVisibility() && !element.matches('p a, dd a, .skip, .plain-list + p a'))
  .filter((element) => element.getBoundingClientRect().height < 48)
  .map((element) => element.outerHTML.slice(0, 120))"""
VOICES = """(voices) => {
  window.spoken = [];
  window.speechSynthesis.getVoices = () => voices;
  window.speechSynthesis.speak = (words) => window.spoken.push([words.lang, words.text]);
  window.speechSynthesis.cancel = () => window.spoken.push('cancelled');
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
}"""


def see_pages_as(visitor, platform, chosen):
    """Let the visitor have chosen so; return every page that an address alone leads anybody to."""
    visitor.page.set_default_navigation_timeout(6 * PATIENCE)  # some pages look at everything there is
    town = Town(platform)
    for name, value in Visitors(create_app(platform), town).cookies("anyone", chosen):
        visitor.page.context.add_cookies([{"name": name, "value": value, "url": visitor.site}])
    states = (each for each in page_states(town) if each.endpoint not in FOR_BUILDERS)
    return [each.address for each in states if each.who == "anyone" and not each.sent]


@pytest.mark.parametrize("chosen", [LARGEST, {**LARGEST, "simple": "on"}], ids=["usual", "simple"])
def test_the_largest_type_fits_the_smallest_screen_on_every_page(visit, platform, chosen):
    visitor = visit(width=NARROW, scripts=False, expected=(403, 404, 422))
    spoken = languages()
    for turn, address in enumerate(see_pages_as(visitor, platform, chosen)):
        slug = spoken[turn % len(spoken)].slug
        visitor.open(f"/{slug}{address}")
        # What was typed into a line is longer than the line at times; one moves within it.
        faults = [fault for fault in visitor.outside() if not fault.startswith("clipped: <input")]
        assert faults == [], f"/{slug}{address}"


def test_in_the_simple_view_whatever_is_pressed_is_large_on_every_page(visit, platform):
    visitor = visit(width=NARROW, scripts=False, expected=(403, 404, 422))
    for address in see_pages_as(visitor, platform, {"simple": "on"}):
        page = visitor.open(f"/en{address}")
        assert page.evaluate(SMALL) == [], address


def test_the_simple_view_from_the_first_tap_to_the_confirmation_without_scripts(visit):
    visitor = visit(width=NARROW, scripts=False)
    page = visitor.open("/en/")
    page.get_by_role("link", name="Larger and simpler").click()
    expect(page.get_by_role("status")).to_contain_text("The simple view is on")
    expect(page.get_by_role("main").get_by_role("link")).to_have_count(4)

    page.get_by_role("main").get_by_role("link", name="Report or request").click()
    page.get_by_role("link", name="Street light not working").click()
    page.get_by_label("What is it about?").fill("The light in front of number 4 is dark.")
    go_on(page)
    page.get_by_role("group", name="Where is it?").get_by_role("textbox").first.fill("behind the old mill")
    go_on(page)
    while page.get_by_role("button", name="Next").count():
        assert visitor.outside() == []
        go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your case")
    assert visitor.outside() == []


def go_on(page):
    """Press Next and see the page it leads to: what is counted is not waited for."""
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()


def test_what_is_chosen_is_seen_and_can_be_reset_without_scripts(visit):
    visitor = visit(scripts=False)
    page = visitor.open("/en/cases")
    page.get_by_role("link", name="Display").click()
    page.get_by_label("150%").check()
    page.get_by_role("group", name="Colours").get_by_label("Dark").check()
    page.get_by_role("button", name="Save and go back").click()

    expect(page).to_have_url(f"{visitor.site}/en/cases")
    expect(page.locator("html")).to_have_css("font-size", "24px")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    page.get_by_role("link", name="Display").click()
    page.get_by_role("button", name="Reset everything").click()
    expect(page.locator("html")).to_have_css("font-size", "16px")
    expect(page.locator("html")).to_have_css("color-scheme", "light")


def has_voices(visitor, voices):
    visitor.page.add_init_script(f"({VOICES})({json.dumps(voices)})")


def voice(language, *, local):
    return {"lang": language, "localService": local, "name": language}


def test_a_page_is_read_aloud_by_a_voice_of_the_device(visit):
    visitor = visit()
    has_voices(visitor, [voice("en-GB", local=True)])
    page = visitor.open("/en/about/privacy?simple=1")
    button = page.get_by_role("button", name="Read this page aloud")

    button.click()

    spoken = page.evaluate("window.spoken")
    heading = page.get_by_role("heading", level=1).inner_text()
    assert ["en", heading] in spoken
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("window.spoken.at(-1)") == "cancelled"
    expect(button).to_be_visible()


@pytest.mark.parametrize("voices", [[], [voice("fr-FR", local=True)], [voice("en-GB", local=False)]])
def test_no_button_promises_a_voice_that_is_not_there_or_sends_the_text_away(visit, voices):
    visitor = visit()
    has_voices(visitor, voices)
    page = visitor.open("/en/?simple=1")

    expect(page.locator("[data-read-aloud]")).to_be_hidden()
