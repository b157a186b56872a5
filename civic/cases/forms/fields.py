"""Fields that forms about cases share: words, days, and what the reader had seen."""

import re
from datetime import date

from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.language import Text
from civic.web.forms import Form, FormIsIncomplete

# As ISO 8601 and Chinese write a day, or day, month and year as the others do.
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4})")


def needed_text(form: Form, name: str, language: str) -> Text:
    """Return the words of a field; raise InputHasFaults without any."""
    faults = [*form.faults]
    if not form.value(name):
        faults.append(Fault(name, "input.missing"))
    if faults:
        raise InputHasFaults(faults)
    return Text(form.value(name), language)


def read_day(text: str) -> date | None:
    """Read a day as people write it; None if it is none, or none that exists."""
    year_first, day_first = _YEAR_FIRST.fullmatch(text), _DAY_FIRST.fullmatch(text)
    parts = year_first.groups() if year_first else day_first.groups()[::-1] if day_first else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def seen_version(form: Form) -> int:
    """Return the version of the case on the page that the form stood on."""
    seen = form.value("seen_version")
    if not (seen.isascii() and seen.isdigit()):
        raise FormIsIncomplete("seen_version is no number")
    return int(seen)
