"""Where officials work: signing in, the queue, a case, and two people at the same case."""

from datetime import timedelta

import pytest

from tests.web.browser import Browser
from tests.web.journeys import file_a_case, sign_in


def test_the_office_is_closed_to_who_has_not_signed_in(stranger, number):
    for address in ("/en/office/queue", f"/en/office/cases/{number}"):
        assert stranger.open(address).heading == "Sign in for an office"


def test_after_signing_in_one_arrives_where_one_wanted_to_go(stranger, number):
    wanted = stranger.open(f"/en/office/cases/{number}")

    page = stranger.send(wanted, "/office/session", office="streets")

    assert page.address == f"/en/office/cases/{number}"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "\t//example.org"]
)
def test_signing_in_never_leads_to_another_site(stranger, elsewhere):
    form = stranger.open("/en/office/session")

    page = stranger.send(form, "/office/session", office="streets", next=elsewhere)

    assert page.address == "/en/office/queue"


def test_signing_in_without_choosing_an_office_says_what_to_do(stranger):
    page = stranger.send(stranger.open("/en/office/session"), "/office/session", office="")

    assert page.faults() == ["#f-office"]


def test_where_no_demonstration_is_allowed_nobody_signs_in(app, platform, monkeypatch):
    from dataclasses import replace

    closed = replace(platform, settings=replace(platform.settings, demo_login=False))
    monkeypatch.setitem(app.extensions, "civic", closed)
    browser = Browser(app.test_client())

    page = browser.open("/en/office/session")
    assert "Try it" not in page.text
    with browser.client.session_transaction() as session:
        session["csrf"] = "token"
    answer = browser.client.post("/en/office/session", data={"csrf_token": "token", "office": "streets"})

    assert answer.status_code == 403


def test_signing_out_closes_the_office(official):
    official.send(official.open("/en/office/queue"), "/office/session/end")

    assert official.open("/en/office/queue").heading == "Sign in for an office"


def test_an_office_sees_its_own_cases_first_and_all_on_request(resident, stranger):
    file_a_case(resident)
    sign_in(stranger, "lighting")
    mine = stranger.open("/en/office/queue")
    everyone = stranger.open("/en/office/queue?departments=all")

    assert "Nothing to do here" in mine.text
    assert "Pothole or damaged road" in everyone.text


def test_the_queue_shows_first_words_place_and_state(app, number):
    browser = Browser(app.test_client())
    sign_in(browser, "streets")

    row = browser.open("/en/office/queue").soup.select_one("tbody tr").get_text(" ", strip=True)

    assert "There is a deep hole in front of the school." in row
    assert "Schulgasse 4" in row
    assert "New" in row
    assert "1 open case" in browser.open("/en/office/queue").text


def test_what_waits_too_long_is_marked(app, platform, number):
    browser = Browser(app.test_client())
    sign_in(browser, "streets")
    assert "overdue" not in browser.open("/en/office/queue").text

    platform.clock.set(platform.clock.now() + timedelta(hours=6))

    assert "Answer overdue" in browser.open("/en/office/queue").text


def test_a_long_queue_goes_on_page_by_page(resident, official):
    for _ in range(51):
        file_a_case(resident)
    first = official.open("/en/office/queue?departments=all")
    second = official.open(first.soup.find("a", rel="next")["href"])

    assert len(first.soup.select("tbody tr")) == 50
    assert len(second.soup.select("tbody tr")) == 1
    assert second.soup.find("a", rel="next") is None


def test_an_official_sees_what_is_sealed_after_saying_so(official, number):
    page = official.open(f"/en/office/cases/{number}")
    assert "mira@example.org" not in page.html

    page = official.send(page, "/contact")

    assert "mira@example.org" in page.text
    assert "Roads and footpaths looked at what only officials may see." in page.text


def test_taking_on_answering_and_declining(official, number):
    page = official.open(f"/en/office/cases/{number}")
    page = official.send(page, "/acknowledgement")
    page = official.send(page, "/answer", answer="We are looking at it.")
    page = official.send(page, "/refusal", reason="private_ground", answer="The school owns this road.")

    told = [what.get_text() for what in page.soup.select(".what")]
    assert told[1:] == [
        "Roads and footpaths has seen the case and taken it on.",
        "Roads and footpaths answered.",
        "Roads and footpaths will not do it. Reason: it is on private ground.",
    ]


def test_an_answer_without_words_is_a_fault_at_its_own_field(official, number):
    page = official.send(official.open(f"/en/office/cases/{number}"), "/refusal", reason="other")

    assert page.status == 422
    assert page.faults() == ["#f-refusal-answer"]
    assert page.soup.select_one("#f-refusal-reason option[selected]")["value"] == "other"


def test_who_comes_second_sees_what_changed_and_keeps_the_words(official, app, number):
    colleague = Browser(app.test_client())
    sign_in(colleague, "streets")
    stale = official.open(f"/en/office/cases/{number}")
    colleague.send(colleague.open(f"/en/office/cases/{number}"), "/acknowledgement")

    page = official.send(stale, "/answer", answer="A long answer that took ten minutes.")

    assert page.status == 409
    assert "Somebody worked on this case after you opened the page" in page.text
    assert page.soup.select_one(".is-new") is not None
    theirs, own = page.soup.select(".side-by-side > div")
    (done,) = theirs.select(".what")
    assert done.get_text() == "Roads and footpaths has seen the case and taken it on."
    assert [each.get_text(strip=True) for each in own.select(".what, .said")] == [
        "Send an answer",
        "A long answer that took ten minutes.",
    ]
    assert (
        page.soup.select_one("#f-answer-answer").get_text().strip() == "A long answer that took ten minutes."
    )
    assert official.send(page, "/answer").status == 200


def test_words_are_kept_even_if_their_form_is_gone(official, app, number):
    colleague = Browser(app.test_client())
    sign_in(colleague, "streets")
    stale = official.open(f"/en/office/cases/{number}")
    colleague.send(colleague.open(f"/en/office/cases/{number}"), "/resolution", answer="Filled.")

    page = official.send(stale, "/answer", answer="A long answer that took ten minutes.")

    assert page.status == 409
    assert "A long answer that took ten minutes." in page.text
    assert "has not been sent" in page.text


def test_pressing_twice_does_it_once(official, number):
    page = official.open(f"/en/office/cases/{number}")

    official.send(page, "/answer", answer="On our way.")
    again = official.send(page, "/answer", answer="On our way.")

    assert again.status == 200
    assert len(again.soup.select(".timeline > li")) == 2


def test_a_form_that_was_tampered_with_is_refused(official, number):
    page = official.open(f"/en/office/cases/{number}")

    assert official.send(page, "/answer", answer="x", seen_version="eight").status == 400
    assert official.send(page, "/answer", answer="x", command_id="1").status == 400
    assert official.send(page, "/refusal", answer="x", reason="laziness").status == 422


def test_whatever_is_refused_the_words_stay(official, number):
    page = official.open(f"/en/office/cases/{number}")

    after = official.send(page, "/refusal", answer="A long answer.", reason="laziness")

    assert after.soup.select_one("#f-refusal-answer").get_text().strip() == "A long answer."
    assert "Choose one of the reasons" in after.text
