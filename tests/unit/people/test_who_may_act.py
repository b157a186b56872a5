"""A person of trust by the events alone: who waits, who may act, and when it is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.clock import to_timestamp
from civic.kernel.event import Recorded
from civic.people.trust import OPEN_FOR, trust_of
from civic.people.trust_events import Invited, TrustAccepted, TrustEnded, TrustNamed

NAMED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAMED = TrustNamed(
    trust="T",
    city="demo",
    account="anna",
    name="Anna",
    scope=("file", "read"),
    invited=Invited("ben@example.org", "en"),
)
ACCEPTED = TrustAccepted(trust="T", holder="ben")
ENDED = TrustEnded(trust="T")


def folded(*events):
    return trust_of(
        Recorded(number, f"id-{number}", "trust/T", number + 1, NAMED_AT + timedelta(hours=number), event)
        for number, event in enumerate(events)
    )


def stands(trust, after):
    now = NAMED_AT + after
    return [name for name in ("waits", "holds", "is_over") if getattr(trust, name)(now)]


@pytest.mark.parametrize(
    ("events", "after", "expected"),
    [
        ((), timedelta(0), []),
        ((NAMED,), timedelta(days=1), ["waits"]),
        ((NAMED,), OPEN_FOR, []),
        ((NAMED, ACCEPTED), timedelta(days=3000), ["holds"]),
        ((NAMED, ENDED), timedelta(days=1), ["is_over"]),
        ((NAMED, ACCEPTED, ENDED), timedelta(days=1), ["is_over"]),
    ],
)
def test_somebody_waits_then_acts_until_it_is_ended(events, after, expected):
    assert stands(folded(*events), after) == expected


@pytest.mark.parametrize(
    ("after", "expected"), [(timedelta(days=29), ["holds"]), (timedelta(days=30), ["is_over"])]
)
def test_it_is_over_at_the_moment_that_was_said(after, expected):
    until = to_timestamp(NAMED_AT + timedelta(days=30))

    assert stands(folded(replace(NAMED, until=until), ACCEPTED), after) == expected


@pytest.mark.parametrize("erased", [replace(NAMED, account=None, name=None, scope=None)])
def test_nobody_acts_for_whom_is_erased(erased):
    assert stands(folded(erased, ACCEPTED), timedelta(days=1)) == []
    assert stands(folded(NAMED, replace(ACCEPTED, holder=None)), timedelta(days=1)) == []


@given(
    st.lists(st.sampled_from([ACCEPTED, ENDED]), max_size=4),
    st.one_of(st.none(), st.integers(1, 400)),
    st.integers(0, 500),
)
def test_whatever_happened_nobody_acts_without_having_agreed_or_after_the_end(events, days, after):
    until = to_timestamp(NAMED_AT + timedelta(days=days)) if days else None
    trust, now = folded(replace(NAMED, until=until), *events), NAMED_AT + timedelta(days=after)

    if trust.holds(now):
        assert ACCEPTED in events
        assert ENDED not in events
        assert days is None or after < days
    assert not (trust.holds(now) and trust.waits(now))
