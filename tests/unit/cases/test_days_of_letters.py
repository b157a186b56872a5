"""When the letter of a day is due: at most one on each day of a city, whatever its clock does, none lost."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.cases.digests import HOUR, day_before_the_first, is_due

VIENNA = ZoneInfo("Europe/Vienna")
# Among them one that turns its clock by half an hour, one of an odd offset, and two that once left out a day.
ZONES = [
    "Europe/Vienna",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Shanghai",
]
moments = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def vienna(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=VIENNA)


def test_before_seven_nothing_is_due_and_from_seven_on_it_is():
    assert not is_due(vienna(3, 6, 59), VIENNA, date(2026, 3, 2))
    assert is_due(vienna(3, 7), VIENNA, date(2026, 3, 2))
    assert not is_due(vienna(3, 23, 59), VIENNA, date(2026, 3, 3))


def test_what_was_missed_for_days_waits_for_the_hour_of_today_and_is_due_once():
    last = date(2026, 3, 2)

    assert not is_due(vienna(6, 3), VIENNA, last)
    assert is_due(vienna(6, 7), VIENNA, last)
    assert not is_due(vienna(6, 7, 1), VIENNA, date(2026, 3, 6))


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_hour_is_that_of_the_clock_on_the_wall_when_the_clock_changes(night):
    at = datetime.combine(night, HOUR, VIENNA)

    assert is_due(at, VIENNA, night - timedelta(days=1))
    earlier = at.astimezone(UTC) - timedelta(seconds=1)
    assert not is_due(earlier, VIENNA, night - timedelta(days=1))


def test_who_begins_to_follow_after_seven_hears_on_the_next_day():
    assert day_before_the_first(vienna(3, 6, 59), VIENNA) == date(2026, 3, 2)
    assert day_before_the_first(vienna(3, 7), VIENNA) == date(2026, 3, 3)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    start=moments,
    pauses=st.lists(st.integers(1, 60 * 24 * 4), min_size=1, max_size=200),
)
def test_whenever_a_worker_runs_there_is_one_letter_a_day_and_every_event_is_in_exactly_one(
    zone, start, pauses
):
    now, last, told, letters = start, day_before_the_first(start, zone), start, []
    for minutes in pauses:
        now += timedelta(minutes=minutes)
        if is_due(now, zone, last):
            letters.append((now.astimezone(zone).date(), told, now))
            last, told = now.astimezone(zone).date(), now

    days = [day for day, _, _ in letters]
    assert days == sorted(set(days))
    ends = [start, *(until for _, _, until in letters)]
    assert [since for _, since, _ in letters] == ends[:-1]
    assert all(until.astimezone(zone).time() >= HOUR for _, _, until in letters)


@given(zone=st.sampled_from(ZONES).map(ZoneInfo), start=moments)
def test_a_worker_that_never_rests_leaves_nobody_waiting_longer_than_two_days(zone, start):
    last, waited = day_before_the_first(start, zone), timedelta(0)
    for minutes in range(0, 60 * 24 * 6, 20):
        now = start + timedelta(minutes=minutes)
        waited += timedelta(minutes=20)
        if is_due(now, zone, last):
            last, waited = now.astimezone(zone).date(), timedelta(0)
        assert waited <= timedelta(hours=48, minutes=20)
