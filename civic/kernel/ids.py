"""Identifiers: short, random, typable and checksummed where people see them; random everywhere.

Public ones use 31 characters without look-alikes (no 0 O 1 I L). 31 is prime, so the weighted check
character finds every single wrong character and every swap of two neighbours.
"""

import re
from datetime import datetime
from typing import NewType

from civic.kernel.clock import to_micros
from civic.kernel.randomness import random_name

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10

PersonId = NewType("PersonId", str)
CaseNumber = NewType("CaseNumber", str)

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s\-–—.]+")


class NumberHasATypo(ValueError):
    """No public identifier: wrong length, wrong character, or the check character does not fit."""


def new_public_id() -> str:
    """Return nine random characters and their check character (31^9, about 2.6e13 possibilities)."""
    return public_id_of(int.from_bytes(random_name()))


def public_id_of(number: int) -> str:
    """Write a large number's last nine digits of base 31, and their check character."""
    body = []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, len(ALPHABET))
        body.append(ALPHABET[value])
    return with_check("".join(body))


def new_person_id() -> PersonId:
    """Return an internal pseudonym; it never enters a log leaf."""
    return PersonId(random_name().hex())


def new_event_id() -> str:
    return random_name().hex()


def new_reporter_id(now: datetime) -> PersonId:
    """Return the pseudonym of somebody who is first heard of when the case is filed."""
    return PersonId(_in_order(now))


def new_command_id(now: datetime) -> str:
    """Return a name for what somebody is about to do, so that doing it twice does it once."""
    return _in_order(now)


def _in_order(now: datetime) -> str:
    """Return a name that begins with the milliseconds since 1970, like a UUID of version 7 (RFC 9562 §5.7).

    What is named one after the other stands side by side in an index, and is written together.
    """
    return f"{to_micros(now) // 1000:012x}{random_name().hex()[:20]}"


def with_check(body: str) -> str:
    """Append the check character: the sum of value times place (from 1), modulo 31."""
    return body + ALPHABET[sum(_VALUE[c] * place for place, c in enumerate(body, 1)) % len(ALPHABET)]


def parse_public_id(text: str) -> str:
    """Read an identifier as people type it: any case, with or without separators. Raise NumberHasATypo."""
    compact = _SEPARATORS.sub("", text).upper()
    if len(compact) != LENGTH or any(c not in _VALUE for c in compact) or with_check(compact[:-1]) != compact:
        raise NumberHasATypo(text)
    return compact


def spell(public_id: str) -> str:
    """Group an identifier for reading aloud: ABCDE-FGHJK."""
    return f"{public_id[:5]}-{public_id[5:]}"
