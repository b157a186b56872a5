"""Values that have exactly one spelling: base64 and decimal numbers, refused in any other form.

Two spellings of one value would be two files with one meaning, and a changed byte that nobody notices.
"""

from __future__ import annotations

import binascii
import re

from ledger.errors import LedgerError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class Base64IsNotCanonical(LedgerError):
    """The text is not RFC 4648 section 4 base64 with padding, or has stray bits in its last character."""


class NumberIsNotCanonical(LedgerError):
    """The text is not a decimal number of at most 19 digits without sign or leading zeros."""


def encode_base64(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def decode_base64(text: str | bytes) -> bytes:
    """The bytes behind `text`; raises Base64IsNotCanonical unless encoding them again gives `text`."""
    try:
        spelled = text.encode("ascii") if isinstance(text, str) else text
        value = binascii.a2b_base64(spelled)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Base64IsNotCanonical(f"not base64: {text!r:.80}") from error
    if binascii.b2a_base64(value, newline=False) != spelled:
        raise Base64IsNotCanonical(f"base64 in a second spelling: {text!r:.80}")
    return value


def parse_decimal(text: str) -> int:
    """A number from 0 to 10^19 - 1; raises NumberIsNotCanonical."""
    if not _DECIMAL.fullmatch(text):
        raise NumberIsNotCanonical(f"not a decimal number without leading zeros: {text!r:.40}")
    return int(text)
