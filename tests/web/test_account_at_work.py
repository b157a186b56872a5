"""Officials sign in at their city's provider: added once by themselves, then a way in like any other."""

import json
import shutil
from base64 import b64decode
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from civic.app import create_app
from civic.bootstrap import build
from civic.people.roles import Grant
from civic.ports import AnswerRefused, ProviderFailed
from civic.settings import read_settings
from civic.store.tables import look_ups
from tests.builders.straight_back import StraightBack
from tests.web.browser import Browser

AWAY, SHOW, OWN, BACK = (
    "/en/office/session/provider",
    "/en/office/sign-in/provider",
    "/en/office/sign-in",
    "/office/session/provider/demo",
)
ADD = "/sign-in/provider"


def signed_in(app, platform, name="Kim Kollegin", role="caseworker"):
    """A browser in which somebody has just come in by invitation, and who that is."""
    grant = Grant(role, "streets")
    official = platform.officials.admit(name, "demo", grant, department="streets").id
    browser = Browser(app.test_client())
    page, code = browser.open("/en/office/invitation"), platform.officials.invite(official)
    browser.send(page, "/invitation", number=official, code=code)
    return browser, official


@pytest.fixture
def kim(app, platform):
    """Somebody who has added the account that the provider knows."""
    browser, official = signed_in(app, platform)
    browser.send(browser.open(SHOW), ADD)
    return official


def test_an_account_is_added_after_it_was_seen_and_then_signs_in(app, platform, stranger):
    browser, official = signed_in(app, platform)
    page = browser.open(SHOW)
    assert page.address == OWN
    assert "You have signed in at login.demo.example as Sam Stetig" in page.text
    assert platform.officials.get(official).credentials == ()

    page = browser.send(page, ADD)

    assert "Account at work" in page.soup.select_one("section[aria-labelledby=ways]").text
    assert "You have signed in at" not in page.text
    page = stranger.open(AWAY + "?next=/en/office/cases/unassigned")
    assert page.address == "/en/office/cases/unassigned"
    page = stranger.open(OWN)
    assert "Account at work this device" in page.text
    assert [each.way for each in platform.officials.sign_ins.all_of(official)] == ["oidc", "invitation"]


def test_a_sign_in_at_work_ends_as_others_do(app, platform, kim):
    here, there = Browser(app.test_client()), Browser(app.test_client())
    here.open(AWAY)
    there.open(AWAY)
    newest = here.open(OWN).soup.find("input", attrs={"name": "sign_in"})["value"]

    here.send(here.open(OWN), "/ending", sign_in=newest)
    assert there.open("/en/office/queue").heading == "Sign in for an office"
    here.send(here.open(OWN), "/office/session/end")

    assert here.open("/en/office/queue").heading == "Sign in for an office"


def test_whom_nobody_has_admitted_gets_nothing_and_nothing_is_kept_of_them(app, platform, stranger):
    size = platform.journal.size()

    page = stranger.open(AWAY)

    assert (page.status, page.address) == (403, "/en/office/session")
    assert "login.demo.example knows you, but this account has not been added here." in page.text
    assert platform.journal.size() == size
    assert stranger.open("/en/office/queue").heading == "Sign in for an office"
    assert stranger.open("/en/office/session").status == 200, "it is said once"


def test_an_account_has_one_holder(app, platform, kim):
    browser, other = signed_in(app, platform, "Pat")

    page = browser.send(browser.open(SHOW), ADD)

    assert (page.status, page.address) == (409, OWN)
    assert "Somebody else signs in here with this account." in page.text
    assert platform.officials.get(other).credentials == ()


def test_adding_it_again_adds_nothing(app, platform, kim):
    browser = Browser(app.test_client())
    browser.open(AWAY)

    browser.send(browser.open(SHOW), ADD)

    assert len(platform.officials.get(kim).credentials) == 1


def test_a_removed_account_lets_nobody_in_and_may_be_added_by_another(app, platform, kim, stranger):
    (credential,) = platform.officials.get(kim).credentials
    platform.officials.add_credential(kim, "app", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    platform.officials.remove_credential(kim, credential.id, by=kim)
    assert stranger.open(AWAY).status == 403

    browser, other = signed_in(app, platform, "Pat")
    browser.send(browser.open(SHOW), ADD)

    assert stranger.open(AWAY).heading == "Queue"
    assert [each.kind for each in platform.officials.get(other).credentials] == ["oidc"]


def test_a_role_that_is_withdrawn_is_gone_for_who_signed_in_at_work_too(platform, kim, stranger):
    assert stranger.open(AWAY).heading == "Queue"

    platform.officials.withdraw(kim, "caseworker", "streets")

    assert stranger.open("/en/office/queue").status == 403
    assert stranger.open(AWAY).address == OWN, "signed in, with nothing that they may do"


def test_who_has_left_does_not_come_back_by_the_provider_and_what_it_said_is_erased(platform, kim, stranger):
    stranger.open(AWAY)
    with platform.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(look_ups)) == 1

    platform.officials.leave(kim)

    assert stranger.open("/en/office/queue").heading == "Sign in for an office"
    assert stranger.open(AWAY).status == 403
    with platform.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(look_ups)) == 0


