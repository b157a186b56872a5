"""Which open cases may be the same matter as one that somebody is about to report. Pure.

Only what everyone may see is compared: places at their public precision, published words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.cities.duplicates import DuplicateRule
from civic.cities.folding import fold, trigrams
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.place import Place

MOST_READ = 30
"""Of how many cases the words are read, the nearest and newest ones."""
MOST_SHOWN = 3
COMPARED = 300
"""How many characters of a text are compared: what it is about stands at its beginning."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about and where: one that is there, or (without a number) one that is to come."""

    service: str
    place: Place
    filed_at: datetime
    words: Text | None = None
    number: CaseNumber | None = None


def within_reach(new: Matter, known: Iterable[Matter], rule: DuplicateRule) -> list[Matter]:
    """Return the open cases that are near and new enough, the nearest first, as many as are worth reading."""
    since = new.filed_at - timedelta(days=rule.within_days)
    reached = [(_metres(new, each), each) for each in known if each.filed_at >= since]
    near = [(metres, each) for metres, each in reached if metres is None or metres <= rule.within_metres]
    near.sort(key=lambda found: (found[0] is None, found[0] or 0, -found[1].filed_at.timestamp()))
    return [each for _, each in near[:MOST_READ]]


def likely_duplicates(new: Matter, known: Iterable[Matter], rule: DuplicateRule) -> list[Matter]:
    """Return which of the cases within reach may be the same matter, the likeliest first.

    Texts in two languages cannot be compared: then what is near enough is shown, and what is only in the
    same part of the city is not.
    """
    if not rule.is_on:
        return []
    found, pieces = [], _pieces(new.words)
    for each in known:
        metres, shared = _metres(new, each), likeness(new.words, each.words, pieces)
        least = rule.area_likeness if metres is None else rule.likeness
        unlike = shared < least if shared is not None else metres is None and least > 0
        if not unlike:
            nearness = 0 if metres is None else 100 - 100 * metres / rule.within_metres
            found.append((-nearness - (shared or 0), -each.filed_at.timestamp(), each.number or "", each))
    return [each for *_, each in sorted(found, key=lambda entry: entry[:3])[:MOST_SHOWN]]


def likeness(one: Text | None, other: Text | None, pieces: frozenset[str] | None = None) -> int | None:
    """Return how many percent of the shorter text both share; None if they cannot be compared.

    What is compared are groups of three letters of each word: another ending does not make another word.
    `pieces` are those of the first text, where they are known already.
    """
    if one is None or other is None or _spoken(one) != _spoken(other):
        return None
    these, those = _pieces(one) if pieces is None else pieces, _pieces(other)
    fewer = min(len(these), len(those))
    return 100 * len(these & those) // fewer if fewer else None


def _metres(one: Matter, other: Matter) -> float | None:
    here, there = one.place.point, other.place.point
    return here.metres_to(there) if here and there else None


def _spoken(text: Text) -> str:
    return text.language.partition("-")[0]


def _pieces(text: Text | None) -> frozenset[str]:
    words = set(fold(text.text[:COMPARED]).split()) if text else set()
    return frozenset[str]().union(*map(trigrams, words))
