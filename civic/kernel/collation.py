"""In which order names stand in a list, as readers of a language look for them.

Letters with marks stand beside their plain letter, except where a language has them as letters of their own.
Source: the tailorings of the Unicode CLDR 48 root collation for the languages named here; German as in
DIN 5007-1. Scripts of which the order is not that of their code points (Chinese by sound or by strokes) need
a table that this does not have: such lists keep the order that the city has given them.
"""

import unicodedata

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


def sort_key(name: str, tag: str) -> tuple[str, str]:
    """Return what to sort a name by for readers of a language (a BCP 47 tag)."""
    language = tag.partition("-")[0].lower()
    own = _OWN_LETTERS.get(_SAME.get(language, language), {})
    composed = unicodedata.normalize("NFC", name).lower()
    letters = "".join(_place(letter, own) for letter in composed)
    return letters, name


def _place(letter: str, own: dict[str, str]) -> str:
    if letter in own:
        return own[letter] + _LAST + chr(list(own).index(letter) + 1)
    plain = unicodedata.normalize("NFD", letter.translate(_SPELT_OUT))
    return "".join(each for each in plain if not unicodedata.combining(each))
