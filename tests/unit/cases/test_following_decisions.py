"""What a code does to a following, whatever happened to it before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.cases.events import Contact, FollowersCarriedOn, FollowingRequested
from civic.cases.model.following import (
    AGAIN_AFTER,
    LASTS,
    UNCONFIRMED,
    WANTED,
    FollowingCodeHasExpired,
    FollowingCodeWasUsed,
    FollowingHasEnded,
    carried_on,
    confirm,
    end,
    followings,
    is_asked_for,
)
from civic.kernel.errors import Refused
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, PersonId

CASE = CaseNumber("23456789AB")
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
ASKED = FollowingRequested(
    case=CASE,
    following="8TMSXGGWJX",
    channel="web",
    follower=PersonId("ab" * 16),
    contact=Contact(email="ines@example.org"),
)
MOST = LASTS // timedelta(minutes=1)


def recorded(*events):
    return [
        Recorded(n, f"id-{n}", f"followers/{CASE}", n + 1, MORNING, each) for n, each in enumerate(events)
    ]


def following(*events):
    return followings(recorded(ASKED, *events))[ASKED.following]


def after(minutes):
    return MORNING + timedelta(minutes=minutes)


def test_a_code_that_comes_in_time_confirms_and_one_minute_later_it_does_not():
    assert confirm(following(), after(MOST - 1)).following == ASKED.following
    with pytest.raises(FollowingCodeHasExpired):
        confirm(following(), after(MOST))


def test_a_code_confirms_once_and_never_expires_then():
    confirmed = following(confirm(following(), MORNING))

    with pytest.raises(FollowingCodeWasUsed):
        confirm(confirmed, after(10 * MOST))


def test_what_has_ended_is_not_confirmed_again_and_says_why():
    for reason, refused in ((WANTED, FollowingHasEnded), (UNCONFIRMED, FollowingCodeHasExpired)):
        ended = following(end(following(), reason))
        with pytest.raises(refused):
            confirm(ended, MORNING)
        with pytest.raises(FollowingHasEnded):
            end(ended, WANTED)
        assert ended.address == ""


def test_one_address_is_asked_once_in_a_while_however_it_is_written():
    known = [following()]

    assert is_asked_for("INES@example.org", known, MORNING)
    assert not is_asked_for("ines@example.org", known, MORNING + AGAIN_AFTER)
    assert not is_asked_for("other@example.org", known, MORNING)


def test_duplicates_whose_followers_are_carried_on_are_no_followings():
    history = recorded(ASKED, FollowersCarriedOn(case=CASE, duplicate=CaseNumber("8TMSXGGWJX")))

    assert carried_on(history) == ["8TMSXGGWJX"]
    assert list(followings(history)) == [ASKED.following]


@given(
    st.lists(
        st.tuples(st.sampled_from(["confirm", WANTED, UNCONFIRMED]), st.integers(0, 2 * MOST)), max_size=8
    )
)
def test_whatever_is_tried_a_following_is_confirmed_once_in_time_and_ends_once(tries):
    events = []
    for what, minutes in sorted(tries, key=lambda each: each[1]):
        try:
            now = following(*events)
            events.append(confirm(now, after(minutes)) if what == "confirm" else end(now, what))
        except Refused:
            continue

    found = following(*events)
    assert [each.TYPE for each in events].count("cases.following.confirmed") == int(found.confirmed)
    assert [each.TYPE for each in events].count("cases.following.ended") == bool(found.ended)
    assert bool(found.address) is not bool(found.ended)
