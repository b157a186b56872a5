"""The weeks that figures are about: the last ones, or those before a day that the address names."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import request

from civic.cases.kept import Span
from civic.cities.pack import City
from civic.kernel.clock import from_micros
from civic.web.platform import platform

WEEKS = 12
WEEK = timedelta(weeks=1)
EARLIEST = 1971  # year; before it no case has a moment


@dataclass(frozen=True, slots=True)
class Weeks:
    """Twelve weeks of a city, each from Monday to Sunday, and where other weeks with cases end.

    `until` is what an address says to get these weeks, empty for the last ones; `earlier` and `later` are
    what it says to get the nearest others, None if there are none.
    """

    mondays: tuple[date, ...]
    until: str
    earlier: str | None
    later: str | None

    @property
    def first_day(self) -> date:
        return self.mondays[0]

    @property
    def last_day(self) -> date:
        return self.mondays[-1] + WEEK - timedelta(days=1)

    def spans(self, city: City) -> list[Span]:
        """Return when each week begins and ends, by the clock of the city."""
        return [(_midnight(monday, city), _midnight(monday + WEEK, city)) for monday in self.mondays]

    def span(self, city: City) -> Span:
        spans = self.spans(city)
        return spans[0][0], spans[-1][1]


def asked_weeks(city: City, *, with_running: bool) -> Weeks:
    """Return the weeks that the address asks for: those before the Monday of the day `until`.

    The week that is running may look as if less happened in it; whoever counts events leaves it out.
    """
    newest = _monday(platform().clock.now().astimezone(city.zone).date()) + WEEK * with_running
    asked = _day(request.args.get("until", ""))
    until = min(_monday(asked), newest) if asked else newest
    mondays = tuple(until - WEEK * ago for ago in range(WEEKS, 0, -1))
    before, after = platform().case_lists.flow_beside(
        city.code, _midnight(mondays[0], city), _midnight(until, city)
    )
    return Weeks(
        mondays,
        until="" if until == newest else until.isoformat(),
        earlier=_until(before, city) if before is not None else None,
        later=None if until == newest else _later(after, newest, city),
    )


def _until(micros: int, city: City) -> str:
    """Return the end of the week in which a moment lies."""
    return (_monday(from_micros(micros).astimezone(city.zone).date()) + WEEK).isoformat()


def _later(after: int | None, newest: date, city: City) -> str:
    """Return the end of the twelve weeks that begin with the next case; the last ones have no name."""
    if after is None:
        return ""
    end = _monday(from_micros(after).astimezone(city.zone).date()) + WEEK * WEEKS
    return end.isoformat() if end < newest else ""


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date, city: City) -> datetime:
    return datetime.combine(day, time(), city.zone)


def _day(text: str) -> date | None:
    """Read a day of this era; what is none asks for nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= EARLIEST else None