def test_the_log_says_that_a_way_in_was_added_and_not_which(platform, kim):
    statements = (json.loads(platform.journal.leaf(at)) for at in range(platform.journal.size()))
    leaves = [b64decode(statement["payload"]) for statement in statements]

    assert sum(b"people.credential.added" in leaf for leaf in leaves) == 1
    assert not any(
        word in leaf for leaf in leaves for word in (b"login.demo.example", b"Sam Stetig", b'"sam"')
    )


def away(browser):
    """Leave for the provider, and return what it would send the browser back with."""
    there = browser.client.get(AWAY).headers["Location"]
    return {name: value[0] for name, value in parse_qs(urlsplit(there).query).items()}


def come_back(browser, answer, address=BACK):
    browser.client.get(address, query_string=answer)
    return browser.open("/en/office/session")


DOES_NOT_LET_IN = "What came back from login.demo.example does not let you in"


@pytest.mark.parametrize("state", ["", "another", "ü", "x" * 100_000])
def test_an_answer_with_another_state_is_refused_and_the_right_one_still_serves(stranger, kim, state):
    answer = away(stranger)

    page = come_back(stranger, {**answer, "state": state})

    assert (page.status, DOES_NOT_LET_IN in page.text) == (403, True)
    stranger.client.get(BACK, query_string=answer)
    assert stranger.open("/en/office/queue").heading == "Queue"


def test_an_answer_without_a_question_is_refused(stranger, kim):
    page = come_back(stranger, {"code": "a-code", "state": "s"})

    assert (page.status, DOES_NOT_LET_IN in page.text) == (403, True)


def test_the_answer_to_another_browser_is_refused(app, stranger, kim):
    page = come_back(stranger, away(Browser(app.test_client())))

    assert (page.status, DOES_NOT_LET_IN in page.text) == (403, True)


def test_an_answer_serves_once_even_with_the_cookie_of_before(app, stranger, kim):
    answer = away(stranger)
    kept = stranger.client.get_cookie("civic").value
    stranger.client.get(BACK, query_string=answer)
    replaying = Browser(app.test_client())
    replaying.client.set_cookie("civic", kept)

    page = come_back(replaying, answer)

    assert (page.status, DOES_NOT_LET_IN in page.text) == (403, True)


def test_an_answer_that_took_too_long_is_refused(stranger, platform, kim):
    answer = away(stranger)
    platform.clock.set(platform.clock.now() + timedelta(minutes=10))

    page = come_back(stranger, answer)

    assert (page.status, DOES_NOT_LET_IN in page.text) == (403, True)


def test_state_nonce_and_verifier_are_not_in_the_cookie(stranger, platform, monkeypatch):
    seen = []
    provider = platform.identity_providers["demo"]
    monkeypatch.setattr(
        provider, "address", lambda asked, _now: seen.append(asked) or "https://login.example/"
    )
    stranger.client.get(AWAY)

    with stranger.client.session_transaction() as session:
        kept = str(session["departure"])
    (asked,) = seen
    assert not any(secret in kept for secret in (asked.state, asked.nonce, asked.verifier))
    assert len({asked.state, asked.nonce, asked.verifier}) == 3
    assert len(asked.verifier) == 43


def test_an_account_is_not_added_for_who_signed_in_meanwhile(app, platform):
    browser, _ = signed_in(app, platform)
    there = browser.client.get(SHOW).headers["Location"]
    _, pat = signed_in(app, platform, "Pat")
    with browser.client.session_transaction() as session:
        session["sign_in"] = platform.officials.sign_ins.begin(pat, "app")

    page = browser.open(urlsplit(there).path + "?" + urlsplit(there).query)

    assert (page.status, DOES_NOT_LET_IN in page.text, "Add this account" in page.text) == (403, True, False)


