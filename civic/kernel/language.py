"""Languages are BCP 47 tags; what residents write keeps the tag of the language it is written in."""

import re
from dataclasses import dataclass

# RFC 5646 §2.1, without grandfathered tags and extensions, which nobody writes reports in.
_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
UNDETERMINED = "und"
# Embeddings, overrides and isolates of direction, spaces without width, fillers, language tags: nobody sees
# them, and some make words read otherwise than they are stored. Joiners and direction marks stay, which
# Persian, Indic scripts and emoji need; so do the flags that are spelt with language tags.
_UNSEEN = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)"
    "|[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_RIGHT_TO_LEFT_OVERRIDE = "\u202e"


def is_language_tag(tag: str) -> bool:
    return _TAG.fullmatch(tag) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the BCP 47 tag of the language they are in (`und` where nobody said)."""

    text: str
    language: str = UNDETERMINED


def without_unseen(text: str) -> str:
    """Return the text without characters that nobody sees; line and paragraph separators become line ends."""
    return _UNSEEN.sub(lambda found: found[1] or "", text.replace("\u2028", "\n").replace("\u2029", "\n"))


def has_unseen(text: str) -> bool:
    return without_unseen(text) != text


def is_turned_around(text: str) -> bool:
    """Say whether letters are forced to run from right to left, which only deceives readers."""
    return _RIGHT_TO_LEFT_OVERRIDE in text
