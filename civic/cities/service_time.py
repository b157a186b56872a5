"""Time in which a city is at work: reckoned along its calendar, across holidays and changes of the clock.

Moments are compared in UTC, because within one time zone Python reckons with what clocks on the wall show.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from civic.cities.calendar import Calendar

LONGEST_LOOK = 3660  # days; a calendar without any working day promises nothing


def after_service_time(calendar: Calendar, since: datetime, lasting: timedelta) -> datetime:
    """Return the moment at which the city has been at work for so long; `since` is in the city's zone."""
    left, earliest = lasting, since.astimezone(UTC)
    for opens, closes in _openings(calendar, since, 1):
        start = max(opens, earliest)
        if start < closes:
            if start + left <= closes:
                return (start + left).astimezone(since.tzinfo)
            left -= closes - start
    return since


def before_service_time(calendar: Calendar, until: datetime, lasting: timedelta) -> datetime:
    """Return the last moment from which the city has been at work for so long until now."""
    left, latest = lasting, until.astimezone(UTC)
    for opens, closes in _openings(calendar, until, -1):
        end = min(closes, latest)
        if opens < end:
            if end - left >= opens:
                return (end - left).astimezone(until.tzinfo)
            left -= end - opens
    return until - timedelta(days=LONGEST_LOOK)


def service_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how long the city was at work between two moments in its zone."""
    total, first, last = timedelta(), start.astimezone(UTC), end.astimezone(UTC)
    for opens, closes in _openings(calendar, start, 1):
        if opens >= last:
            break
        total += max(min(closes, last) - max(opens, first), timedelta())
    return total


def after_working_days(calendar: Calendar, since: datetime, days: int) -> datetime:
    """Return closing time of the last of so many working days after the day itself."""
    working = (day for day in _days(since.date(), 1) if day > since.date() and calendar.is_working_day(day))
    last = next((day for count, day in enumerate(working, 1) if count >= days), since.date())
    return datetime.combine(last, calendar.closes, since.tzinfo)


def _openings(calendar: Calendar, around: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the city opens and closes, in UTC, on each working day from that of a moment on."""
    for day in _days(around.date(), step):
        if calendar.is_working_day(day):
            yield _at(day, calendar.opens, around), _at(day, calendar.closes, around)


def _at(day: date, hour: time, like: datetime) -> datetime:
    return datetime.combine(day, hour, like.tzinfo).astimezone(UTC)


def _days(first: date, step: int) -> Iterator[date]:
    return (first + timedelta(step * days) for days in range(LONGEST_LOOK))
