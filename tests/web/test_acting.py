"""Persons of trust: asked by letter, visible in all they do, and over the moment that one side ends it."""

import json
import re

import pytest

from civic.people.trust import MOST_AT_ONCE, OPEN_FOR, SCOPES, TooManyTrusted
from civic.people.trust_events import Invited
from civic.people.trusts import Naming
from tests.web.browser import Browser
from tests.web.journeys import (
    HOLE,
    WORDS,
    check_page,
    code_on,
    confirmation_page,
    file_a_case,
    number_on,
    sign_in,
)

ANNA, BEN = "anna@example.org", "ben@example.org"
TRUST = "/en/account/trust"
FILE, READ = {"scope_file": "yes"}, {"scope_read": "yes"}


@pytest.fixture
def signed_in(app, platform, postbox):
    """Return what signs somebody in to their account in a browser of their own."""

    def come_in(email):
        browser = Browser(app.test_client())
        page = browser.send(browser.open("/en/account/session"), "/account/session", email=email)
        *_, letter = postbox.of(platform)
        browser.send(page, "/session/code", code=code_in(letter))
        return browser

    return come_in


@pytest.fixture
def anna(signed_in):
    return signed_in(ANNA)


@pytest.fixture
def ben(signed_in):
    return signed_in(BEN)


@pytest.fixture
def trusted(anna, ben, platform, postbox):
    """Return what makes Ben act for Anna."""

    def agree(**scope):
        name(anna, **(scope or FILE))
        *_, letter = postbox.of(platform)
        ben.send(ben.open(TRUST), "/trust/agreement", code=code_in(letter))
        postbox.of(platform)
        return ben.send(ben.open(TRUST), "/account/acting")

    return agree


def code_in(letter):
    return re.search(r"Code: (\S+)", letter.text)[1]


def name(browser, email=BEN, **typed):
    return browser.send(browser.open(TRUST), "/account/trust", email=email, **{"name": "Anna", **typed})


def test_somebody_is_named_agrees_and_files_for_another_who_sees_it(anna, ben, trusted, platform):
    page = trusted(**FILE)

    assert page.heading == "You act for somebody"
    number = file_a_case(ben)

    filed = platform.journal.load(f"case/{number.replace('-', '')}")[0].event
    assert filed.trusted == platform.secrets.trusted_alias(_trust(platform).id, filed.case)
    assert filed.account == platform.residents.with_address(ANNA)
    assert number in anna.open("/en/account/reports").text
    assert "Done by a person of trust" in anna.open(f"/en/cases/{number}").text
    assert "What was done in your name" in anna.open(TRUST).text
    assert number in anna.open(TRUST).text
    assert "What you did for others" in ben.open(TRUST).text


def _trust(platform):
    (found,) = platform.trusts.named_by(platform.residents.with_address(ANNA))
    return found


def test_officials_see_that_a_person_of_trust_filed_it_and_nobody_else_does(app, ben, trusted):
    trusted()
    number = file_a_case(ben)
    official, anyone = Browser(app.test_client()), Browser(app.test_client())
    sign_in(official)

    assert "Done by a person of trust" in official.open(f"/en/office/cases/{number}").text
    assert "person of trust" not in anyone.open(f"/en/cases/{number}").text


def test_what_is_in_clear_names_nobody(ben, trusted, platform):
    trusted()
    file_a_case(ben)

    leaves = b"".join(platform.journal.leaf(at) for at in range(platform.journal.size()))

    assert b"anna" not in leaves.lower()
    assert b"ben@" not in leaves


def test_every_page_says_for_whom_somebody_acts_until_they_stop(ben, trusted):
    trusted()

    assert "You act for: Anna" in ben.open("/en/").soup.header.get_text(" ", strip=True).replace("  ", " ")
    stopped = ben.send(ben.open("/en/"), "/acting/end")

    assert "You act for yourself again." in stopped.text
    assert ben.open("/en/").soup.find(attrs={"aria-label": "Stop acting"}) is None


def test_the_other_side_can_end_it_while_a_form_is_open_and_nothing_typed_is_lost(
    anna, ben, trusted, platform
):
    trusted()
    check = check_page(ben, HOLE)
    before = platform.journal.size()
    anna.send(anna.open(TRUST), "/trust/ending")
    ended = platform.journal.size()

    refused = ben.send(check, "/case", "file")

    assert refused.status == 409
    assert "What you wrote is still here" in refused.text
    assert refused.value("description") == WORDS
    assert (before + 1, ended) == (ended, platform.journal.size())


def test_a_form_from_another_tab_is_not_sent_for_somebody_else(anna, ben, trusted, platform):
    trusted()
    ben.send(ben.open("/en/"), "/acting/end")
    own = check_page(ben, HOLE)
    ben.send(ben.open(TRUST), "/account/acting")

    refused = ben.send(own, "/case", "file")
    sent = ben.send(ben.send(refused, "/case", "check"), "/case", "file")

    assert refused.status == 409
    assert number_on(sent) in anna.open("/en/account/reports").text


