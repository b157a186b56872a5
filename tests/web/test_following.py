"""Following a case by e-mail: asked for, confirmed by a code, told of what happens, and ended by a link."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner

from civic.app import create_app
from civic.bootstrap import build
from civic.cases import commands as c
from civic.cases.handlers import FOLLOWERS, NOTES
from civic.cases.model.following import AGAIN_AFTER, LASTS
from civic.cli import Context, civic
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from civic.settings import read_settings
from civic.store.tables import parts
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock
from tests.web.browser import Browser

EMAIL = "ines@example.org"
COMING = Text("Our people come on Thursday.", "en")


@pytest.fixture
def environment():
    return {"CIVIC_PUBLIC_URL": "https://city.example"}


@pytest.fixture
def case(platform):
    return platform.cases.file(file_case(contact=None), command_id="file").case


@pytest.fixture
def ines(app):
    return Browser(app.test_client())


def ask(browser, case, email=EMAIL, language="en"):
    page = browser.open(f"/{language}/cases/{case}/following")
    return browser.send(page, "/following", email=email)


def link_in(letter, *, end=False):
    found = re.findall(r"https://city\.example(/\S+)", letter.text)
    return next(each for each in found if ("/following/end" in each) == end and "/following" in each)


def open_link(browser, letter, *, end=False):
    return browser.open(link_in(letter, end=end))


def code_in(letter):
    return re.search(r"Code: (\S+)", letter.text)[1]


def follow(browser, platform, postbox, case, **asked):
    ask(browser, case, **asked)
    (letter,) = postbox.of(platform)
    return browser.send(open_link(browser, letter), "/confirmation")


def answer(platform, case, words=COMING, command_id="answer"):
    platform.cases.work(c.AnswerCase(case=case, office="streets", answer=words), command_id=command_id)


def of(platform):
    return Context(create_app, lambda *_: platform)


def held(platform, case):
    return [each.event for each in platform.journal.load(FOLLOWERS + case)]


def test_the_page_of_a_case_leads_to_following_it(ines, case):
    page = ines.open(f"/en/cases/{case}")

    assert ines.open(page.soup.find("a", string="Follow this case by e-mail")["href"]).status == 200


def test_an_address_gets_a_code_and_nothing_else_before_it_is_confirmed(ines, platform, postbox, case):
    page = ask(ines, case)
    (letter,) = postbox.of(platform)
    answer(platform, case)

    assert "a letter with a code is on its way" in page.text
    assert letter.to == EMAIL
    assert "within 24 hours" in letter.text
    assert postbox.of(platform) == []


def test_opening_the_link_does_nothing_and_pressing_the_button_confirms(ines, platform, postbox, case):
    ask(ines, case)
    (letter,) = postbox.of(platform)

    opened = open_link(ines, letter)
    assert len(held(platform, case)) == 1
    page = ines.send(opened, "/confirmation")

    assert "You follow this case." in page.text
    assert page.address.endswith(f"/cases/{case[:5]}-{case[5:]}")


def test_the_code_can_be_typed_as_people_type_it(ines, platform, postbox, case):
    page = ask(ines, case)
    (letter,) = postbox.of(platform)
    code = code_in(letter)

    assert "You follow this case." in ines.send(page, "/confirmation", code=code.lower()).text


def test_followers_are_told_what_everyone_can_read_and_nothing_sealed(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)
    platform.cases.write_note(c.WriteNote(case=case, office="streets", note=COMING), command_id="note")
    answer(platform, case, Text("We look at it.", "en"))

    (letter,) = postbox.of(platform)
    assert letter.to == EMAIL
    assert "We look at it." in letter.text
    assert "because you follow this case" in letter.text
    assert COMING.text not in letter.text
    assert platform.journal.load(NOTES + case)


def test_followers_learn_that_a_case_is_withdrawn_though_its_reporter_knows(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)

    platform.cases.work(c.WithdrawCase(case=case), command_id="withdraw")

    assert [letter.to for letter in postbox.of(platform)] == [EMAIL]


def test_letters_are_in_the_language_and_the_words_that_were_chosen(ines, platform, postbox, case):
    ines.open("/de/?simple=on")
    ask(ines, case, language="de-easy")
    (asked,) = postbox.of(platform)
    ines.send(open_link(ines, asked), "/confirmation")
    answer(platform, case)

    (letter,) = postbox.of(platform)
    assert asked.language == letter.language == "de-AT"
    assert "Sie folgen diesem Anliegen. Darum schreiben wir Ihnen." in letter.text
    assert "24px" in letter.large_type


def test_a_code_confirms_once(ines, platform, postbox, case):
    ask(ines, case)
    (letter,) = postbox.of(platform)
    opened = open_link(ines, letter)
    ines.send(opened, "/confirmation")

    again = ines.send(opened, "/confirmation")

    assert again.status == 409
    assert "has been used already: you follow the case" in again.soup.find(role="alert").get_text()


def test_a_code_expires_and_its_address_is_erased(ines, platform, postbox, clock, case):
    ask(ines, case)
    (letter,) = postbox.of(platform)
    opened = open_link(ines, letter)
    clock.set(clock.now() + LASTS + timedelta(minutes=5))

    late = ines.send(opened, "/confirmation")
    platform.projector.catch_up_with_all()
    assert platform.followings.forget_unconfirmed() == 1
    later = ines.send(opened, "/confirmation")

    assert [page.status for page in (late, later)] == [410, 410]
    assert all("has expired" in page.soup.find(role="alert").get_text() for page in (late, later))
    assert held(platform, case)[0].contact is None
    assert [each.event.ground for each in platform.journal.load("erasures")] == ["retention"]


def test_the_worker_leaves_alone_what_is_young_or_confirmed(ines, platform, postbox, clock, case):
    follow(ines, platform, postbox, case)
    ask(ines, case, "young@example.org")
    platform.projector.catch_up_with_all()
    assert platform.followings.forget_unconfirmed() == 0

    clock.set(clock.now() + LASTS + timedelta(minutes=5))
    platform.projector.catch_up_with_all()
    assert platform.followings.forget_unconfirmed() == 1
    assert platform.followings.forget_unconfirmed() == 1  # until the table has caught up
    platform.projector.catch_up_with_all()
    assert platform.followings.forget_unconfirmed() == 0


@pytest.mark.parametrize("code", ["22222-22222", "lamp", "Ж" * 10])
def test_a_wrong_code_confirms_nothing_and_says_what_to_do(ines, platform, case, code):
    page = ask(ines, case)

    refused = ines.send(page, "/confirmation", code=code)

    assert refused.status == 403
    assert "have a new one sent" in refused.soup.find(role="alert").get_text()
    assert len(held(platform, case)) == 1


def test_the_code_of_another_case_and_the_code_that_ends_confirm_nothing(ines, platform, postbox, case):
    other = platform.cases.file(file_case(contact=None), command_id="other").case
    ask(ines, other)
    (letter,) = postbox.of(platform)
    code = code_in(letter)
    page = ask(ines, case)

    assert ines.send(page, "/confirmation", code=code).status == 403
    (mine,) = postbox.of(platform)
    assert (
        ines.send(
            ines.open(f"/en/cases/{case}/following/end"), "/end", code=re.search(r"Code: (\S+)", mine.text)[1]
        ).status
        == 403
    )


@pytest.mark.parametrize(
    "email", ["", "ines at home", "a@b", "x" * 250 + "@example.org", "a@example.org\nBcc: b@example.org"]
)
def test_what_is_no_address_is_a_fault_beside_its_field(ines, platform, case, email):
    page = ask(ines, case, email)

    assert (page.status, page.faults()) == (422, ["#f-email"])
    assert held(platform, case) == []


def test_nobody_learns_whether_an_address_follows_already_nor_gets_letters_again_and_again(
    ines, platform, postbox, clock, case
):
    first = ask(ines, case)
    again = [ask(ines, case, EMAIL.upper()) for _ in range(5)]
    assert len(postbox.of(platform)) == 1
    assert {page.text for page in again} == {first.text}

    clock.set(clock.now() + AGAIN_AFTER)
    ask(ines, case)
    (letter,) = postbox.of(platform)
    ines.send(open_link(ines, letter), "/confirmation")
    clock.set(clock.now() + AGAIN_AFTER)
    assert ask(ines, case).text == first.text
    assert postbox.of(platform) == []


def test_a_flood_of_codes_from_one_address_is_throttled(tmp_path, clock, postbox):
    settings = {"CIVIC_VAR": str(tmp_path / "other"), "CIVIC_POSTS_PER_MINUTE": "30"}
    platform = build(read_settings(settings), clock=SteppingClock(step=timedelta(0)), notifier=postbox)
    case = platform.cases.file(file_case(contact=None), command_id="file").case
    browser = Browser(create_app(platform).test_client())
    form = browser.open(f"/en/cases/{case}/following")

    asked = [
        browser.send(form, "/following", email=f"a{number}@example.org", command_id=f"{number:032}")
        for number in range(100)
    ]

    assert [page.status for page in asked].count(429) == 70
    assert len(postbox.of(platform)) == 30
    platform.close()


def test_the_link_in_each_letter_ends_it_and_erases_the_address(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)
    answer(platform, case)
    (letter,) = postbox.of(platform)

    page = ines.send(open_link(ines, letter, end=True), "/following/end")
    answer(platform, case, command_id="again")

    assert "You no longer follow this case." in page.text
    assert held(platform, case)[0].contact is None
    assert postbox.of(platform) == []


def test_ending_twice_says_so(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)
    answer(platform, case)
    (letter,) = postbox.of(platform)
    form = open_link(ines, letter, end=True)
    ines.send(form, "/following/end")

    again = ines.send(form, "/following/end")

    assert again.status == 410
    assert "no longer follows the case" in again.soup.find(role="alert").get_text()


def test_a_letter_that_waits_is_not_sent_to_who_stopped_meanwhile(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)
    answer(platform, case)
    (letter,) = postbox.of(platform)
    answer(platform, case, command_id="again")

    ines.send(open_link(ines, letter, end=True), "/following/end")

    assert postbox.of(platform) == []


def test_who_follows_a_duplicate_is_told_of_the_original_too_once(ines, app, platform, postbox, case):
    original = platform.cases.file(file_case(contact=None), command_id="original").case
    both = Browser(app.test_client())
    follow(ines, platform, postbox, case)
    for each in (case, original):
        follow(both, platform, postbox, each, email="both@example.org")
    found = c.MarkDuplicate(case=case, office="streets", original=original, answer=COMING)
    platform.cases.work(found, command_id="duplicate")
    assert sorted(letter.to for letter in postbox.of(platform)) == ["both@example.org", EMAIL]

    answer(platform, original)

    letters = {letter.to: letter for letter in postbox.of(platform)}
    assert sorted(letters) == ["both@example.org", EMAIL]
    assert f"/en/cases/{original[:5]}-{original[5:]}\n" in letters[EMAIL].text
    ines.send(open_link(ines, letters[EMAIL], end=True), "/following/end")
    answer(platform, original, command_id="again")
    assert [letter.to for letter in postbox.of(platform)] == ["both@example.org"]


def test_two_cases_that_repeat_each_other_lead_nobody_in_circles(ines, platform, postbox, case):
    other = platform.cases.file(file_case(contact=None), command_id="other").case
    follow(ines, platform, postbox, case)
    for one, two in ((case, other), (other, case)):
        found = c.MarkDuplicate(case=one, office="streets", original=two, answer=COMING)
        platform.cases.work(found, command_id=f"duplicate-{one}")

    assert {letter.to for letter in postbox.of(platform)} == {EMAIL}


def test_addresses_of_followers_stay_when_the_reporter_erases_what_they_wrote(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)
    reporter = platform.cases.page(case).filed.reporter
    platform.eraser.erase(reporter, ErasureCarriedOut(ground="request"), command_id="erase")

    answer(platform, case)

    assert [letter.to for letter in postbox.of(platform)] == [EMAIL]


@pytest.mark.parametrize("days", [366, 731])
def test_addresses_go_when_a_case_has_ended_for_as_long_as_the_pack_says(
    ines, platform, postbox, clock, case, days
):
    follow(ines, platform, postbox, case)
    platform.cases.work(c.ResolveCase(case=case, office="streets", answer=COMING), command_id="done")
    clock.set(clock.now() + timedelta(days=days))
    platform.projector.catch_up_with_all()

    platform.retention.run()

    assert held(platform, case)[0].contact is None


def test_operators_erase_an_address_by_the_name_it_has_in_the_log(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)
    name = held(platform, case)[0].following
    command = ["erase", "--following", name, "--yes"]

    run = CliRunner().invoke(civic, command, obj=of(platform))

    assert run.exit_code == 0, run.output
    assert held(platform, case)[0].contact is None
    missing = CliRunner().invoke(civic, [*command[:2], "2222222222", "--yes"], obj=of(platform))
    assert missing.exit_code == 1
    assert "nobody follows a case under the name 2222222222" in missing.output


def test_the_log_and_the_database_hold_no_address_in_clear(ines, platform, postbox, case):
    follow(ines, platform, postbox, case)

    with platform.database.reading() as connection:
        bodies = [bytes(row.body) for row in connection.execute(parts.select())]
    leaves = [platform.journal.leaf(position) for position in range(platform.journal.size())]
    assert all(b"ines@" not in each for each in (*bodies, *leaves))


def test_a_site_without_e_mail_says_so_instead_of_promising_letters(tmp_path):
    platform = build(read_settings({"CIVIC_VAR": str(tmp_path / "other")}))
    case = platform.cases.file(file_case(), command_id="file").case
    browser = Browser(create_app(platform).test_client())

    page = browser.open(f"/en/cases/{case}/following")

    assert "This site cannot send e-mail yet." in page.text
    assert page.soup.main.find("form") is None
    assert "Follow this case by e-mail" not in browser.open(f"/en/cases/{case}").text
    platform.close()
