"""Languages are BCP 47 tags; what residents write keeps the tag of the language it is written in."""

import re
from dataclasses import dataclass

# RFC 5646 §2.1, without grandfathered tags and extensions, which nobody writes reports in.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*")
UNDETERMINED = "und"


def is_language_tag(tag: str) -> bool:
    return _TAG.fullmatch(tag) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the BCP 47 tag of the language they are in (`und` where nobody said)."""

    text: str
    language: str = UNDETERMINED
