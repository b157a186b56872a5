"""When two spellings are the same name: case, accents, ß and ss, ä and ae, str. and Straße, spaces.

`fold` is what a name is compared by; `spellings` adds the other ways to write its umlauts.
"""

import re
import unicodedata
from collections.abc import Sequence

# Written-out ends of street names by their short form, which stands at the end of a word.
ENDS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"str(?:\.|\b)"), "strasse"),
    (re.compile(r"(?<=\w)g\."), "gasse"),
    (re.compile(r"pl\."), "platz"),
)
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_NUMBER_SIGNS = "号號호"  # stand behind the number of a house and are no part of it
_NOT_IN_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return words of plain letters and digits with one space between them."""
    return _plain(unicodedata.normalize("NFKC", text).casefold())


def joined(name: str) -> str:
    """Return the folded name without its spaces, as names are looked up."""
    return fold(name).replace(" ", "")


def spellings(name: str) -> frozenset[str]:
    """Return how people may write a name, folded and without spaces: Müllnergasse, Muellnergasse."""
    usual = unicodedata.normalize("NFKC", name).casefold()
    return frozenset(_plain(each).replace(" ", "") for each in (usual, usual.translate(_TRANSLITERATED)))


def fold_number(text: str) -> str:
    """Write a house number in one way: 12 A and 12a, ١٢ and 12, 12号 and 12."""
    if text.isascii():
        return "".join(text.casefold().split())
    plain = unicodedata.normalize("NFKC", text).casefold()
    digits = (str(unicodedata.digit(each, each)) for each in plain)
    return "".join("".join(digits).split()).rstrip(_NUMBER_SIGNS)


def trigrams(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def edits(one: str, other: str, most: int) -> int:
    """Count letters to put in, leave out, change or swap with their neighbour; `most` + 1 if there are more.

    This is optimal string alignment, given up as soon as a whole line is beyond `most`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def _plain(text: str) -> str:
    for end, written_out in ENDS:
        text = end.sub(written_out, text)
    letters = (
        each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each) not in _UNSEEN
    )
    return _NOT_IN_A_WORD.sub(" ", "".join(letters)).strip()


_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
