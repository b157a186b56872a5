"""Numbers, dates and times as readers of a language write them; times in the city's zone."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_datetime_format
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from civic.i18n.languages import Language

_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")


def number(value: int, language: Language) -> str:
    return format_decimal(value, locale=language.formatting)


def percent(value: int, language: Language) -> str:
    return format_percent(value / 100, locale=language.formatting)


def day(when: date, language: Language) -> str:
    return format_date(when, format="long", locale=language.formatting)


def short_day(when: date, language: Language) -> str:
    """Write a day without its year, as short as the language writes it: 7 Sep."""
    return str(format_skeleton("MMMd", when, locale=language.formatting))


def distance(metres: int, language: Language) -> str:
    """Write a distance in metres, from a kilometre on in kilometres with one decimal: 250 m, 1.5 km."""
    unit, value = ("kilometer", round(metres / 1000, 1)) if metres >= 1000 else ("meter", metres)
    written = (
        format_unit(value, f"length-{unit}", length=length, locale=language.formatting) for length in _LENGTHS
    )
    # Babel has no long form for some languages (Chinese) and writes the name of the unit instead.
    return next((each for each in written if "length-" not in each), f"{number(metres, language)} m")


def moment(when: datetime, zone: tzinfo, language: Language) -> str:
    """Write a day in words and the hour without seconds, joined as the language joins them."""
    local = when.astimezone(zone)
    joined = str(get_datetime_format("medium", locale=language.formatting))
    hour = format_time(local.time(), format="short", locale=language.formatting)
    return joined.replace("'", "").format(hour, day(local.date(), language))


def age(since: datetime, now: datetime, language: Language) -> str:
    """Say how long something has lasted in the largest unit that fits: 3 days, 2 hours."""
    lasted = max(now - since, timedelta(minutes=1))
    return format_timedelta(lasted, granularity="minute", threshold=1, locale=language.formatting)
