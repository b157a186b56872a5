"""My data: whoever has an account sees what is held, takes it along, corrects it, and erases it."""

import json

import pytest
from click.testing import CliRunner

from civic.cases import commands as c
from civic.cases.commands import FollowCase
from civic.cases.events import Contact
from civic.cli import Context, civic
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.people.resident import STREAM
from tests.builders.accounts import account_of, code_of
from tests.builders.cases import file_case
from tests.web.browser import Browser

EMAIL, OTHER = "ines@example.org", "ines.new@example.org"
WORDS = "The Quallenbrunnen is broken."


@pytest.fixture
def account(platform):
    return account_of(platform, EMAIL)


@pytest.fixture
def ines(app, platform, account):
    """Somebody who is signed in to the account."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["resident_sign_in"] = platform.residents.sign_ins.begin(account, "code")
    return Browser(client)


@pytest.fixture
def own(platform, account):
    """A report that was filed while signed in."""
    contact = Contact(name="Ines Igel", email=EMAIL)
    command = file_case(account=account, contact=contact, description=Text(WORDS, "en"))
    return platform.cases.file(command, command_id="own").case


@pytest.fixture
def earlier(platform):
    """A report that was filed for the address without an account."""
    command = file_case(contact=Contact(name="Somebody Else", email=EMAIL))
    return platform.cases.file(command, command_id="earlier").case


@pytest.fixture
def followed(platform):
    case = platform.cases.file(file_case(contact=None), command_id="followed").case
    command = FollowCase(case=case, channel="web", contact=Contact(email="INES@example.org"))
    platform.followings.request(command, command_id="follow")
    return case


def add_address(browser, platform, email=OTHER):
    page = browser.send(browser.open("/en/account/data"), "/account/addresses", email=email)
    with browser.client.session_transaction() as session:
        code = code_of(platform, session["address_asked_for"])
    return browser.send(page, "/addresses/code", code=code)


def remove_first_address(browser):
    return browser.send(browser.open("/en/account/data"), "/addresses/removal")


def addresses_on(page):
    return [each.get_text() for each in page.soup.select("#addresses ~ ul bdi")]


def answer(platform, case, command_id="answer"):
    words = Text("Our people come on Thursday.", "en")
    platform.cases.work(c.AnswerCase(case=case, office="streets", answer=words), command_id=command_id)


def resolve(platform, case):
    words = Text("It is done.", "en")
    platform.cases.work(c.ResolveCase(case=case, office="streets", answer=words), command_id="resolve")


def say(browser, purpose, given):
    page = browser.open("/en/account/data")
    form = next(
        form
        for form in page.soup.find_all("form")
        if form.find("input", {"name": "purpose", "value": purpose})
    )
    values = {each["name"]: each["value"] for each in form.find_all("input")}
    browser.client.post(form["action"], data={**values, "given": given})


def erase(browser, words):
    return browser.send(browser.open("/en/account/erasure"), "/account/erasure", words=words)


def test_the_page_tells_what_is_held(ines, own, earlier, followed):
    page = ines.open("/en/account/data")

    assert EMAIL in page.text
    for number in (own, earlier, followed):
        assert spell(number) in page.text
    for held in (WORDS, "Ines Igel", "Rathausplatz 1"):
        assert held in page.text
    assert "Somebody Else" not in page.text


def test_what_was_written_later_is_on_the_page_as_well(ines, platform, own):
    resolve(platform, own)
    words = Text("It is broken again.", "en")
    platform.cases.work(c.RequestReopening(case=own, explanation=words), command_id="reopen")

    page = ines.open("/en/account/data")

    assert words.text in page.text
    assert "It is done." in page.text


def test_everything_can_be_taken_along(ines, own, earlier, followed):
    answer = ines.client.get("/en/account/data/file")
    held = json.loads(answer.data)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert [each["email"] for each in held["addresses"]] == [EMAIL]
    by_case = {each["case"]: each for each in held["reports"]}
    (filed,) = by_case[own]["events"]
    assert filed["parts"]["sealed.reporter"]["contact"]["name"] == "Ines Igel"
    assert filed["parts"]["content.reporter"]["description"]["text"] == WORDS
    assert [each["case"] for each in held["followings"]] == [followed]
    assert len(held["sign_ins"]) == 1
    assert {each["type"] for each in held["events_of_the_account"]} == {
        "people.account.opened",
        "people.address.confirmed",
    }


def test_what_others_wrote_in_a_report_for_ones_address_is_not_in_it(ines, earlier):
    answer = ines.client.get("/en/account/data/file")

    assert json.loads(answer.data)["reports"] == [
        {"case": earlier, "filed_in_the_account": False, "email": EMAIL}
    ]
    assert b"Somebody Else" not in answer.data


def test_an_address_is_corrected_and_letters_go_to_the_right_one(ines, platform, postbox, own):
    postbox.of(platform)
    assert addresses_on(add_address(ines, platform)) == [EMAIL, OTHER]
    assert addresses_on(remove_first_address(ines)) == [OTHER]
    answer(platform, own)

    *_, letter = postbox.of(platform)
    assert (letter.to, "Our people come" in letter.text) == (OTHER, True)


def test_the_new_address_signs_in_and_the_old_one_opens_another_account(ines, platform, account):
    add_address(ines, platform)
    remove_first_address(ines)

    assert account_of(platform, OTHER) == account
    assert account_of(platform, EMAIL) != account


def test_the_only_address_cannot_be_removed(ines):
    page = remove_first_address(ines)

    assert page.status == 422
    assert "This is your only address" in page.text


def test_a_wrong_code_adds_no_address(ines, platform):
    page = ines.send(ines.open("/en/account/data"), "/account/addresses", email=OTHER)

    assert ines.send(page, "/addresses/code", code="22222-22222").status == 422
    assert ines.send(page, "/addresses/code").faults() == ["#f-code"]
    assert OTHER not in ines.open("/en/account/data").text


def test_a_code_for_an_address_signs_nobody_in(ines, app, platform):
    ines.send(ines.open("/en/account/data"), "/account/addresses", email=OTHER)
    with ines.client.session_transaction() as session:
        asked = session["address_asked_for"]
    stranger = Browser(app.test_client())
    page = stranger.send(stranger.open("/en/account/session"), "/account/session", email=OTHER)

    assert stranger.send(page, "/session/code", code=code_of(platform, asked)).status == 422


def test_whoever_wants_no_letters_gets_none(ines, platform, postbox, own):
    postbox.of(platform)
    say(ines, "progress", "no")
    answer(platform, own)
    assert postbox.of(platform) == []

    say(ines, "progress", "yes")
    answer(platform, own, "again")
    assert [each.to for each in postbox.of(platform)] == [EMAIL]


def test_the_letter_that_says_it_is_done_is_a_purpose_of_its_own(ines, platform, postbox, own):
    postbox.of(platform)
    say(ines, "settled", "no")
    answer(platform, own)
    resolve(platform, own)

    assert ["Our people come" in each.text for each in postbox.of(platform)] == [True]


def test_only_the_letter_that_says_it_is_done_asks_whether_it_really_is(ines, platform, postbox, own):
    postbox.of(platform)
    answer(platform, own)
    resolve(platform, own)

    asks = ["Is it really settled? Say so here" in each.text for each in postbox.of(platform)]
    assert asks == [False, True]


def test_saying_the_same_again_is_no_event(ines, platform, account):
    for _ in range(2):
        say(ines, "progress", "no")

    assert len(platform.journal.load(STREAM + account)) == 3


def test_an_erased_account_is_gone_and_what_was_sealed_with_it(
    ines, platform, account, own, earlier, followed
):
    page = erase(ines, "keep")

    assert "Your account is erased." in page.text
    assert ines.open("/en/account").heading == "Sign in to your account"
    assert platform.residents.get(account).id == ""
    assert platform.cases.page(own, sealed=True).filed.contact is None
    assert platform.cases.page(own).filed.description.text == WORDS
    assert platform.cases.page(earlier, sealed=True).filed.contact is None
    assert platform.followings.of_addresses([EMAIL]) == []
    assert account_of(platform, EMAIL) != account


def test_words_are_erased_with_the_account_if_their_writer_wishes(ines, platform, own, earlier):
    erase(ines, "erase")

    assert platform.cases.page(own).filed.description is None
    assert platform.cases.page(earlier).filed.description is not None


def test_whether_words_stay_has_to_be_said(ines, account, platform):
    page = erase(ines, "")

    assert (page.status, page.faults()) == (422, ["#f-words"])
    assert platform.residents.get(account).id == account


def test_an_account_without_reports_can_be_erased(ines, platform, account):
    assert "Your account is erased." in erase(ines, "keep").text
    assert platform.residents.get(account).id == ""


def test_an_operator_erases_the_account_of_somebody_who_cannot_sign_in_any_more(platform, account, own):
    def type_in(address, *options):
        context = Context(None, lambda _settings: platform)
        return CliRunner().invoke(
            civic, ["erase", "--account", "--yes", *options], obj=context, input=f"{address}\n"
        )

    assert "no account has this address" in type_in("nobody@example.org").output
    said = type_in(EMAIL, "--with-words").output

    assert "erased: the account and what is sealed in its reports" in said
    assert platform.residents.with_address(EMAIL) is None
    assert platform.residents.get(account).emails == ()
    assert platform.cases.page(own).filed.description is None
    keys = json.loads((platform.settings.keys_directory / "key-encryption.json").read_text())
    assert len(keys) == 1  # the one of before is destroyed
