"""How pages are shown is chosen without account or script, holds on every page, and can be forgotten."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.builders.cases import file_case
from tests.builders.pages import page_states
from tests.builders.town import Town
from tests.builders.visitors import Visitors
from tests.web.browser import Browser
from tests.web.journeys import LIGHT, WORDS

COOKIE = "civic-display"


@pytest.fixture
def simple(app: Flask) -> Browser:
    browser = Browser(app.test_client())
    browser.open("/en/?simple=1")
    return browser


def kept(browser: Browser) -> str | None:
    cookie = browser.client.get_cookie(COOKIE)
    return cookie.value if cookie else None


def choose(browser: Browser, at: str = "/en/display", button: str = "choose", **chosen: str):
    return browser.send(browser.open(at), "/display", button, **chosen)


def test_what_is_chosen_holds_on_every_page_in_every_state(app, platform):
    town = Town(platform)
    visitors = Visitors(app, town)
    chosen = {"text": "150", "scheme": "dark", "simple": "on"}
    for state in page_states(town):
        root = visitors.shown(state, "de", chosen).soup.html
        assert {name: root.get(f"data-{name}") for name in chosen} == chosen, state


def test_every_page_leads_to_larger_type_to_the_settings_and_to_a_person(app, platform):
    town = Town(platform)
    visitors = Visitors(app, town)
    for chosen, other in (({}, "simple=1"), ({"simple": "on"}, "simple=0")):
        for state in page_states(town):
            bar = visitors.shown(state, "en", chosen).soup.select_one(".help-bar")
            links = [link["href"] for link in bar.find_all("a")]
            assert links[0].startswith("tel:"), state
            assert links[1].endswith(other), state
            assert links[2].startswith("/en/display"), state


def test_who_chose_nothing_sees_what_the_device_says(resident):
    page = resident.open("/en/")

    assert [name for name in page.soup.html.attrs if name.startswith("data-")] == []
    assert kept(resident) is None


def test_one_tap_turns_the_simple_view_on_and_another_off(resident):
    page = resident.open("/en/cases")
    larger = page.soup.select_one(".help-bar .larger")["href"]

    on = resident.open(larger)
    assert (on.address, on.soup.html["data-simple"]) == ("/en/cases", "on")
    assert "The simple view is on." in on.soup.find(role="status").get_text()
    assert resident.open("/de/services").soup.html["data-simple"] == "on"
    off = resident.open(on.soup.select_one(".help-bar a[href$='simple=0']")["href"])
    assert "data-simple" not in off.soup.html.attrs
    assert kept(resident) is None


def test_a_message_is_said_once(simple):
    assert simple.open("/en/").soup.select(".told") == []


def test_an_address_that_chooses_keeps_the_rest_of_it(resident):
    answer = resident.client.get("/de/services?q=licht&simple=1&q=lampe")

    assert answer.headers["Location"] == "/de/services?q=licht&q=lampe"


@pytest.mark.parametrize("word", ["", "2", "on.text-200", "\u202e", "x" * 5000])
def test_an_address_that_chooses_nonsense_changes_nothing(resident, word):
    page = resident.client.get("/de/", query_string={"simple": word, "language": word}, follow_redirects=True)

    assert page.status_code == 200
    assert kept(resident) is None


def test_the_form_shows_and_keeps_every_choice_and_leads_back(resident):
    page = choose(
        resident,
        "/en/display?next=/en/services%3Fq%3Dlight",
        text="175",
        spacing="wide",
        contrast="high",
        scheme="dark",
        motion="reduced",
        aloud="on",
    )

    assert page.address == "/en/services"
    assert "kept on this device" in page.soup.find(role="status").get_text()
    assert "street light" in page.text.lower()
    expected = {"text": "175", "spacing": "wide", "contrast": "high", "scheme": "dark", "motion": "reduced"}
    assert {name: page.soup.html[f"data-{name}"] for name in expected} == expected
    assert checked(resident.open("/en/display"))["aloud"] == "on"
    assert checked(resident.open("/en/display"))["text"] == "175"


def checked(page) -> dict[str, str]:
    return {radio["name"]: radio["value"] for radio in page.soup.main.select("input[type=radio][checked]")}


def test_reset_forgets_everything(simple):
    page = choose(simple, button="reset")

    assert kept(simple) is None
    assert page.soup.html.attrs.keys() == {"lang", "dir"}


def test_choosing_a_language_leads_to_the_same_page_in_it(resident):
    page = choose(resident, "/en/display?next=/en/about/privacy", language="zh-hans")

    assert page.address == "/zh-hans/about/privacy"
    assert resident.client.get("/", headers={"Accept-Language": "ar"}).headers["Location"] == "/zh-hans/"


def test_choosing_easy_words_leads_to_them_where_there_are_some(resident):
    assert choose(resident, language="de", easy="on").address == "/de-easy/"
    assert resident.client.get("/").headers["Location"] == "/de-easy/"
    assert choose(resident, "/ar/display", language="ar").address == "/ar/"


def test_a_language_that_was_selected_is_remembered_and_a_link_followed_is_not(resident):
    selector = resident.open("/en/services").soup.find(class_="languages")
    assert resident.open(selector.find("a", lang="ar")["href"]).address == "/ar/services"

    resident.open("/de/")

    assert resident.client.get("/").headers["Location"] == "/ar/"
    assert resident.open("/nowhere").soup.html["lang"] == "ar"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://example.org/",
        "//example.org/en/",
        "/\\example.org",
        "//[",
        "javascript:alert(1)",
        "/api/v1/cases",
        "/en/office/session/end",
        "/en/" + "x" * 5000,
        "\u0000",
    ],
)
def test_what_is_no_page_of_ours_leads_home(resident, wanted):
    page = resident.open("/en/display")
    form = {"csrf_token": page.value("csrf_token"), "next": wanted, "text": "125"}

    assert resident.client.post("/en/display", data=form).headers["Location"] == "/en/"


@pytest.mark.parametrize("cookie", ["2.text-150", "1.text-150.voice-deep", "rubbish", "1.", "x" * 4000])
def test_a_cookie_that_is_not_understood_is_nothing_and_goes(resident, cookie):
    resident.client.set_cookie(COOKIE, cookie)

    page = resident.open("/en/")

    assert page.status == 200
    assert kept(resident) is None


def test_a_cookie_is_only_for_us_and_lasts_a_year_from_the_last_visit_home(simple):
    cookie = next(each for each in simple.client.get("/en/").headers.getlist("Set-Cookie") if COOKIE in each)

    assert all(word in cookie for word in ("Max-Age=31536000", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_machines_are_answered_the_same_whatever_a_cookie_says(simple):
    answer = simple.client.get("/api/v1/services")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def is_the_reader(element) -> bool:
    return element.name == "script" and "read_aloud" in element.get("src", "")


def test_only_who_wants_pages_read_aloud_gets_a_script(resident, simple):
    assert "read_aloud" not in resident.open("/en/").html

    page = simple.client.get("/en/")
    script = BeautifulSoup(page.get_data(as_text=True), "html.parser").find(is_the_reader)
    answer = simple.client.get(script["src"])

    assert script["type"] == "module"
    assert answer.content_type.startswith("text/javascript")
    assert "immutable" in answer.headers["Cache-Control"]
    assert f"script-src 'nonce-{script['nonce']}'" in page.headers["Content-Security-Policy"]


def test_a_script_by_another_name_is_not_there(resident):
    assert resident.client.get("/static/scripts/read_aloud.0000000000000000.js").status_code == 404


def test_the_simple_view_shows_the_few_services_that_most_cases_are_of_and_leads_to_all(simple, platform):
    every = {f"/en/services/{service.code}/case" for service in platform.cities.get("demo").services}
    for turn, service in enumerate(("pothole", "graffiti", "pothole")):
        platform.cases.file(file_case(service=service), command_id=f"filed before, number {turn}")

    few = links_of(simple.open("/en/services"))
    everything = simple.open("/en/services").soup.find("a", string="Show all services")["href"]

    assert few[:2] == ["/en/services/pothole/case", "/en/services/graffiti/case"]
    assert len(few) == 6
    assert set(links_of(simple.open(everything))) == every


def links_of(catalogue):
    return [tile["href"] for tile in catalogue.soup.select("main .tile")]


def test_the_simple_view_asks_one_question_a_page(simple):
    page = simple.open(LIGHT)
    seen = []
    answers = {"description": {"description": WORDS}, "place": {"address": "Schulgasse 4"}}
    while page.soup.find("button", value="next"):
        asked = page.value("asked")
        seen.append(asked)
        assert f"Question {len(seen)} of 6" in page.text
        page = simple.send(page, "/case", "next", **answers.get(asked, {}))

    assert seen == ["description", "place", "photo", "answers.how-many", "answers.number-on-post", "contact"]
    assert page.heading == "Check before you send"
    assert WORDS in page.text
    assert simple.send(page, "/case", "file").heading == "We have your case"


def test_in_the_simple_view_a_fault_is_told_on_its_own_page_and_nothing_is_lost(simple):
    first = simple.open(LIGHT)
    empty = simple.send(first, "/case", "next")
    assert (empty.status, empty.value("asked"), empty.faults()) == (422, "description", ["#f-description"])

    second = simple.send(empty, "/case", "next", description=WORDS)
    back = simple.send(second, "/case", "previous")

    assert (second.value("asked"), second.faults()) == ("place", [])
    assert (back.value("asked"), back.value("description")) == ("description", WORDS)


def test_how_to_write_to_somebody_is_kept_with_their_contact_and_never_in_public(simple, platform):
    page = simple.open("/de-easy/services/pothole/case")
    given = {
        "description": {"description": WORDS},
        "place": {"address": "Schulgasse 4"},
        "contact": {"contact__email": "mira@example.org"},
    }
    while page.soup.find("button", value="next"):
        page = simple.send(page, "/case", "next", **given.get(page.value("asked"), {}))
    number = simple.send(page, "/case", "file").soup.select_one(".number--large").get_text(strip=True)

    filed = platform.cases.page(number.replace("-", ""), sealed=True).events[0].event
    public = simple.client.get(f"/api/v1/cases/{number}").get_data(as_text=True)

    assert filed.contact.correspondence.language == "de-AT"
    assert filed.contact.correspondence.easy_words
    assert filed.contact.correspondence.large_type
    assert "correspondence" not in public
