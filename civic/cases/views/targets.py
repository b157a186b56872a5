"""By when the city has promised what: hours in which it is open, days on which it works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from civic.cities.calendar import Calendar
from civic.cities.pack import City, NoSuchService

LONGEST_LOOK = 3660  # days; a calendar without any working day promises nothing


@dataclass(frozen=True, slots=True)
class Targets:
    """When a person should have answered, and when the matter should be settled."""

    answer_by: datetime
    settle_by: datetime


def targets(city: City, service: str, filed_at: datetime) -> Targets | None:
    """Return what was promised; a service that the catalogue no longer has promises nothing."""
    try:
        promised = city.service(service)
    except NoSuchService:
        return None
    since = filed_at.astimezone(city.zone)
    return Targets(
        answer_by=after_service_hours(city.calendar, since, promised.response_hours),
        settle_by=after_working_days(city.calendar, since, promised.resolution_days),
    )


def after_service_hours(calendar: Calendar, since: datetime, hours: int) -> datetime:
    """Return the moment at which the city has been open for so many hours."""
    left = timedelta(hours=hours)
    for day in _days_from(since.date()):
        opens, closes = _opening(calendar, day, since)
        start = max(opens, since)
        if calendar.is_working_day(day) and start < closes:
            if start + left <= closes:
                return start + left
            left -= closes - start
    return since


def after_working_days(calendar: Calendar, since: datetime, days: int) -> datetime:
    """Return closing time of the last of so many working days after the day itself."""
    working = (day for day in _days_from(since.date() + timedelta(1)) if calendar.is_working_day(day))
    last = next((day for count, day in enumerate(working, 1) if count >= days), since.date())
    return datetime.combine(last, calendar.closes, since.tzinfo)


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days) for days in range(LONGEST_LOOK))


def _opening(calendar: Calendar, day: date, like: datetime) -> tuple[datetime, datetime]:
    def at(hour: time) -> datetime:
        return datetime.combine(day, hour, like.tzinfo)

    return at(calendar.opens), at(calendar.closes)
