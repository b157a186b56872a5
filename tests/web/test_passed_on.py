"""A case whose partner is dead, slow, lying or talks rubbish: what officials see, and what becomes of it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.cases.commands import FollowCase, ForwardCase
from civic.cases.events import Contact
from civic.cases.handlers import FORWARDING, persons_of_case
from civic.check import check_installation
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from civic.ports import Followed, ForwardingFailed, ForwardingRefused, NumberIsPending
from civic.settings import SettingsHaveFaults, read_settings
from civic.store.outbox import MOST_ATTEMPTS
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock
from tests.builders.partner import Grid, write_pack
from tests.builders.postbox import Postbox
from tests.web.browser import Browser
from tests.web.journeys import sign_in

LATER = timedelta(hours=7)


@pytest.fixture
def clock():
    return SteppingClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def start(tmp_path, clock):
    """Return what starts a city whose power grid answers as the test says."""
    begun = []

    def start(grid, keys="demo/grid=k", notifier=None):
        if not begun:
            write_pack(tmp_path, "https://grid.example/open311/v2")
        settings = {"CIVIC_VAR": str(tmp_path), "CIVIC_DEMO_LOGIN": "yes", "CIVIC_OPEN311_KEYS": keys}
        begun.append(build(read_settings(settings), clock=clock, jurisdictions=grid, notifier=notifier))
        return begun[-1]

    yield start
    for platform in begun:
        platform.close()


def forward(here, command_id="forward", **fields):
    number = here.cases.file(file_case(service="street-light"), command_id=f"file-{command_id}").case
    step = {"office": "lighting", "party": "grid", "answer": Text("It is theirs.", "en"), **fields}
    here.cases.work(ForwardCase(case=number, **step), command_id=command_id)
    return number


def where(here, number):
    return here.cases.outside(here.cases.page(number)).where


def office_page(here, number):
    browser = Browser(create_app(here).test_client())
    sign_in(browser, "lighting")
    return browser.open(f"/en/office/cases/{number}")


def test_before_anything_was_tried_it_is_on_its_way(start):
    here = start(Grid())
    number = forward(here)

    assert "This is on its way there." in office_page(here, number).text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("server-unreachable", "Their server does not answer."),
        ("server-slow", "Their server does not answer."),
        ("answer-unreadable", "an answer that cannot be read"),
        ("never-heard-of", "Something went wrong"),
    ],
)
def test_a_failure_is_shown_with_the_next_attempt_and_tried_again(start, clock, code, said):
    grid = Grid(find=[ForwardingFailed(code), None], forward=["N-1"])
    here = start(grid)
    number = forward(here)

    at_once = here.passing_on.send_due()
    page = office_page(here, number).text
    clock.set(clock.now() + LATER)
    later = here.passing_on.send_due()

    assert (at_once, later) == (0, 1)
    assert said in page
    assert "The next attempt is on" in page
    assert where(here, number).reference == "N-1"
    assert said not in office_page(here, number).text


def test_without_a_key_it_waits_until_somebody_sets_one(start, clock):
    here = start(Grid(), keys="")
    number = forward(here)
    here.passing_on.send_due()

    waits = office_page(here, number).text
    here = start(Grid(find=[None], forward=["N-1"]))
    clock.set(clock.now() + LATER)
    here.passing_on.send_due()

    assert "does not accept our key" in waits
    assert where(here, number).reference == "N-1"


def test_a_server_that_fails_is_asked_once_a_run_and_keeps_no_letter_waiting(start):
    grid = Grid(find=[ForwardingFailed("server-slow")])
    here = start(grid)
    numbers = [forward(here, f"forward-{n}") for n in range(3)]

    assert here.passing_on.send_due() == 0

    assert [name for name, _ in grid.asked] == ["find"]
    waiting = [here.outbox.waiting(FORWARDING, where(here, number).forwarding) for number in numbers]
    assert [(each.attempts, each.last_error) for each in waiting] == [(1, "server-slow")] * 3
    assert here.outbox.take() is None  # nothing that letters would wait behind


def test_a_case_that_gets_its_number_later_is_not_sent_again(start, clock):
    grid = Grid(find=[None], forward=[NumberIsPending("t/1")], number_of=[NumberIsPending("t/1"), "N-7"])
    here = start(grid)
    number = forward(here)

    settled = []
    for _ in range(3):
        settled.append(here.passing_on.send_due())
        clock.set(clock.now() + LATER)

    assert settled == [0, 0, 1]
    assert [name for name, _ in grid.asked] == ["find", "forward", "number_of", "number_of"]
    assert where(here, number).reference == "N-7"


def test_after_days_in_vain_officials_learn_that_they_have_to_call(start, clock):
    here = start(Grid(find=[ForwardingFailed("server-unreachable")] * MOST_ATTEMPTS))
    number = forward(here)

    for _ in range(MOST_ATTEMPTS + 1):
        here.passing_on.send_due()
        clock.set(clock.now() + LATER)

    page = office_page(here, number).text
    assert "This did not get there." in page
    assert "Their server does not answer." in page
    assert "The next attempt" not in page
    assert len(here.outbox.given_up()) == 1


def test_words_of_a_refusal_are_for_officials_only(start):
    here = start(Grid(find=[None], forward=[ForwardingRefused("request-refused", ("lat: not ours",))]))
    number = forward(here)
    here.passing_on.send_due()

    public = Browser(create_app(here).test_client()).open(f"/en/cases/{number}").text

    assert "lat: not ours" in office_page(here, number).text
    assert "lat: not ours" not in public
    assert "It did not get to: Mirn power grid" in public


@pytest.mark.parametrize("number", ["", "1\u202e2", "9" * 1000])
def test_a_number_that_is_none_is_a_failure_to_try_again(start, number):
    here = start(Grid(find=[None], forward=[number]))
    forwarded = forward(here)

    assert here.passing_on.send_due() == 0
    assert where(here, forwarded).reference is None
    assert "cannot be read" in office_page(here, forwarded).text


def test_news_of_what_nobody_asked_for_is_none(start, clock):
    lies = [Followed("N-2", True, clock.now(), "Of another matter"), Followed("", True, clock.now(), None)]
    here = start(Grid(find=[None], forward=["N-1"], follow=[lies]))
    forward(here)
    here.passing_on.send_due()

    assert here.partner_news.run() == 0


def test_whoever_filed_or_follows_a_case_is_written_to_about_its_news_from_there(start, clock):
    closed = [Followed("N-9", True, clock.now(), "The cable is mended.")]
    postbox = Postbox()
    here = start(Grid(follow=[closed, closed]), notifier=postbox)
    number = forward(here, reference="N-9")
    here.followings.request(
        FollowCase(case=number, channel="web", contact=Contact(email="ines@example.org")), command_id="ask"
    )
    asked = next(each for each in postbox.of(here) if each.to == "ines@example.org")
    here.followings.confirm(number, re.search(r"code=(\S+)", asked.text)[1])

    assert here.partner_news.run() == 1

    letters = postbox.of(here)
    reporter = here.cases.page(number, sealed=True).filed.contact.email
    assert {letter.to for letter in letters} == {reporter, "ines@example.org"}
    for letter in letters:
        assert "News from: Mirn power grid. There it is closed. The city checks." in letter.text
        assert "The cable is mended." in letter.text
        assert spell(number) in letter.subject
    clock.set(clock.now() + LATER)
    assert here.partner_news.run() == 0
    assert postbox.of(here) == []


def test_a_server_that_gives_no_news_is_shown_and_asked_later_each_time(start, clock):
    closed = [Followed("N-1", True, clock.now(), "Done.")]
    grid = Grid(find=[None], forward=["N-1"], follow=[ForwardingFailed("server-unreachable"), closed])
    here = start(grid)
    number = forward(here)
    here.passing_on.send_due()

    recorded = [here.partner_news.run(), here.partner_news.run()]
    page = office_page(here, number).text
    clock.set(clock.now() + LATER)
    recorded.append(here.partner_news.run())

    assert recorded == [0, 0, 1]
    assert "There is no news from there at the moment. Their server does not answer." in page
    assert "Done." in office_page(here, number).text


def test_a_number_that_an_official_has_typed_is_followed_and_nothing_is_sent(start, clock):
    grid = Grid(follow=[[Followed("N-9", True, clock.now(), "Settled by phone.")]])
    here = start(grid)
    number = forward(here, reference="N-9")

    assert (here.passing_on.send_due(), here.partner_news.run()) == (0, 1)

    assert grid.asked == [("follow", ["N-9"])]
    assert "Settled by phone." in office_page(here, number).text


def test_a_partner_without_a_server_is_followed_by_hand(start):
    here = start(Grid())
    number = forward(here, party="transit")

    assert here.passing_on.send_due() == 0
    assert "on its way" not in office_page(here, number).text


def test_what_is_erased_here_is_followed_no_more(start):
    here = start(Grid(find=[None], forward=["N-1"]))
    number = forward(here)
    here.passing_on.send_due()

    here.eraser.erase_all(
        persons_of_case(here.journal, number), ErasureCarriedOut(ground="request"), command_id="erase"
    )

    assert here.partner_news.run() == 0
    assert where(here, number).reference is None


@pytest.mark.parametrize("setting", ["grid=k", "demo/grid", "demo/grid=", "/nowhere/at/all"])
def test_keys_that_cannot_be_read_are_refused_and_not_shown(start, setting):
    with pytest.raises(SettingsHaveFaults, match="CIVIC_OPEN311_KEYS"):
        start(Grid(), keys=setting)


def test_keys_may_stand_in_a_file(start, tmp_path):
    (tmp_path / "keys.txt").write_text("demo/grid=k\nother/grid=l\n")
    here = start(Grid(find=[None], forward=["N-1"]), keys=str(tmp_path / "keys.txt"))
    number = forward(here)

    here.passing_on.send_due()

    assert where(here, number).reference == "N-1"


def test_the_check_names_a_partner_without_a_key(start):
    here = start(Grid(), keys="")

    missing = [each for each in check_installation(here.settings) if each.subject == "partners"]
    settings = replace(here.settings, open311_keys="demo/grid=k")

    assert [each.mend for each in missing] == ["Add demo/grid=KEY to CIVIC_OPEN311_KEYS."]
    assert not [each for each in check_installation(settings) if each.subject == "partners"]
