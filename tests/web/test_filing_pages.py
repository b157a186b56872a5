"""Filing a case on the web: write, check, send; what is wrong is said and nothing typed is lost."""

import re

from tests.web.browser import Browser
from tests.web.journeys import (
    DUMPING,
    HOLE,
    LIGHT,
    WORDS,
    check_page,
    code_on,
    confirmation_page,
    file_a_case,
    number_on,
    sign_in,
)


def test_a_case_is_filed_in_three_steps(resident):
    check = check_page(resident)
    confirmation = resident.send(check, "/case", "file")
    case = resident.open(f"/en/cases/{number_on(confirmation)}")

    assert check.heading == "Check before you send"
    assert confirmation.heading == "We have your case"
    assert case.heading == "Pothole or damaged road"
    assert WORDS in case.text


def test_the_check_page_says_what_is_public_and_what_is_sealed(resident):
    check = check_page(resident)
    public, sealed = (section.get_text(" ") for section in check.soup.main.find_all("section"))

    assert WORDS in public
    assert "mira@example.org" not in public
    assert "mira@example.org" in sealed


def test_nothing_is_filed_before_the_check_page_is_sent(resident, platform):
    check_page(resident)

    assert platform.case_lists.open_counts("demo") == {}


def test_what_is_public_and_what_is_sealed_stays_so_on_the_case_page(resident, stranger, number):
    page = stranger.open(f"/en/cases/{number}")

    assert "Schulgasse 4" in page.text
    assert "mira@example.org" not in page.html


def test_going_back_to_change_something_keeps_every_word(resident):
    form = resident.send(check_page(resident), "/case", "change")

    assert form.heading == "Pothole or damaged road"
    assert form.value("description") == WORDS
    assert form.value("contact.email") == "mira@example.org"


def test_answers_to_extra_questions_are_sealed_and_read_by_officials(resident, official):
    sign_in(official, "lighting")
    number = file_a_case(resident, at=LIGHT, **{"answers__how-many": "several"})

    assert "Several" in official.send(official.open(f"/en/office/cases/{number}"), "/contact").text
    assert "Several" not in official.open(f"/en/cases/{number}").text


def test_a_question_that_must_be_answered_is_named_in_the_summary(resident):
    page = check_page(resident, at=DUMPING)

    assert page.faults() == ["#f-answers-dangerous"]
    assert page.soup.select_one("#f-answers-dangerous")["type"] == "radio"
    assert "Are there paints, oils, batteries" in page.soup.select_one(".notice--danger").get_text()


def test_every_fault_is_named_and_leads_to_its_field(resident):
    page = check_page(resident, description="", address="", contact__email="mira at home")

    assert page.status == 422
    assert page.faults() == ["#f-description", "#f-place", "#f-contact-email"]
    assert all(page.soup.select_one(fault) for fault in page.faults())
    assert page.value("contact.email") == "mira at home"


def test_coordinates_that_cannot_be_read_are_a_fault_beside_their_field(resident):
    page = check_page(resident, coordinates="48 degrees north")

    assert page.faults() == ["#f-coordinates"]
    assert page.value("coordinates") == "48 degrees north"
    assert page.value("description") == WORDS


def test_control_characters_are_a_fault_and_the_rest_stays(resident):
    page = check_page(resident, description="The lamp\x00 is dark\x1b[0m")

    assert page.status == 422
    assert page.faults() == ["#f-description"]
    assert page.value("description") == "The lamp is dark[0m"


def test_bytes_that_are_no_utf8_are_a_fault(resident):
    fields = {"csrf_token": "", "step": "check"}
    page = resident.open(HOLE)
    fields["csrf_token"] = page.form("/case").find("input", {"name": "csrf_token"})["value"]
    body = f"csrf_token={fields['csrf_token']}&step=check&description=dark%FF%FE&address=Schulgasse"

    answer = resident.client.post(HOLE, data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 422
    assert b"f-description" in answer.data


def test_sending_twice_files_once(resident, platform):
    check = check_page(resident)

    first = resident.send(check, "/case", "file")
    second = resident.send(check, "/case", "file")

    assert number_on(first) == number_on(second)
    assert code_on(first) == code_on(second)
    assert sum(platform.case_lists.open_counts("demo").values()) == 1


def test_sending_the_same_form_with_other_words_is_refused(resident):
    check = check_page(resident)
    resident.send(check, "/case", "file")

    page = resident.send(check, "/case", "file", description="Something else altogether.")

    assert page.status == 422
    assert "sent before" in page.text


def test_the_confirmation_is_for_whoever_filed_it_only(resident, stranger):
    confirmation = confirmation_page(resident)
    number, code = number_on(confirmation), code_on(confirmation)

    page = stranger.open(f"/en/cases/{number}/confirmation")

    assert code not in page.html


def test_the_receipt_can_be_had_as_soon_as_the_log_is_published(resident, platform):
    confirmation = confirmation_page(resident)
    assert "ready in a second" in confirmation.text

    platform.publisher.publish()
    again = resident.open(confirmation.address)
    receipt = resident.client.get(again.soup.find("a", href=re.compile("/audit/receipts/"))["href"])

    assert receipt.status_code == 200
    assert receipt.data.startswith(b"c2sp.org/tlog-proof@v1")


def test_the_picture_of_the_address_does_not_hold_the_code(resident):
    confirmation = confirmation_page(resident)

    assert confirmation.soup.find("svg", class_="qr") is not None
    assert code_on(confirmation) not in confirmation.soup.find("aside").get_text()


def test_a_dangerous_service_begins_with_whom_to_call(resident):
    page = resident.open("/en/services/traffic-light/case")

    assert page.html.index("call 112") < page.html.index("<textarea")


def test_a_form_that_is_too_large_gets_a_page_that_says_so(resident):
    page = resident.send(resident.open(HOLE), "/case", "check", description="x" * 1_100_000)

    assert page.status == 413
    assert page.heading == "This is too large"


def test_scripts_are_modules_of_our_own_that_no_form_waits_for(resident: Browser):
    scripts = resident.open(HOLE).soup.find_all("script")

    assert {script["type"] for script in scripts} == {"module"}
    assert all(script["src"].startswith("/static/scripts/") for script in scripts)