def test_whoever_acted_has_nothing_of_it_once_it_is_ended(anna, ben, trusted):
    trusted(**FILE, **READ)
    filed = confirmation_page(ben)
    number = number_on(filed)
    assert "there is no case code" in filed.text

    anna.send(anna.open(TRUST), "/trust/ending")

    assert number not in ben.open("/en/account/reports").text
    assert ben.open("/en/account/acting").heading == "Persons of trust"
    page = ben.open(f"/en/cases/{number}")
    assert "Case code" in page.text
    assert ben.send(page, "/withdrawal").status == 403


def test_a_step_that_was_begun_before_the_end_is_refused_with_its_words(anna, ben, trusted):
    trusted()
    number = file_a_case(ben)
    page = ben.open(f"/en/cases/{number}")
    anna.send(anna.open(TRUST), "/trust/ending")

    refused = ben.send(page, "/enquiry", explanation="When will it be mended?")

    assert refused.status == 409
    assert "it has changed for whom you act" in refused.text
    assert "When will it be mended?" in refused.html


def test_steps_of_a_person_of_trust_say_so(ben, trusted, platform):
    trusted()
    number = file_a_case(ben)

    ben.send(ben.open(f"/en/cases/{number}"), "/enquiry", explanation="When will it be mended?")
    ben.send(ben.open(f"/en/cases/{number}"), "/withdrawal")

    events = [each.event for each in platform.journal.load(f"case/{number.replace('-', '')}")]
    assert len({each.trusted for each in events}) == 1
    assert [each.TYPE for each in events[1:]] == ["cases.enquiry.made", "cases.case.withdrawn"]


def test_who_may_file_sees_what_they_filed_and_who_may_read_sees_all(anna, ben, trusted):
    own = file_a_case(anna)
    trusted(**FILE)
    page = ben.open(f"/en/cases/{own}")
    assert "Case code" in page.text
    assert own not in ben.open("/en/account/acting").text

    ben.send(ben.open(TRUST), "/trust/ending")
    trusted(**READ)

    assert own in ben.open("/en/account/acting").text
    assert "Case code" not in ben.open(f"/en/cases/{own}").text


def test_who_may_only_read_files_nothing(ben, trusted, platform):
    trusted(**READ)
    before = platform.journal.size()

    page = ben.open(HOLE)
    refused = ben.send(page, "/case", "check", description=WORDS, address="Schulgasse 4")

    assert "You may not report or request anything" in page.text
    assert (refused.status, platform.journal.size()) == (403, before)
    assert refused.value("description") == WORDS


def test_nobody_learns_whether_an_address_has_an_account(anna, ben, platform, postbox):
    known = name(anna, **FILE)
    unknown = name(anna, email="nobody@example.org", **FILE)

    assert known.soup.select_one(".told").text == unknown.soup.select_one(".told").text
    with_account, without = postbox.of(platform)
    assert with_account.text.replace(code_in(with_account), "") == without.text.replace(code_in(without), "")


def test_a_code_serves_only_in_the_account_of_its_address_and_once(anna, ben, signed_in, platform, postbox):
    eve = signed_in("eve@example.org")
    name(anna, **FILE)
    name(anna, email="eve@example.org", **FILE)
    for_ben, for_eve = map(code_in, postbox.of(platform))
    page, form = ben.open(TRUST), {"trust": _named(ben)}

    assert ben.send(page, "/trust/agreement", code=for_eve).status == 422
    assert eve.send(eve.open(TRUST), "/trust/agreement", code=for_ben, **form).status == 422
    assert ben.send(page, "/trust/agreement", code=for_ben).status == 200
    again = ben.send(page, "/trust/agreement", code=for_ben)

    assert again.status == 422
    assert "used already" in again.text


def _named(browser):
    return browser.open(TRUST).form("/trust/agreement").find(attrs={"name": "trust"})["value"]


def test_a_code_is_too_old_after_a_week(anna, ben, platform, postbox, clock):
    name(anna, **FILE)
    (letter,) = postbox.of(platform)
    page = ben.open(TRUST)
    clock.set(clock.now() + OPEN_FOR)

    refused = platform.trusts.waiting_for([BEN])

    assert refused == []
    assert ben.send(page, "/trust/agreement", code=code_in(letter)).heading != "You act for somebody"


def test_nobody_is_named_without_what_is_needed(anna):
    assert name(anna, email="").faults() == ["#f-email", "#f-scope"]
    assert name(anna, name="", **FILE).faults() == ["#f-name"]
    assert name(anna, email=ANNA.upper(), **FILE).faults() == ["#f-email"]
    assert name(anna, until="1.1.2020", **FILE).faults() == ["#f-until"]
    kept = name(anna, until="31.2.2030", **FILE)

    assert kept.faults() == ["#f-until"]
    assert (kept.value("email"), kept.value("until")) == (BEN, "31.2.2030")


def test_a_name_that_is_too_long_is_said_with_its_length(anna):
    page = name(anna, name="A" * 101)

    assert page.status == 422
    assert "101" in page.text
    assert page.value("name") == "A" * 101


