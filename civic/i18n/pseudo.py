"""Made-up languages that find what nobody could translate: English with accents, and English mirrored.

`en-XA` accents every letter, puts each message in brackets and makes it as much longer as translations
grow; plain letters on a page were never handed to translators, and a bracket that is missing was cut off.
`ar-XB` runs from right to left. Both are made from the English words when a setting asks for them.
"""

import re
from functools import lru_cache

PLACEHOLDER_OR_MARKUP = re.compile(r"(%\([a-z_]+\)s|%%|<[^>]*>|&[a-z]+;|&#\d+;)")
ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
_RIGHT_TO_LEFT_OVERRIDE, _RIGHT_TO_LEFT_MARK, _POP = "\u202e", "\u200f", "\u202c"
# How much longer a translation may be than English words of up to so many characters (IBM, W3C).
GROWTH = ((10, 1.0), (20, 0.8), (30, 0.6), (50, 0.5))
LEAST_GROWTH = 0.4
_FILLER = "~ ~~ ~~~ "


@lru_cache(maxsize=4096)
def accented(message: str) -> str:
    """Return the message with accents, brackets and padding; placeholders and markup stay."""
    letters = "".join(
        part if PLACEHOLDER_OR_MARKUP.fullmatch(part) else part.translate(ACCENTED)
        for part in PLACEHOLDER_OR_MARKUP.split(message)
    )
    return f"[{letters} {_padding(len(PLACEHOLDER_OR_MARKUP.sub('', message)))}]"


@lru_cache(maxsize=4096)
def mirrored(message: str) -> str:
    """Return the message as if its letters ran from right to left; placeholders and markup stay."""
    return "".join(
        part
        if not part.strip() or PLACEHOLDER_OR_MARKUP.fullmatch(part)
        else f"{_RIGHT_TO_LEFT_MARK}{_RIGHT_TO_LEFT_OVERRIDE}{part}{_POP}{_RIGHT_TO_LEFT_MARK}"
        for part in PLACEHOLDER_OR_MARKUP.split(message)
    )


def _padding(length: int) -> str:
    share = next((share for longest, share in GROWTH if length <= longest), LEAST_GROWTH)
    wanted = max(1, round(length * share))
    return (_FILLER * (wanted // len(_FILLER) + 1))[:wanted].rstrip() or "~"


CHANGES = {"accented": accented, "mirrored": mirrored}
