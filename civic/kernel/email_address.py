"""E-mail addresses as people type them: whether one can be written to, and in what one is wrong."""

import re
from collections.abc import Iterator

from civic.kernel.errors import Fault
from civic.kernel.mixed_scripts import mixes_scripts

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")


def is_email(text: str) -> bool:
    """Whether it has the form of an address.

    One in which letters of one script pass for another's would lead those astray who read it.
    """
    parts = re.split("[@.]", text)
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None and not any(map(mixes_scripts, parts))


def email_faults(field: str, email: str | None) -> Iterator[Fault]:
    """Check an address that is needed."""
    if not email:
        yield Fault(field, "input.missing")
    elif not is_email(email):
        yield Fault(field, "input.not-an-email")
