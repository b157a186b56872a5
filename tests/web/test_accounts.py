"""Accounts of residents: a code by letter lets somebody in, and their reports are there."""

import re

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.cases.events import Contact
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.people.one_time_codes import AGAIN_AFTER, LASTS, MOST_LETTERS
from civic.people.resident import STREAM
from civic.settings import read_settings
from ledger.dsse import payload_of
from tests.builders.accounts import account_of, asked_for
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock
from tests.web.browser import Browser
from tests.web.journeys import file_a_case, sign_in

EMAIL = "ines@example.org"


@pytest.fixture
def ines(app):
    return Browser(app.test_client())


@pytest.fixture
def somebody(app):
    return Browser(app.test_client())


def ask(browser, email=EMAIL, at="/en/account/session"):
    return browser.send(browser.open(at), "/account/session", email=email)


def code_in(letter):
    return re.search(r"Code: (\S+)", letter.text)[1]


def come_in(browser, platform, postbox, email=EMAIL, at="/en/account/session"):
    page = ask(browser, email, at)
    *_, letter = postbox.of(platform)
    return browser.send(page, "/session/code", code=code_in(letter))


def accounts(platform):
    streams = {each.stream for each in platform.journal.read(0, 1000)}
    return sorted(stream for stream in streams if stream.startswith(STREAM))


def test_a_code_from_a_letter_opens_an_account_and_signs_in(ines, platform, postbox):
    page = come_in(ines, platform, postbox)

    assert page.heading == "Your account"
    assert EMAIL in page.text
    assert len(accounts(platform)) == 1


def test_an_address_has_one_account_however_it_is_written(ines, somebody, platform, postbox):
    come_in(ines, platform, postbox)
    come_in(somebody, platform, postbox, email="INES@Example.org")

    assert len(accounts(platform)) == 1


def test_the_answer_is_the_same_for_addresses_with_and_without_an_account(ines, somebody, platform):
    account_of(platform, EMAIL)

    known, unknown = ask(ines), ask(somebody, "nobody@example.org")

    assert (known.status, known.heading, known.text) == (unknown.status, unknown.heading, unknown.text)


def test_a_code_serves_once(ines, somebody, platform, postbox):
    ask(somebody)
    page = ask(ines)
    (letter,) = postbox.of(platform)
    ines.send(page, "/session/code", code=code_in(letter))

    again = somebody.send(somebody.open("/en/account/session/code"), "/session/code", code=code_in(letter))

    assert again.status == 422
    assert "or it was used" in again.text


def test_a_code_is_valid_for_an_hour(ines, platform, postbox, clock):
    page = ask(ines)
    (letter,) = postbox.of(platform)
    clock.set(clock.now() + LASTS)

    assert ines.send(page, "/session/code", code=code_in(letter)).status == 422
    assert accounts(platform) == []


def test_a_code_serves_only_on_a_device_that_asked_for_it(ines, somebody, platform, postbox):
    ask(ines)
    (letter,) = postbox.of(platform)

    page = somebody.send(
        somebody.open("/en/account/session/code"), "/session/code", code=code_in(letter).lower()
    )

    assert page.status == 422
    assert accounts(platform) == []


def test_a_code_that_is_missing_or_wrong_is_asked_for_again(ines):
    page = ask(ines)

    assert ines.send(page, "/session/code").faults() == ["#f-code"]
    assert "not the code from the letter" in ines.send(page, "/session/code", code="22222-22222").text


def test_a_thousand_requests_send_few_letters_and_the_first_code_still_opens(
    ines, somebody, platform, postbox, clock
):
    page = ask(ines)
    (first,) = postbox.of(platform)
    clock.stop()
    for _ in range(1000):
        platform.residents.ask(asked_for(EMAIL))
    assert postbox.of(platform) == []
    for _ in range(MOST_LETTERS + 3):
        clock.set(clock.now() + AGAIN_AFTER)
        ask(somebody)

    assert {code_in(each) for each in postbox.of(platform)} == {code_in(first)}
    assert len(postbox.letters) == MOST_LETTERS
    assert ines.send(page, "/session/code", code=code_in(first)).heading == "Your account"


def test_what_nobody_used_is_deleted_with_its_key_and_writes_no_letter(ines, platform, postbox, clock):
    ask(ines)
    clock.set(clock.now() + LASTS)

    assert platform.residents.codes.forget_old() == 1
    assert platform.residents.codes.forget_old() == 0
    assert postbox.of(platform) == []


def test_an_address_that_cannot_be_is_refused(ines):
    page = ask(ines, "ines at home")

    assert (page.status, page.faults()) == (422, ["#f-email"])
    assert page.value("email") == "ines at home"


def test_the_letter_is_in_the_language_of_the_page(ines, platform, postbox):
    ask(ines, at="/de/account/session")

    (letter,) = postbox.of(platform)
    assert letter.language == "de-AT"
    assert "binnen einer Stunde" in letter.text


def test_nothing_in_the_log_says_whose_account_it_is(ines, platform, postbox):
    come_in(ines, platform, postbox)

    said = [payload_of(platform.journal.leaf(each)) for each in range(platform.journal.size())]
    assert b"people.address.confirmed" in said[-1]
    assert [each for each in said if b"ines" in each.lower()] == []


