"""How somebody wants pages to be comes along with their account, from one device to the next."""

import pytest

from civic.people.resident import STREAM
from ledger.dsse import payload_of
from tests.builders.accounts import account_of, asked_for, code_for
from tests.web.browser import Browser

EMAIL = "ines@example.org"
LARGE_AND_SIMPLE = {"text": "150", "simple": "on"}


@pytest.fixture
def account(platform):
    return account_of(platform, EMAIL)


@pytest.fixture
def computer(app):
    return Browser(app.test_client())


@pytest.fixture
def telephone(app):
    return Browser(app.test_client())


def come_in(browser, platform, at="/en/account/session/code"):
    """Sign in as if the code had been asked for on this device."""
    with browser.client.session_transaction() as session:
        code = code_for(platform, EMAIL)
        session["code_asked_for"] = platform.residents.ask(asked_for(EMAIL))
    return browser.send(browser.open(at), "/session/code", code=code)


def choose(browser, **chosen):
    browser.send(browser.open("/en/display"), "/display", **chosen)


def kept(platform, account):
    return platform.residents.get(account).preferences


def test_what_is_chosen_while_signed_in_comes_along_to_another_device(computer, telephone, platform, account):
    come_in(computer, platform)
    choose(computer, **LARGE_AND_SIMPLE)

    page = come_in(telephone, platform)

    assert (page.soup.html["data-text"], page.soup.html["data-simple"]) == ("150", "on")


def test_what_a_device_knows_is_kept_in_an_account_that_knows_nothing(computer, telephone, platform, account):
    choose(computer, text="200")
    come_in(computer, platform)

    assert kept(platform, account) == "1.text-200.language-en"
    assert come_in(telephone, platform).soup.html["data-text"] == "200"


def test_an_account_that_knows_something_is_not_overruled_by_a_device(computer, telephone, platform, account):
    come_in(computer, platform)
    choose(computer, text="200")
    choose(telephone, text="125")

    assert come_in(telephone, platform).soup.html["data-text"] == "200"
    assert kept(platform, account) == "1.text-200.language-en"


def test_the_language_that_was_chosen_is_the_one_of_the_account(computer, telephone, platform, account):
    come_in(computer, platform)
    computer.open("/en/services?language=de")

    assert come_in(telephone, platform).address == "/de/account"


def test_the_link_to_the_simple_view_is_kept_as_well(computer, platform, account):
    come_in(computer, platform)
    computer.open("/en/services?simple=1")

    assert kept(platform, account) == "1.simple-on"


def test_choosing_the_same_again_is_no_event(computer, platform, account):
    come_in(computer, platform)
    choose(computer, text="200")
    before = len(platform.journal.load(STREAM + account))
    choose(computer, text="200")

    assert len(platform.journal.load(STREAM + account)) == before


def test_without_an_account_nothing_of_it_leaves_the_device(computer, platform):
    before = platform.journal.size()
    choose(computer, text="200")

    assert platform.journal.size() == before


def test_how_somebody_sees_pages_is_in_no_entry_of_the_log(computer, platform, account):
    come_in(computer, platform)
    choose(computer, **LARGE_AND_SIMPLE)

    last = platform.journal.load(STREAM + account)[-1]
    assert last.event.chosen.startswith("1.text-150.simple-on")
    assert b"simple" not in payload_of(platform.journal.leaf(last.position))
