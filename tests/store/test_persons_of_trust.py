"""Persons of trust on a real database: few at a time, over in time, and erased on the side that goes."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from civic.kernel.errors import InputHasFaults
from civic.people.projections import TrustDays, trusts
from civic.people.trust import (
    KEPT,
    MOST_A_DAY,
    MOST_AT_ONCE,
    OPEN_FOR,
    SCOPES,
    TooManyTrusted,
    TrustCodeIsWrong,
)
from civic.people.trust_events import Invited
from civic.people.trusts import REPRESENTED, Naming
from civic.store.look_ups import LookUps
from civic.store.rebuild import rebuild_all
from civic.store.tables import look_ups
from tests.builders.accounts import account_of, trust_of
from tests.builders.postgresql import on_either

ANNA, BEN = "anna@example.org", "ben@example.org"
pytestmark = on_either


@pytest.fixture
def anna(platform):
    return account_of(platform, ANNA)


def wish(account, email=BEN, **wanted):
    said = {"name": "Anna", "scope": SCOPES, "account": account, "own_emails": (ANNA,)}
    return Naming(city="demo", invited=Invited(email, "en"), **{**said, **wanted})


def is_held(platform, trust, email=BEN):
    return platform.trusts.holds(trust, account_of(platform, email)) is not None


def test_ending_and_naming_again_sends_no_more_letters_in_a_day(platform, anna):
    for number in range(MOST_A_DAY):
        platform.trusts.end(trust_of(platform, anna, f"{number}@example.org", agrees=False))

    with pytest.raises(TooManyTrusted):
        platform.trusts.name(wish(anna), command_id="one more than a day allows")


def test_of_many_who_name_at_once_no_more_than_the_limit_are_named(platform, anna):
    outcomes = []

    def name(number):
        try:
            platform.trusts.name(wish(anna, f"{number}@example.org"), command_id=f"at once {number:04}")
        except TooManyTrusted as refused:
            outcomes.append(refused)

    threads = [threading.Thread(target=name, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(platform.trusts.named_by(anna)), len(outcomes)) == (MOST_AT_ONCE, 8 - MOST_AT_ONCE)


def test_whoever_is_asked_already_gets_no_second_letter(platform, anna):
    first = trust_of(platform, anna, BEN, agrees=False)
    platform.trusts.name(wish(anna, BEN.upper()), command_id="the same person again")

    assert [each.id for each in platform.trusts.named_by(anna)] == [first]


def test_nobody_names_themselves_nor_somebody_until_yesterday(platform, anna, clock):
    with pytest.raises(InputHasFaults) as refused:
        platform.trusts.name(
            wish(anna, ANNA, until=clock.now() - timedelta(days=1), scope=("close-account",)),
            command_id="everything is wrong",
        )

    assert [fault.code for fault in refused.value.faults] == [
        "input.trust-in-oneself",
        "input.missing",
        "input.day-is-over",
    ]


def test_a_code_of_somebody_else_and_one_that_was_used_are_wrong(platform, anna):
    trust = trust_of(platform, anna, BEN, agrees=False)
    code = platform.trusts.code(trust)
    ben, eve = (platform.residents.get(account_of(platform, email)) for email in (BEN, "eve@example.org"))

    for who, typed in ((eve, code), (ben, "22222-22222"), (platform.residents.get(anna), code)):
        with pytest.raises(TrustCodeIsWrong):
            platform.trusts.accept(who, trust, typed)
    platform.trusts.accept(ben, trust, code)
    with pytest.raises(TrustCodeIsWrong):
        platform.trusts.accept(ben, trust, code)


def test_nobody_acts_by_a_trust_that_they_only_know_of(platform, anna):
    trust = trust_of(platform, anna, BEN)

    assert is_held(platform, trust)
    assert not is_held(platform, trust, "eve@example.org")
    assert not is_held(platform, "2222222222")


def test_it_is_over_at_its_end_before_the_worker_notices(platform, anna, clock):
    until = clock.now() + timedelta(days=2)
    platform.trusts.name(wish(anna, until=until), command_id="for two days")
    (found,) = platform.trusts.named_by(anna)
    holder = platform.residents.get(account_of(platform, BEN))
    platform.trusts.accept(holder, found.id, platform.trusts.code(found.id))
    assert is_held(platform, found.id)

    clock.set(until)

    assert not is_held(platform, found.id)
    assert (platform.trusts.run(), platform.trusts.get(found.id).ended_at is not None) == (1, True)
    assert platform.trusts.run() == 0


def test_the_address_of_whoever_never_answered_is_erased(platform, anna, clock):
    trust = trust_of(platform, anna, BEN, agrees=False)
    clock.set(clock.now() + OPEN_FOR)
    assert platform.trusts.waiting_for([BEN]) == []

    assert platform.trusts.run() == 1

    found = platform.trusts.get(trust)
    assert (found.invited, found.name) == (None, "Anna Alt")


def test_a_year_after_its_end_nothing_of_it_is_left(platform, anna, clock):
    trust = trust_of(platform, anna, BEN)
    platform.trusts.end(trust)
    assert platform.trusts.run() == 0
    clock.set(clock.now() + KEPT)

    assert (platform.trusts.run(), platform.trusts.run()) == (1, 0)

    found = platform.trusts.get(trust)
    assert (found.account, found.name, found.invited, found.holder) == (None, "", None, None)
    assert platform.trusts.named_by(anna) == []


def test_what_is_written_into_the_look_ups_shows_and_opens_nothing(platform, anna):
    trust_of(platform, anna, BEN)
    eve = account_of(platform, "eve@example.org")
    with platform.database.writing() as connection:
        digests = LookUps(platform.database, platform.secrets.fingerprint_key)
        mine, theirs = (digests.digest(REPRESENTED, account) for account in (eve, anna))
        moved = update(look_ups).where(look_ups.c.digest == theirs)
        assert connection.execute(moved.values(digest=mine)).rowcount == 1

    assert platform.trusts.named_by(eve) == []


def test_what_is_due_can_be_made_again_from_the_log(platform, anna):
    trust_of(platform, anna, BEN)
    platform.trusts.end(trust_of(platform, anna, "otto@example.org"))
    platform.projector.catch_up_with_all()
    before = _rows(platform)

    compared = list(rebuild_all(platform.database, platform.journal, [TrustDays()], replace=True))

    assert len(before) == 2
    assert all(each.is_identical for each in compared)
    assert _rows(platform) == before


def _rows(platform):
    with platform.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(trusts))
        return sorted(map(tuple, connection.execute(select(trusts)).all()))