def test_a_page_for_residents_leads_through_the_sign_in_and_back(ines, platform, postbox):
    assert ines.open("/en/account/reports").heading == "Sign in to your account"

    page = come_in(ines, platform, postbox, at="/en/account/reports")

    assert page.heading == "Your reports"


@pytest.mark.parametrize("elsewhere", ["//example.org", "https://example.org", "/\\example.org"])
def test_signing_in_leads_to_no_other_site(ines, platform, postbox, elsewhere):
    page = come_in(ines, platform, postbox, at=f"/en/account/session?next={elsewhere}")

    assert page.heading == "Your account"


def test_reports_filed_while_signed_in_are_in_the_account_and_need_no_case_code(
    ines, somebody, platform, postbox
):
    come_in(ines, platform, postbox)
    number = file_a_case(ines)
    filed = platform.journal.load(f"case/{number.replace('-', '')}")[0].event
    assert filed.account == accounts(platform)[0].removeprefix(STREAM)

    elsewhere = come_in(somebody, platform, postbox)
    page = somebody.open("/en/account/reports")
    assert elsewhere.heading == "Your account"
    assert number in page.text
    withdrawn = somebody.send(somebody.open(f"/en/cases/{number}"), "/withdrawal")
    assert "Withdrawn" in withdrawn.text


def test_the_form_knows_the_address_of_whoever_is_signed_in(ines, platform, postbox):
    come_in(ines, platform, postbox)

    assert ines.open("/en/services/pothole/case").value("contact.email") == EMAIL


def test_a_form_that_knows_somebody_is_kept_on_no_device(ines, platform, postbox):
    come_in(ines, platform, postbox)

    answer = ines.client.get("/en/services/pothole/case")
    assert answer.headers["Offline-Copy"] == "no"


def test_reports_for_a_proved_address_are_listed_and_nobody_elses(ines, platform, postbox):
    mine = platform.cases.file(file_case(contact=Contact(email="Ines@example.org")), command_id="mine").case
    other = platform.cases.file(file_case(contact=Contact(email="otto@example.org")), command_id="other").case
    come_in(ines, platform, postbox)

    page = ines.open("/en/account/reports")

    assert spell(mine) in page.text
    assert spell(other) not in page.text


def test_a_report_for_ones_address_that_another_filed_needs_its_case_code(ines, platform, postbox):
    mine = platform.cases.file(file_case(contact=Contact(email=EMAIL)), command_id="mine").case
    come_in(ines, platform, postbox)

    page = ines.send(ines.open(f"/en/cases/{mine}"), "/withdrawal")

    assert page.status == 403


def test_what_is_erased_is_listed_no_more(ines, platform, postbox):
    come_in(ines, platform, postbox)
    number = file_a_case(ines)
    page = ines.open(f"/en/cases/{number}/erasure")
    ines.send(page, "/erasure")

    assert number not in ines.open("/en/account/reports").text


def test_long_lists_go_on(ines, platform, postbox):
    come_in(ines, platform, postbox)
    account = accounts(platform)[0].removeprefix(STREAM)
    numbers = [
        platform.cases.file(
            file_case(account=account, description=Text(f"Hole {at}.", "en")), command_id=f"file-{at}"
        ).case
        for at in range(23)
    ]

    first = ines.open("/en/account/reports")
    second = ines.open(first.soup.find("a", string="Next page")["href"])

    assert [spell(each) in first.text for each in numbers] == [False] * 3 + [True] * 20
    assert [spell(each) in second.text for each in numbers] == [True] * 3 + [False] * 20


def test_a_sign_in_elsewhere_is_ended(ines, somebody, platform, postbox):
    come_in(ines, platform, postbox)
    come_in(somebody, platform, postbox)
    page = ines.open("/en/account")
    other = next(form for form in page.soup.main.find_all("form") if "this device" not in form.get_text())

    ines.client.post(other["action"], data={each["name"]: each["value"] for each in other.find_all("input")})

    assert somebody.open("/en/account").heading == "Sign in to your account"
    assert ines.open("/en/account").heading == "Your account"


def test_signing_out_forgets_what_was_filed_on_the_device(ines, platform, postbox):
    come_in(ines, platform, postbox)
    number = file_a_case(ines)

    ines.send(ines.open("/en/account"), "/session/end")

    assert ines.open("/en/account").heading == "Sign in to your account"
    assert ines.send(ines.open(f"/en/cases/{number}"), "/withdrawal").status == 403


def test_a_resident_is_no_official_and_an_official_no_resident(ines, platform, postbox):
    come_in(ines, platform, postbox)
    assert ines.open("/en/office/queue").heading == "Sign in for an office"

    sign_in(ines, "streets")
    assert ines.open("/en/account").heading == "Sign in to your account"


def test_without_letters_the_page_says_so(tmp_path):
    platform = build(read_settings({"CIVIC_VAR": str(tmp_path / "without")}), clock=SteppingClock())
    browser = Browser(create_app(platform).test_client())

    assert "cannot send e-mail yet" in browser.open("/en/account/session").text
    platform.close()