def test_an_account_that_was_shown_long_ago_is_shown_again_first(app, platform):
    browser, official = signed_in(app, platform)
    page = browser.open(SHOW)
    platform.clock.set(platform.clock.now() + timedelta(minutes=11))

    page = browser.send(page, ADD)

    assert (page.address, "Add this account" in page.text) == (OWN, False)
    assert platform.officials.get(official).credentials == ()


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (ProviderFailed("provider-unreachable"), 503, "login.demo.example cannot be reached right now."),
        (AnswerRefused("token-refused"), 403, DOES_NOT_LET_IN),
    ],
    ids=["failed", "refused"],
)
def test_what_the_provider_does_not_tell_is_said_in_words_and_logged_in_a_code(
    app, platform, kim, stranger, caplog, failure, status, words
):
    class Silent(StraightBack):
        def identity(self, _asked, _answer, _now):
            raise failure

    platform.identity_providers["demo"] = Silent()

    page = stranger.open(AWAY)

    assert (page.status, words in page.text) == (status, True)
    assert caplog.messages == [f"sign-in at login.demo.example: {failure.code}"]


def test_a_provider_that_is_down_leaves_the_other_ways_open(app, platform, kim, stranger):
    class Down(StraightBack):
        def address(self, _asked, _now):
            raise ProviderFailed("provider-unreachable")

    platform.identity_providers["demo"] = Down()

    page = stranger.open(AWAY)

    assert (page.status, page.address) == (503, "/en/office/session")
    assert "Sign in another way, or try again later." in page.text
    assert page.form("/session/app")


def test_the_answer_of_one_provider_is_none_of_another(platform, kim, stranger):
    platform.identity_providers["la"] = StraightBack(issuer="https://other.example")
    answer = away(stranger)

    page = come_back(stranger, answer, "/office/session/provider/la")

    assert page.status == 403
    assert stranger.open("/en/office/queue").heading == "Sign in for an office"


def test_the_same_name_at_another_provider_is_somebody_else(platform, kim, stranger):
    platform.identity_providers["demo"] = StraightBack(issuer="https://other.example")

    assert stranger.open(AWAY).status == 403


@pytest.mark.parametrize("subject", ["SAM", "sam ", "Sam Stetig"])
def test_identities_are_the_same_to_the_last_letter(platform, kim, stranger, subject):
    platform.identity_providers["demo"] = StraightBack(subject)

    assert stranger.open(AWAY).status == 403


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/" + "x" * 5000]
)
def test_nobody_is_led_elsewhere_afterwards(kim, stranger, wanted):
    answer = stranger.client.get(AWAY, query_string={"next": wanted})
    answer = stranger.client.get(answer.headers["Location"])

    assert answer.headers["Location"] == "/en/office/queue"


def test_a_city_without_a_provider_has_no_such_way(platform, stranger):
    platform.identity_providers.clear()

    assert [stranger.open(address).status for address in (AWAY, BACK)] == [404, 404]
    assert "With your account at work" not in stranger.open("/en/office/session").text


@pytest.fixture
def with_city_login(tmp_path, migrated_sqlite, city_login, socket_enabled):
    """A platform that asks a real provider, and so has the time of day."""
    (tmp_path / "real").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "real" / "civic.sqlite")
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "real")})
    platform = build(settings, identity_providers=city_login.connected())
    city_login.lead_back_to("http://localhost" + BACK)
    yield platform
    platform.close()


@pytest.mark.network
def test_with_a_real_provider_somebody_adds_their_account_and_comes_in_with_it(with_city_login, city_login):
    app = create_app(with_city_login)
    browser, official = signed_in(app, with_city_login)

    there = browser.client.get(SHOW).headers["Location"]
    page = browser.open(city_login.sign_in(there))
    assert "as Kim Kollegin" in page.text
    browser.send(page, ADD)

    other = Browser(app.test_client())
    there = other.client.get(AWAY).headers["Location"]
    assert other.open(city_login.sign_in(there)).heading == "Queue"
    assert {each.way for each in with_city_login.officials.sign_ins.all_of(official)} == {
        "oidc",
        "invitation",
    }


@pytest.mark.network
def test_with_a_real_provider_a_code_that_was_stolen_on_its_way_opens_nothing(with_city_login, city_login):
    """The thief has the address with code and state, and began a sign-in of their own."""
    app = create_app(with_city_login)
    browser, _ = signed_in(app, with_city_login)
    browser.send(browser.open(city_login.sign_in(browser.client.get(SHOW).headers["Location"])), ADD)
    victim, thief = Browser(app.test_client()), Browser(app.test_client())
    there = urlsplit(city_login.sign_in(victim.client.get(AWAY).headers["Location"]))
    stolen = {name: value[0] for name, value in parse_qs(there.query).items()}
    own = parse_qs(urlsplit(thief.client.get(AWAY).headers["Location"]).query)

    page = come_back(thief, {**stolen, "state": own["state"][0]})

    assert page.status == 403
    assert thief.open("/en/office/queue").heading == "Sign in for an office"
