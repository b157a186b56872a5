"""What an office can do on a case: the page offers what the workflow allows, and asks for what it needs."""

import pytest

from civic.cases.commands import HandOver
from civic.cases.forms import STEP_OF_ACT
from civic.cases.views.acts import ACT_OF_STEP
from civic.cases.workflow import OPEN, STATES, needs_of, steps_from, steps_of
from civic.kernel.ids import spell
from civic.kernel.language import Text
from tests.builders.cases import file_case
from tests.builders.town import Town
from tests.web.browser import Browser
from tests.web.journeys import sign_in

ON_PAGES_OF_ITS_OWN = "split"
NOT_YET = ("send_back", "release", ON_PAGES_OF_ITS_OWN)
FIELDS = {
    "words": "answer",
    "reason": "reason",
    "day": "day",
    "unit": "unit",
    "party": "party",
    "office": "department",
}
NOT_ASKED = {
    *("answered", "handed", "claimed", "unclaimed", "reported", "parts_settled"),
}  # but true of the case, or the act is not offered


def offered(page):
    forms = page.soup.select("form.act, details.act form")
    acts = {form["action"].rsplit("/", 1)[1]: form for form in forms}
    return {act: form for act, form in acts.items() if act != "note"}  # which is no step


def test_every_step_of_an_office_has_a_form_of_its_own():
    assert sorted([*STEP_OF_ACT.values(), ON_PAGES_OF_ITS_OWN]) == sorted(steps_of(["official"]))


def test_in_every_state_the_page_offers_exactly_what_the_table_allows(app, platform):
    town, browser, seen = Town(platform), Browser(app.test_client()), set()
    sign_in(browser, "lighting")
    for number in town.cases().values():
        state = platform.cases.page(number).case.state
        if state in seen:
            continue
        forms = offered(browser.open(f"/en/office/cases/{number}"))
        steps = (each for each in steps_from(state, "official") if each not in NOT_YET)
        assert list(forms) == [ACT_OF_STEP[step] for step in steps], state
        for act, form in forms.items():
            asked = {field["name"] for field in form.select("select, textarea, input:not([type=hidden])")}
            needed = {FIELDS.get(need, need) for need in needs_of(STEP_OF_ACT[act])} - NOT_ASKED
            assert asked - {"reference", "language"} == needed
        seen.add(state)
    assert seen >= {*OPEN, "resolved", "declined", "duplicate", "withdrawn", "reopening_requested"}
    assert seen <= set(STATES)


@pytest.mark.parametrize("act", [act for act, step in STEP_OF_ACT.items() if {*needs_of(step)} - NOT_ASKED])
def test_a_form_that_is_sent_empty_says_what_is_missing_at_each_field(app, platform, case, official, act):
    if act == "reopening-refusal":
        case = Town(platform).asked
        sign_in(official, "lighting")
    if act == "return":
        over = HandOver(case=case, office="streets", department="parks", note=Text("Yours.", "en"))
        platform.cases.work(over, command_id="over")
        sign_in(official, "parks")
    page = official.send(official.open(f"/en/office/cases/{case}"), f"/{act}")

    assert page.status == 422
    wanted = {FIELDS.get(need, need) for need in needs_of(STEP_OF_ACT[act])} - NOT_ASKED
    assert set(page.faults()) == {f"#f-{act}-{name}" for name in wanted}


@pytest.mark.parametrize("typed", ["9.3.2026", "09.03.2026", "2026-03-09", "9/3/2026", "2026. 3. 9"])
def test_a_day_may_be_written_as_people_write_it(official, case, typed):
    page = official.open(f"/en/office/cases/{case}")

    page = official.send(page, "/appointment", day=typed, answer="We come in the morning.")

    assert "says that it will be done on 9 March 2026." in page.text
    assert "9 March 2026" in official.open(f"/en/cases/{case}").soup.select_one("dl.facts").get_text()


@pytest.mark.parametrize("typed", ["tomorrow", "31.2.2026", "3.9", "2026-13-01", "٩.٣.٢٠٢٦x"])
def test_what_is_no_day_is_refused_and_the_words_stay(official, case, typed):
    page = official.open(f"/en/office/cases/{case}")

    page = official.send(page, "/appointment", day=typed, answer="We come in the morning.")

    assert page.faults() == ["#f-appointment-day"]
    assert page.soup.select_one("#f-appointment-day")["value"] == typed
    assert "We come in the morning." in page.soup.select_one("#f-appointment-answer").get_text()


def test_a_case_that_was_passed_on_says_to_whom_and_under_which_number(official, case):
    page = official.open(f"/en/office/cases/{case}")
    official.send(page, "/forwarding", party="grid", reference="N-17", answer="Their cable.")

    facts = official.open(f"/en/cases/{case}").soup.select_one("dl.facts").get_text(" ", strip=True)

    assert "Mirn power grid" in facts
    assert "N-17" in facts


def test_a_duplicate_leads_to_the_case_that_it_repeats(official, case, platform):
    other = platform.cases.file(file_case(), command_id="filed-before").case
    page = official.open(f"/en/office/cases/{case}")
    assert official.send(page, "/duplicate", original="2222222222", answer="Same.").faults() == [
        "#f-duplicate-original"
    ]

    page = official.send(page, "/duplicate", original=spell(other).lower(), answer="Same.")

    assert f"case {spell(other)} is about the same matter" in page.text
    link = official.open(f"/en/cases/{case}").soup.select_one("dl.facts a.number")
    assert link["href"].endswith(spell(other))


def test_a_reporter_answers_what_was_asked_with_the_case_code(app, platform, official, case):
    page = official.open(f"/en/office/cases/{case}")
    official.send(page, "/question", day="2026-03-09", answer="Before which house?")
    resident = Browser(app.test_client())
    page = resident.open(f"/en/cases/{case}")
    assert "Reply wanted by" in page.text

    stranger = resident.send(page, "/reply", explanation="Before number 4.", case_code="2222222222")
    assert stranger.status == 403
    assert stranger.faults() == ["#f-reply-case_code"]
    assert stranger.soup.select_one("#f-reply-explanation").get_text().strip() == "Before number 4."

    code = platform.secrets.case_code(case)
    page = resident.send(page, "/reply", explanation="Before number 4.", case_code=code)

    assert "Before number 4." in page.text
    assert "/reply" not in page.html


def test_words_are_kept_of_who_answers_too_late(app, platform, official, case):
    page = official.open(f"/en/office/cases/{case}")
    official.send(page, "/question", day="2026-03-09", answer="Before which house?")
    resident = Browser(app.test_client())
    stale = resident.open(f"/en/cases/{case}")
    official.send(official.open(f"/en/office/cases/{case}"), "/resumption")

    code = platform.secrets.case_code(case)
    page = resident.send(stale, "/reply", explanation="Before number 4.", case_code=code)

    assert page.status == 409
    assert "Before number 4." in page.text
    assert "has not been sent" in page.text
