"""When the city works: weekdays, opening hours and holidays, as data of the city's pack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off: every year (month and day), once (a date), or so many days after Easter Sunday."""

    names: Mapping[str, str]
    every_year: tuple[int, int] | None = None
    once: date | None = None
    after_easter: int | None = None

    def falls_on(self, day: date) -> bool:
        return (
            self.every_year == (day.month, day.day)
            or self.once == day
            or (
                self.after_easter is not None
                and easter_sunday(day.year) + timedelta(self.after_easter) == day
            )
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days are ISO weekdays (1 is Monday); hours are local time of the city."""

    working_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    opens: time = time(8)
    closes: time = time(16)
    holidays: tuple[Holiday, ...] = ()
    _asked: dict[date, Holiday | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def is_working_day(self, day: date) -> bool:
        return day.isoweekday() in self.working_days and self.holiday_on(day) is None

    def is_at_work(self, local: datetime) -> bool:
        """Whether the city works at this local time."""
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def holiday_on(self, day: date) -> Holiday | None:
        if day not in self._asked:
            self._asked[day] = next((each for each in self.holidays if each.falls_on(day)), None)
        return self._asked[day]


@cache
def easter_sunday(year: int) -> date:
    """Return Easter in the Gregorian calendar (the anonymous algorithm printed in Nature, 1876)."""
    century, rest = divmod(year, 100)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - century // 4 - moon_shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
