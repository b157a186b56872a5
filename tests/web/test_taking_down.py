"""What somebody brings to an office is taken down for them: the same form, the same receipt, their case."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from civic.cases.events import Contact, Correspondence
from civic.people.roles import Grant
from tests.web.browser import Browser
from tests.web.journeys import HOLE, WORDS, check_page, code_on, file_a_case, number_on, sign_in

FORM = f"/en/office{HOLE.removeprefix('/en')}"
LIGHT = "/en/office/services/street-light/case"
GAS = "/en/office/services/gas-smell/case"


@pytest.fixture
def colleague(app, platform):
    """Somebody else who works for the same office."""
    browser = Browser(app.test_client())
    come_in(browser, platform, Grant("caseworker", "streets"))
    return browser


def come_in(browser, platform, grant):
    official = platform.officials.admit("Kim Kollegin", "demo", grant, department="streets").id
    with browser.client.session_transaction() as session:
        session["sign_in"] = platform.officials.sign_ins.begin(official, "app")
    return official


def form_filled(browser, at=FORM, step="check", **typed):
    """Press a button of the form with what somebody said at the counter in it."""
    said = {"channel": "counter", "description": WORDS, "address": "Schulgasse 4", **typed}
    return browser.send(browser.open(at), "/case", step, **said)


def take_down(browser, at=FORM, **typed):
    return browser.send(form_filled(browser, at, **typed), "/case", "file")


def case_of(platform, number):
    return platform.cases.page(number.replace("-", ""), sealed=True).filed


def test_a_case_is_taken_down_in_the_steps_of_filing(official, platform):
    check = form_filled(official, contact__phone="+43 660 0000000", letters__language="fr")
    confirmation = official.send(check, "/case", "file")

    filed = case_of(platform, number_on(confirmation))
    public, sealed = (section.get_text(" ") for section in check.soup.main.find_all("section"))
    assert check.heading == "Check before you send"
    assert "at the counter, Roads and footpaths" in " ".join(public.split()).replace(" ,", ",")
    assert "Français" in sealed
    assert confirmation.heading == "The case is taken down"
    assert (filed.channel, filed.office, filed.description.text) == ("counter", "streets", WORDS)
    assert filed.contact.phone == "+43 660 0000000"
    assert filed.account is None


def test_it_has_the_same_standing_as_what_is_filed_on_the_website(official, resident, platform, clock):
    clock.stop()  # what is promised depends on the moment
    brought = case_of(platform, number_on(take_down(official, contact__email="mira@example.org")))
    typed = case_of(platform, file_a_case(resident))

    same = ("service", "kind", "department", "place", "exact_place", "answer_by", "settle_by", "description")
    assert [getattr(brought, each) for each in same] == [getattr(typed, each) for each in same]
    assert brought.contact.email == typed.contact.email


def test_any_service_of_the_city_can_be_chosen_whoever_works_on_it(official, platform):
    catalogue = official.open("/en/office/services")
    tiles = {each["href"] for each in catalogue.soup.select(".tile")}
    confirmation = take_down(official, LIGHT)

    filed = case_of(platform, number_on(confirmation))
    assert tiles == {f"/en/office/services/{each.code}/case" for each in platform.cities.get("demo").services}
    assert (filed.office, filed.department) == ("streets", "lighting")


def test_services_are_found_by_words_in_any_language(official):
    page = official.open("/en/office/services?q=Straßenlaterne")

    assert LIGHT in {each["href"] for each in page.soup.select(".tile")}
    assert "No service fits" in official.open("/en/office/services?q=nothing-like-this").text


def test_everyone_reads_how_it_came_and_which_office_took_it_down_but_not_who(official, stranger, platform):
    official_id = come_in(official, platform, Grant("caseworker", "streets"))
    number = number_on(take_down(official, channel="phone"))

    page = stranger.open(f"/en/cases/{number}")

    said = "The case was filed by telephone. Roads and footpaths took it down for whoever brought it."
    assert said in page.text
    assert "Kim Kollegin" not in page.html
    assert official_id not in page.html


def test_officials_read_who_took_it_down_as_of_other_acts(official, colleague, platform):
    number = number_on(take_down(colleague, channel="letter"))

    seen = official.open(f"/en/office/cases/{number}").text
    own = colleague.open(f"/en/office/cases/{number}").text

    assert "The case was filed by letter. Roads and footpaths took it down" in seen
    assert "Kim Kollegin" in seen
    assert "That was you." in own


def test_the_same_official_is_called_otherwise_in_each_case(official, platform):
    first, second = (case_of(platform, number_on(take_down(official))) for _ in range(2))

    assert first.official != second.official
    assert len(first.official) == len(second.official) == 16


def test_what_people_file_themselves_names_no_office(resident, platform):
    filed = case_of(platform, file_a_case(resident))

    assert (filed.channel, filed.office, filed.official) == ("web", None, None)


def test_the_words_are_in_the_language_of_whoever_types_and_only_the_letters_in_the_chosen_one(
    official, platform, postbox
):
    typed = {"contact__email": "mira@example.org", "letters__language": "fr"}
    filed = case_of(platform, number_on(take_down(official, **typed)))

    (letter,) = postbox.of(platform)
    assert filed.description.language == "en"
    assert filed.contact.correspondence == Correspondence("fr")
    assert (letter.to, letter.language) == ("mira@example.org", "fr")
    assert "déposé au guichet" in letter.text


def test_letters_can_be_in_easy_words_and_in_large_type(official, platform, postbox):
    wanted = {"letters__language": "de-easy", "letters__large_type": "yes"}
    filed = case_of(platform, number_on(take_down(official, contact__email="mira@example.org", **wanted)))

    (letter,) = postbox.of(platform)
    wished = Correspondence("de-AT", easy_words=True, large_type=True)
    assert filed.contact == Contact(email="mira@example.org", correspondence=wished)
    assert letter.large_type


def test_how_the_official_sees_pages_says_nothing_about_the_letters(official, platform):
    official.open("/en/?simple=1")
    page = walk_through(official, contact__email="mira@example.org")

    filed = case_of(platform, number_on(page))
    assert filed.contact.correspondence == Correspondence("en")


def test_nobody_has_to_say_who_they_are(official, platform):
    filed = case_of(platform, number_on(take_down(official)))

    assert filed.contact is None


def test_whoever_types_does_not_become_the_reporter(official, platform):
    confirmation = take_down(official)
    number = number_on(confirmation)

    with official.client.session_transaction() as session:
        assert "reporter_of" not in session
    page = official.open(f"/en/cases/{number}")
    withdrawn = official.send(page, "/withdrawal")
    assert withdrawn.status == 403
    assert official.open(f"/en/cases/{number}/correction").heading == "Pothole or damaged road"
    assert official.open(f"/en/cases/{number}/correction").soup.find("textarea", id="f-description") is None


def test_with_its_code_whoever_brought_it_acts_like_everyone_who_files_on_the_website(
    official, resident, platform
):
    confirmation = take_down(official)
    number, code = number_on(confirmation), code_on(confirmation)

    page = resident.send(resident.open(f"/en/cases/{number}"), "/withdrawal", case_code=code)

    assert page.status == 200
    assert platform.cases.page(number.replace("-", "")).case.state == "withdrawn"


def test_only_whoever_took_it_down_sees_the_code_and_only_for_an_hour(official, colleague, platform, clock):
    confirmation = take_down(official)
    number, code = number_on(confirmation), code_on(confirmation)
    here, sheet = f"/en/office/cases/{number}/confirmation", f"/en/office/cases/{number}/sheet"

    assert {code in official.open(each).html for each in (here, sheet)} == {True}
    assert {code in colleague.open(each).html for each in (here, sheet)} == {False}
    assert colleague.open(here).address == f"/en/office/cases/{number}"
    clock.set(clock.now() + timedelta(hours=1))
    assert {code in official.open(each).html for each in (here, sheet)} == {False}
    assert "is over" in official.open(here).text


def correct(browser, number, **typed):
    page = browser.send(browser.open(f"/en/office/cases/{number}/correction"), "/case", "check", **typed)
    return browser.send(page, "/case", "file")


def test_whoever_took_it_down_corrects_it_and_the_first_is_taken_back(official, platform):
    email = {"contact__email": "mira@example.org", "letters__language": "de-easy", "channel": "phone"}
    first = number_on(take_down(official, **email, letters__large_type="yes"))
    form = official.open(f"/en/office/cases/{first}/correction")

    corrected = number_on(correct(official, first, description="The hole is in front of number 6."))

    before, after = case_of(platform, first), case_of(platform, corrected)
    assert "When you send this, that case is taken back" in form.text
    assert (before.description, before.contact) == (None, None)
    assert platform.cases.page(before.case).case.state == "withdrawn"
    assert (after.description.text, after.channel) == ("The hole is in front of number 6.", "phone")
    assert after.contact == Contact(
        email="mira@example.org",
        correspondence=Correspondence("de-AT", easy_words=True, large_type=True),
    )


def test_correcting_begins_within_ten_minutes_and_is_sent_within_the_hour(official, platform, clock):
    number = number_on(take_down(official))
    page = official.open(f"/en/office/cases/{number}/correction")
    clock.set(clock.now() + timedelta(minutes=11))
    late = official.open(f"/en/office/cases/{number}/correction")
    assert (late.status, "can no longer be corrected" in late.text) == (422, True)
    clock.set(clock.now() + timedelta(minutes=50))

    page = official.send(page, "/case", "check", description="The hole is in front of number 6.")
    official.send(page, "/case", "file")

    assert case_of(platform, number).description.text == WORDS


def test_nobody_else_corrects_what_was_taken_down(official, colleague, resident, platform):
    number = number_on(take_down(official))
    assert colleague.open(f"/en/office/cases/{number}/correction").address.endswith(f"/office/cases/{number}")

    for browser, form in ((colleague, FORM), (resident, HOLE)):
        said = {"description": "It is mine.", "address": "Schulgasse 4", "channel": "counter"}
        page = browser.open(form)
        page.html = page.html.replace(
            "<button", f'<input type="hidden" name="corrects" value="{number}"><button', 1
        )
        page = browser.send(page, "/case", "check", **said)
        browser.send(page, "/case", "file")

    assert case_of(platform, number).description.text == WORDS


def test_the_sheet_to_hand_over_is_in_each_language_and_has_all_that_the_website_shows(official):
    confirmation = take_down(official)
    number, code = number_on(confirmation), code_on(confirmation)
    links = [each["href"] for each in confirmation.soup.select(".filters a")]

    sheets = {link.split("/")[1]: official.open(urlsplit(link).path) for link in links}

    assert set(sheets) >= {"en", "de", "de-easy", "zh-hans", "fr", "es", "ar"}
    assert sheets["de"].heading == "Ihr Anliegen ist bei uns"
    assert sheets["ar"].soup.html["dir"] == "rtl"
    for sheet in sheets.values():
        assert number in sheet.text
        assert code in sheet.text
        assert f"/cases/{number}" in sheet.soup.select_one("aside .digest").get_text()
        assert sheet.soup.select_one("aside svg")


def test_the_way_in_has_to_be_said_and_every_fault_keeps_what_was_typed(official):
    page = form_filled(official, channel="", description="", contact__email="mira at home")

    assert page.status == 422
    assert page.faults() == ["#f-channel", "#f-description", "#f-contact-email"]
    assert page.value("contact.email") == "mira at home"
    assert page.value("address") == "Schulgasse 4"


@pytest.mark.parametrize(
    ("field", "said"), [("channel", "web"), ("channel", "nonsense"), ("letters__language", "xx")]
)
def test_what_nobody_can_choose_is_refused(official, platform, field, said):
    page = form_filled(official, contact__email="mira@example.org", **{field: said})

    assert page.status == 422
    assert page.faults()
    assert platform.case_lists.open_counts("demo") == {}


def test_going_back_to_change_something_keeps_every_answer(official):
    typed = {"channel": "phone", "letters__language": "es", "letters__large_type": "yes"}
    form = official.send(form_filled(official, **typed), "/case", "change")

    assert form.soup.select_one("[name=channel][checked]")["value"] == "phone"
    assert form.soup.select_one("option[selected][value=es]")
    assert form.soup.find(attrs={"name": "letters.large_type"}).has_attr("checked")
    assert form.value("description") == WORDS


def test_sending_twice_takes_down_once(official, platform):
    check = form_filled(official)

    first, second = (official.send(check, "/case", "file") for _ in range(2))

    assert number_on(first) == number_on(second)
    assert sum(platform.case_lists.open_counts("demo").values()) == 1


def test_sending_the_same_form_with_other_words_is_refused(official):
    check = form_filled(official)
    official.send(check, "/case", "file")

    page = official.send(check, "/case", "file", channel="phone")

    assert page.status == 422
    assert "sent before" in page.text


def test_a_danger_is_told_before_anything_is_typed(official, resident):
    page, there = official.open(GAS), resident.open(GAS.replace("/office", ""))

    assert page.soup.select_one(".notice--danger").text == there.soup.select_one(".notice--danger").text


def test_a_place_is_named_with_the_same_help(official):
    which = form_filled(official, address="Gartenweg 3")
    page = official.send(which, "/case#f-place", "check", place_choice="as-typed")

    assert which.heading == "Which place do you mean?"
    assert page.heading == "Check before you send"
    assert page.value("channel") == "counter"


def test_nothing_of_it_stays_on_the_device_or_is_completed_by_it(official):
    for page in (official.open(FORM), form_filled(official), form_filled(official, address="Gartenweg 3")):
        assert page.soup.select("[data-draft-of], [data-keep], [data-position]") == []
    fields = official.open(FORM).soup.select("[name^='contact.']")
    assert {each["autocomplete"] for each in fields} == {"off"}


def test_whoever_brings_what_is_known_already_is_counted_and_each_of_them(official, platform):
    number = number_on(take_down(official))
    for people in (2, 3):
        check = form_filled(official, channel="phone")
        page = official.send(check, f"{number}/support")

        assert page.address == f"/en/office/cases/{number}"
        assert "is counted among those who have noticed this" in page.text
        assert f"Noticed by {people} people" in page.text
    assert sum(platform.case_lists.open_counts("demo").values()) == 1


def walk_through(browser, **typed):
    """Answer one question a page, as the simple view asks them, and take it down."""
    said = {"channel": "counter", "description": WORDS, "address": "Schulgasse 4", **typed}
    page, asked = browser.open(FORM), []
    while page.heading != "Check before you send":
        asked.append(page.value("asked"))
        fields = {
            each.get("name") for each in page.form("/case").select("input:not([type=hidden]), textarea")
        }
        here = {name: words for name, words in said.items() if name.replace("__", ".") in fields}
        page = browser.send(page, "/case", "next", **here)
        assert page.status == 200, page.faults()
    assert (asked[0], asked[-2:]) == ("channel", ["contact", "letters"])
    return browser.send(page, "/case", "file")


def test_in_the_simple_view_each_question_has_its_page(official, platform):
    official.open("/en/?simple=1")

    filed = case_of(platform, number_on(walk_through(official, channel="phone")))

    assert (filed.channel, filed.description.text) == ("phone", WORDS)


def test_in_the_simple_view_a_question_is_answered_before_the_next(official):
    official.open("/en/?simple=1")

    page = official.send(official.open(FORM), "/case", "next")

    assert page.status == 422
    assert page.faults() == ["#f-channel"]


def test_who_may_only_read_takes_nothing_down(stranger):
    sign_in(stranger, role="reader")

    page = stranger.open(FORM)

    assert page.status == 403
    assert "Your roles do not allow this here." in page.text
    assert "/office/services" not in stranger.open("/en/office/queue").html


def test_a_role_that_is_withdrawn_meanwhile_files_nothing_and_loses_no_words(stranger, platform):
    kim = come_in(stranger, platform, Grant("caseworker", "streets"))
    check = form_filled(stranger)

    platform.officials.withdraw(kim, "caseworker", "streets")
    fields = {each["name"]: each["value"] for each in check.form("/case").select("[name]")} | {"step": "file"}
    answer = stranger.client.post(FORM, data=fields, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403
    assert WORDS in answer.get_data(as_text=True)
    assert platform.case_lists.open_counts("demo") == {}


def test_nobody_takes_anything_down_without_a_sign_in(resident):
    assert resident.open(FORM).heading == "Sign in for an office"


def test_it_is_for_the_city_of_the_official_whatever_the_address_says(official, platform):
    page = official.open(f"{FORM}?city=nowhere")

    assert page.status == 200


def test_the_queue_leads_there(official):
    links = {each["href"] for each in official.open("/en/office/queue").soup.select("a")}

    assert "/en/office/services" in links


def test_figures_count_it_by_the_way_it_came(official, platform):
    take_down(official, channel="phone")
    check_page(official)  # looked at, never sent

    span = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    assert set(platform.case_lists.rates("demo", span, "channel")) == {"phone"}
    assert "by telephone" in official.open("/en/office/figures?by=channel").text
