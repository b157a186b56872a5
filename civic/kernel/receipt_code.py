"""Receipt codes: twelve characters, read aloud or copied by hand, that find an entry of the log again.

The first seven hold the entry's position, the next four the beginning of its fingerprint (one in 923,521),
the last checks them all, as in a public identifier: every wrong character and every swap of two neighbours
is found. The fingerprint is also added to the position, so that early entries do not read "2222222".
A code is twelve characters long and a case number ten: neither is ever taken for the other.
"""

import re
from dataclasses import dataclass

from civic.kernel.ids import ALPHABET, with_check

PLACES, PRINTS, GROUP = 7, 4, 4
LENGTH = PLACES + PRINTS + 1
MOST: int = len(ALPHABET) ** PLACES
_ALL_PRINTS: int = len(ALPHABET) ** PRINTS
_STRIDE = 17_003_731_873  # about the golden section of MOST: neighbours in the log do not look alike
_SEPARATORS = re.compile(r"[\s\-–—.]+")


class CodeHasATypo(ValueError):
    """No receipt code: wrong length, wrong character, or the check character does not fit."""


class PositionHasNoCode(ValueError):
    """The log has more entries than receipt codes can tell apart."""


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """The entry that a code points to, and what it knows of its fingerprint."""

    position: int
    print: int

    def fits(self, leaf_hash: bytes) -> bool:
        """Whether the entry of that hash may be the one that the code was made for."""
        return self.print == _print_of(leaf_hash)


def receipt_code(position: int, leaf_hash: bytes) -> str:
    """Return the code of an entry, in groups for reading aloud: ABCD-EFGH-JKMN."""
    if not 0 <= position < MOST:
        raise PositionHasNoCode(str(position))
    print_ = _print_of(leaf_hash)
    code = with_check(_digits((position + print_ * _STRIDE) % MOST, PLACES) + _digits(print_, PRINTS))
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def parse_receipt_code(text: str) -> ReceiptCode:
    """Read a code as people type it: any case, with or without separators. Raise CodeHasATypo."""
    code = _SEPARATORS.sub("", text).upper()
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or with_check(code[:-1]) != code:
        raise CodeHasATypo(text[:40])
    print_ = _number(code[PLACES:-1])
    return ReceiptCode((_number(code[:PLACES]) - print_ * _STRIDE) % MOST, print_)


def _print_of(leaf_hash: bytes) -> int:
    return int.from_bytes(leaf_hash) % _ALL_PRINTS


def _digits(number: int, places: int) -> str:
    digits = []
    for _ in range(places):
        number, value = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[value])
    return "".join(reversed(digits))


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return number
