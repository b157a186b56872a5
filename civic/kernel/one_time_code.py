"""Codes that are kept nowhere: made of what they are for, a random name and a key of this installation."""

import hmac
from collections.abc import Callable

from civic.kernel.ids import NumberHasATypo, parse_public_id, public_id_of

CodeOf = Callable[[str, str], str]
"""From a purpose and a random name to its code."""


def codes(key: bytes, kind: str) -> CodeOf:
    """Return what makes codes that only this installation can make (9 random characters, 1 check)."""

    def code_of(purpose: str, name: str) -> str:
        digest = hmac.new(key, f"{kind}/{purpose}/{name}".encode(), "sha256").digest()
        return public_id_of(int.from_bytes(digest))

    return code_of


def is_code(text: str, code: str) -> bool:
    """Compare in constant time what somebody typed."""
    try:
        typed = parse_public_id(text)
    except NumberHasATypo:
        typed = ""
    return hmac.compare_digest(typed, code)
