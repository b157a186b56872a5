"""The kinds of values that stand in a pack: codes, languages, times, colours and the like."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from civic.cities.reading import (
    BROKEN,
    Reader,
    Spot,
    Wrong,
    a_list,
    a_number,
    a_table,
    a_text,
    attempt,
    each,
    one_of,
)
from civic.kernel.colour import BLACK, WHITE, contrast, readable
from civic.kernel.language import is_language_tag

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")
COLOUR = re.compile(r"#[0-9a-f]{6}")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DAY = re.compile(r"[01][0-9]-[0-3][0-9]")
TILE_ADDRESS = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?/[^\s;,'\"]*")
# Keys and contact details go there: in clear only to the same machine.
SERVER_ADDRESS = re.compile(
    r"(https://[a-z0-9.-]+|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?"
)
# SPEC: WCAG 2.2, 1.4.3: words have a contrast of at least 4.5:1.
LEAST_CONTRAST = 4.5
PHONE = re.compile(r"\+?[0-9][0-9 /()-]{1,30}")


def a_pattern(pattern: re.Pattern[str], example: str) -> Reader:
    def read(value: Any, spot: Spot) -> str:
        if not pattern.fullmatch(a_text(value, spot)):
            raise Wrong(f"is {value!r}, which has the wrong form", f"Write it like {example}")
        return str(value)

    return read


a_code = a_pattern(CODE, "'street-lighting': small letters a to z, digits and hyphens")
a_word = a_pattern(WORD, "'driver_report': small letters a to z, digits and underscores")


def a_text_up_to(most: int) -> Reader:
    def read(value: Any, spot: Spot) -> str:
        if len(a_text(value, spot)) > most:
            raise Wrong(f"is {len(value)} characters long", f"Write at most {most} characters")
        return str(value)

    return read


def at_least_one(read: Reader) -> Reader:
    def read_list(value: Any, spot: Spot) -> Any:
        if not a_list(value, spot):
            raise Wrong("is empty", "List at least one")
        return each(read)(value, spot)

    return read_list


def a_language(value: Any, spot: Spot) -> str:
    if not is_language_tag(a_text(value, spot)):
        raise Wrong(f"is {value!r}, which is no BCP 47 language tag", "Write a tag such as de or zh-Hans")
    return str(value)


def languages(value: Any, spot: Spot) -> tuple[str, ...]:
    tags: tuple[str, ...] = each(a_language)(value, spot)
    if not a_list(value, spot):
        raise Wrong("is empty", "List at least one language, the default first")
    if len(set(tags)) < len(tags):
        raise Wrong("names a language twice", "List each language once")
    return tags


def by_language(read: Reader, *, whole: bool = True) -> Reader:
    """Read a table from language tag to something; the default language must be there and comes first."""

    def read_table(value: Any, spot: Spot) -> Mapping[str, Any]:
        table = a_table(value, spot)
        found = {tag: attempt(read, text, spot.at(tag)) for tag, text in table.items() if _tag(tag, spot)}
        if whole and spot.languages and spot.languages[0] not in table:
            raise Wrong(
                f"has no text in the default language {spot.languages[0]!r}", f"Add {spot.languages[0]!r}"
            )
        if whole and spot.languages:
            found = spot.translations.complete(found, spot.languages[0], f"{spot.file} {spot.path}")
        return {tag: found[tag] for tag in dict.fromkeys((*spot.languages, *found)) if tag in found}

    return read_table


def _tag(tag: str, spot: Spot) -> bool:
    return attempt(a_language, tag, spot.at(tag)) is not BROKEN


def a_timezone(value: Any, spot: Spot) -> str:
    try:
        return ZoneInfo(a_text(value, spot)).key
    except (KeyError, ValueError, OSError) as unknown:
        raise Wrong(
            f"is {value!r}, which is no time zone", "Use an IANA name such as Europe/Vienna"
        ) from unknown


def a_weekday(value: Any, spot: Spot) -> int:
    return WEEKDAYS.index(one_of(*WEEKDAYS)(value, spot)) + 1


def a_time(value: Any, spot: Spot) -> time:
    return time.fromisoformat(a_pattern(TIME, "'08:00'")(value, spot))


def a_date(value: Any, spot: Spot) -> date:
    try:
        return date.fromisoformat(a_text(value, spot))
    except ValueError as impossible:
        raise Wrong(f"is {value!r}, which is no date", "Write it like '2027-01-31'") from impossible


def a_day_of_the_year(value: Any, spot: Spot) -> tuple[int, int]:
    text = a_pattern(DAY, "'01-31'")(value, spot)
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError as impossible:
        raise Wrong(f"is {value!r}, which is no day", "Write month and day like '01-31'") from impossible
    return day.month, day.day


def districts_served(value: Any, spot: Spot) -> Any:
    return "all" if value == "all" else each(a_code)(value, spot)


def answers_given(value: Any, spot: Spot) -> dict[str, tuple[str, ...]]:
    """Read a table from a question's code to the answers that count."""
    read = {
        code: attempt(each(a_text), answers, spot.at(code)) for code, answers in a_table(value, spot).items()
    }
    for code, answers in read.items():
        if answers == ():
            spot.at(code).blame("is empty", "List at least one answer")
    return read


def a_colour_seen_on(ground: str) -> Reader:
    """Read a colour that stands out from black or from white, as links and buttons need it."""
    pole = WHITE if ground == BLACK else BLACK

    def read(value: Any, spot: Spot) -> str:
        colour = str(a_pattern(COLOUR, "'#0b5d7a'")(value, spot))
        found = contrast(colour, ground)
        if found < LEAST_CONTRAST:
            nearest = readable(colour, [ground], LEAST_CONTRAST, pole)
            raise Wrong(
                f"is {colour!r}, which has a contrast of {found:.1f}:1 on {ground}",
                f"Links and buttons need at least {LEAST_CONTRAST}:1; the nearest that has it is {nearest!r}",
            )
        return colour

    return read


def three_levels(value: Any, spot: Spot) -> tuple[int, ...]:
    """Read three numbers of hours, each greater than the one before."""
    hours: tuple[int, ...] = each(a_number(0, 1000))(value, spot)
    if len(hours) != 3 or sorted(set(hours)) != list(hours):
        raise Wrong("is not three numbers that grow", "Write hours for three levels, such as [0, 8, 24]")
    return hours
