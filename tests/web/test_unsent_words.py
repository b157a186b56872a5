"""Whoever wrote at length and could not send it finds the words on the page that says so."""

import pytest

from tests.web.journeys import HOLE, WORDS, sign_in

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def send(browser, page, ending, headers=FROM_HERE, **typed):
    form = page.form(ending)
    values = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("name")}
    answer = browser.client.post(form["action"], data={**values, **typed}, headers=headers)
    return browser._shown(answer)


def test_a_form_that_was_left_open_for_too_long_loses_no_words(resident):
    page = resident.open(HOLE)
    with resident.client.session_transaction() as session:
        session.clear()

    answer = send(resident, page, "/case", description=WORDS, contact__email="mira@example.org")

    assert answer.status == 403
    assert answer.soup.select_one(".said").get_text() == WORDS
    assert "mira@example.org" not in answer.html


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}, {}])
def test_a_forged_form_does_not_bring_its_words_onto_a_page(resident, headers):
    page = resident.open(HOLE)
    with resident.client.session_transaction() as session:
        session.clear()

    answer = send(resident, page, "/case", headers, description="Pay at example.org")

    assert answer.status == 403
    assert "Pay at" not in answer.html


def test_an_older_browser_says_by_its_origin_where_a_form_comes_from(resident):
    page = resident.open(HOLE)
    with resident.client.session_transaction() as session:
        session.clear()

    answer = send(resident, page, "/case", {"Origin": "http://localhost"}, description=WORDS)

    assert answer.soup.select_one(".said").get_text() == WORDS


def test_an_official_whose_sign_in_has_ended_keeps_the_answer_and_learns_what_to_do(stranger, number):
    sign_in(stranger, "streets")
    page = stranger.open(f"/en/office/cases/{number}")
    with stranger.client.session_transaction() as session:
        del session["sign_in"]

    answer = send(stranger, page, "/answer", answer="Our people come on Thursday.")

    assert answer.status == 403
    assert "not signed in any more" in answer.text
    assert answer.soup.select_one(".said").get_text() == "Our people come on Thursday."
    assert answer.soup.main.find("a", string="Sign in")["href"] == "/en/office/session"
    assert stranger.client.get(f"/api/v1/cases/{number}").get_json()["state"] == "received"


def test_who_wrote_nothing_is_led_to_the_sign_in_as_before(stranger, number):
    sign_in(stranger, "streets")
    page = stranger.open(f"/en/office/cases/{number}")
    with stranger.client.session_transaction() as session:
        del session["sign_in"]

    form = page.form("/acknowledgement")
    answer = stranger.client.post(
        form["action"],
        data={field["name"]: field.get("value", "") for field in form.find_all("input")},
        headers=FROM_HERE,
    )

    assert (answer.status_code, answer.location) == (303, "/en/office/session")
