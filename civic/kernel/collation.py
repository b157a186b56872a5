"""In which order names stand in a list, as readers of a language look for them.

Letters with marks stand beside their plain letter, except where a language has them as letters of their own.
Source: the tailorings of the Unicode CLDR 48 root collation for the languages named here; German as in
DIN 5007-1. Numbers stand by their value, Chinese characters by their sound: `by_sound.txt` has those of the
Unicode block "CJK Unified Ideographs" in the order of CLDR's pinyin collation (Unicode Licence v3).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

_LAST = "\uffff"
# What stands right behind a letter, or, after z, at the end of the alphabet.
_OWN_LETTERS: dict[str, dict[str, str]] = {
    "es": {"ñ": "n"},
    "tr": {"ç": "c", "ğ": "g", "ö": "o", "ş": "s", "ü": "u"},
    "hr": {"č": "c", "ć": "c", "đ": "d", "š": "s", "ž": "z"},
    "pl": {"ą": "a", "ć": "c", "ę": "e", "ł": "l", "ń": "n", "ó": "o", "ś": "s", "ź": "z", "ż": "z"},
    "sv": {"å": "z", "ä": "z", "ö": "z"},
    "da": {"æ": "z", "ø": "z", "å": "z"},
    "uk": {"ґ": "г", "є": "е", "ї": "і"},
}
_SAME = {"bs": "hr", "sr": "hr", "fi": "sv", "nb": "da", "nn": "da", "no": "da"}
_SPELT_OUT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
# The article stands before half of all Arabic names; nobody looks for them under it.
_ARTICLE = {"ar": re.compile("^ال(?=..)")}
_NUMBER = re.compile("[0-9]+")
_DIGITS = 20
_PUNCTUATION = "!"  # behind blanks and before digits, whichever it is
# Behind digits and before Latin letters, as CLDR has it for Chinese.
_BEFORE_LETTERS = "@"


def sort_key(name: str, tag: str) -> tuple[str, str]:
    """Return what to sort a name by for readers of a language (a BCP 47 tag)."""
    language = tag.partition("-")[0].lower()
    own = _OWN_LETTERS.get(_SAME.get(language, language), {})
    composed = unicodedata.normalize("NFC", name).lower()
    if language in _ARTICLE:
        composed = _ARTICLE[language].sub("", composed)
    valued = _NUMBER.sub(lambda number: number[0].zfill(_DIGITS), composed)
    letters = "".join(_place(letter, own) for letter in valued)
    return letters, name


def _place(letter: str, own: dict[str, str]) -> str:
    if letter in own:
        return own[letter] + _LAST + chr(list(own).index(letter) + 1)
    if "\u4e00" <= letter <= "\u9fff":
        return _BEFORE_LETTERS + _by_sound().get(letter, letter)
    if unicodedata.category(letter)[0] in "PS":
        return _PUNCTUATION
    plain = unicodedata.normalize("NFD", letter.translate(_SPELT_OUT))
    return "".join(each for each in plain if not unicodedata.combining(each))


@cache
def _by_sound() -> dict[str, str]:
    """Return the place of each Chinese character."""
    lines = Path(__file__).with_name("by_sound.txt").read_text(encoding="utf-8").split()
    return {character: chr(0x4E00 + place) for place, character in enumerate("".join(lines))}
