"""Words whose letters come from alphabets that people do not mix, so that a letter may pass for another.

Each word is held to the level "Highly Restrictive" of Unicode's UTS #39. A script is what the Unicode name of
a letter begins with, which is its Script property for every letter that belongs to an alphabet.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_LATIN = "LATIN"
# SPEC: UTS #39 §5.2, Highly Restrictive: all characters are from a single script, or from one of these sets.
_MIXED_BY_HABIT = (
    frozenset({_LATIN, "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({_LATIN, "CJK", "BOPOMOFO"}),
    frozenset({_LATIN, "CJK", "HANGUL"}),
)
# First words of the names of letters that belong to no script or to several: signs, units, formulas.
_NO_SCRIPT = frozenset(
    {
        *("BLACK-LETTER", "CARON", "DOUBLE-STRUCK", "EULER", "FEMININE", "IDEOGRAPHIC", "MASCULINE", "MASU"),
        *("MATHEMATICAL", "MICRO", "MODIFIER", "OHM", "PLANCK", "SCRIPT", "SUPERSCRIPT", "TURNED", "VEDIC"),
        "VERTICAL",
    }
)
_NOT_PART_OF_IT = ("FULLWIDTH ", "HALFWIDTH ", "SMALL ")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# A word that has only these cannot mix anything; most texts are done with one look.
_BEYOND_LATIN = re.compile("[^\x00-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u20bf]")
# Letters of one direction, each with what may stand inside a word. Where the direction changes, readers see
# it and no letter passes for another: Arabic writes its "and" before a name in any script.
_WORD = re.compile("l[lm]*|r[rm]*")
# What is written in one piece, such as an address, is one word to its readers.
_PIECE = re.compile("[lrm]+(?:[.][lrm]+)*")
_JOINS = frozenset(".@/_-:")


def mixes_scripts(text: str) -> bool:
    return next(mixed_words(text), None) is not None


def mixed_words(text: str) -> Iterator[slice]:
    """Yield where the words stand that mix scripts, each with what is written in one piece with it."""
    if _BEYOND_LATIN.search(text):
        kinds = "".join(map(_kind, text))
        for piece in _PIECE.finditer(kinds):
            words = _WORD.finditer(kinds, *piece.span())
            if any(_is_mixed(text[word.start() : word.end()]) for word in words):
                yield slice(*piece.span())


def with_note(text: str, note: str) -> str:
    """Return a plain text with a note in brackets behind each word that mixes scripts."""
    for word in reversed(list(mixed_words(text))):
        text = f"{text[: word.stop]} ({note}){text[word.stop :]}"
    return text


def _is_mixed(word: str) -> bool:
    scripts = {script for letter in word if (script := _script(letter))}
    return len(scripts) > 1 and not any(scripts <= habit for habit in _MIXED_BY_HABIT)


@lru_cache(4096)
def _kind(character: str) -> str:
    """Tell letters (l from left to right, r from right to left), marks (m) and joins (.) from all else."""
    if character in _JOINS:
        return "."
    category = unicodedata.category(character)
    if category[0] == "L":
        return "r" if unicodedata.bidirectional(character) in _RIGHT_TO_LEFT else "l"
    return "m" if category[0] in "MN" or category == "Cf" else " "


@lru_cache(4096)
def _script(character: str) -> str:
    if unicodedata.category(character)[0] != "L":
        return ""
    name = unicodedata.name(unicodedata.normalize("NFC", character)[0], "")
    for word in _NOT_PART_OF_IT:
        name = name.removeprefix(word)
    script = name.partition(" ")[0]
    return "" if script in _NO_SCRIPT else script