def test_whoever_acts_for_somebody_names_nobody_meanwhile(ben, trusted, platform):
    trusted()

    refused = name(ben, email="eve@example.org", **FILE)

    assert refused.status == 403
    assert platform.trusts.waiting_for(["eve@example.org"]) == []


def test_whoever_is_trusted_does_not_come_into_the_account(anna, ben, trusted):
    trusted(**FILE, **READ)

    data = ben.open("/en/account/data").text
    own = data.partition("Persons of trust")[0]

    assert BEN in own
    assert ANNA not in own


def test_both_sides_can_take_along_what_was_done(anna, ben, trusted):
    trusted(**FILE)
    number = file_a_case(ben).replace("-", "")

    for_anna = json.loads(anna.client.get("/en/account/data/file").text)
    for_ben = json.loads(ben.client.get("/en/account/data/file").text)

    assert [each["case"] for each in for_anna["done_in_your_name"]] == [number]
    assert for_anna["done_in_your_name"][0]["person_of_trust"] == BEN
    assert for_anna["persons_of_trust"][0]["email"] == BEN
    assert [each["case"] for each in for_ben["done_for_others"]] == [number]
    assert for_ben["acting_for"][0]["name"] == "Anna"
    assert for_ben["persons_of_trust"] == []


def test_closing_either_account_ends_it_and_erases_that_side(anna, ben, trusted, platform):
    trusted()
    trust = _trust(platform).id

    anna.send(anna.open("/en/account/erasure"), "/account/erasure", words="keep")

    found = platform.trusts.get(trust)
    assert (found.name, found.account, found.ended_at is not None) == ("", None, True)
    assert ben.open("/en/").soup.find(attrs={"aria-label": "Stop acting"}) is None
    ben.send(ben.open("/en/account/erasure"), "/account/erasure", words="keep")
    assert platform.trusts.get(trust).invited is None


def test_whoever_filed_without_an_account_lets_somebody_answer_in_that_case_alone(
    app, ben, platform, postbox
):
    mira = Browser(app.test_client())
    filed = confirmation_page(mira)
    number, code, counter = number_on(filed), code_on(filed), Browser(app.test_client())
    other = file_a_case(Browser(app.test_client()))
    postbox.of(platform)

    page = counter.open(f"/en/cases/{number}/trust")
    assert counter.send(page, f"{number}/trust", email=BEN, case_code="22222-22222").status == 403
    counter.send(page, f"{number}/trust", email=BEN, case_code=code)
    (letter,) = postbox.of(platform)
    ben.send(ben.open(TRUST), "/trust/agreement", code=code_in(letter))
    shown = ben.send(ben.open(TRUST), "/account/acting")
    ben.send(shown, "/enquiry", explanation="When will it be mended?")

    events = [each.event for each in platform.journal.load(f"case/{number.replace('-', '')}")]
    assert events[-1].trusted
    assert events[-1].explanation.text == "When will it be mended?"
    assert "Case code" in ben.open(f"/en/cases/{other}").text
    counter.send(counter.open(f"/en/cases/{number}/trust"), "/trust/ending")
    assert "Case code" in ben.open(f"/en/cases/{number}").text


def test_erasing_what_was_written_in_a_case_ends_who_acts_in_it(app, ben, platform, postbox):
    mira = Browser(app.test_client())
    number = file_a_case(mira)
    mira.send(mira.open(f"/en/cases/{number}/trust"), f"{number}/trust", email=BEN)
    (trust,) = platform.trusts.named_by(number.replace("-", ""))

    mira.send(mira.open(f"/en/cases/{number}/erasure"), "/erasure")

    assert platform.trusts.get(trust.id).ended_at is not None
    assert platform.trusts.waiting_for([BEN]) == []


def test_both_get_a_letter_when_it_begins_and_when_it_ends(anna, ben, platform, postbox):
    name(anna, **FILE)
    (asked,) = postbox.of(platform)
    ben.send(ben.open(TRUST), "/trust/agreement", code=code_in(asked))
    began = {each.to: each.text for each in postbox.of(platform)}
    ben.send(ben.open(TRUST), "/trust/ending")
    ended = {each.to: each.text for each in postbox.of(platform)}

    assert "Anna" not in asked.text
    assert set(began) == set(ended) == {ANNA, BEN}
    assert "has agreed" in began[ANNA]
    assert "You no longer act" in ended[BEN]


def test_a_thousand_namings_send_few_letters(anna, platform, postbox):
    account = platform.residents.with_address(ANNA)
    refused = 0
    for number in range(1000):
        invited = Invited(f"{number}@example.org", "en")
        wish = Naming(city="demo", invited=invited, name="Anna", scope=SCOPES, account=account)
        try:
            platform.trusts.name(wish, command_id=f"naming number {number:04}")
        except TooManyTrusted:
            refused += 1
    page = name(anna, **FILE)

    assert (refused, len(postbox.of(platform))) == (1000 - MOST_AT_ONCE, MOST_AT_ONCE)
    assert page.status == 422
    assert "3 persons of trust at most" in page.text
