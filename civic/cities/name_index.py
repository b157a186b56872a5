"""Things by their names: what somebody wrote exactly, what begins so, what nearly reads so.

Exact names are looked up, beginnings are found by binary search, and what is nearly so by the trigrams that
it shares and then by counting edits. Names are compared folded (see `folding.py`).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Generic, TypeVar

from civic.cities.folding import edits, fold, joined, spellings, trigrams

NEAREST_READ = 48  # names that share the most trigrams; only these are compared letter by letter
LEAST_LIKENESS = 0.7
Named = TypeVar("Named")


class NameIndex(Generic[Named]):
    """Finds things by their names; each may have several, and several may share one."""

    def __init__(self, named: Iterable[tuple[Named, Iterable[str]]]) -> None:
        self._named: list[Named] = []
        self._keys: list[tuple[str, int]] = []
        self._words: list[tuple[str, int]] = []  # where later words of a name begin
        for number, (each, names) in enumerate(named):
            written = set(names)
            self._named.append(each)
            self._keys.extend((key, number) for key in set().union(*map(spellings, written)))
            self._words.extend((later, number) for later in set().union(*map(_later_beginnings, written)))
        self._keys.sort()
        self._words.sort()
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._grams: dict[str, list[int]] = defaultdict(list)  # places in `_keys`
        for place, (key, number) in enumerate(self._keys):
            self._exact[key].append(number)
            for gram in trigrams(key):
                self._grams[gram].append(place)

    def exactly(self, name: str) -> list[Named]:
        return [self._named[number] for number in self._exact.get(joined(name), ())]

    def beginning(self, name: str) -> list[Named]:
        """Return what begins as was written, the shortest first."""
        likeness = self._beginnings(joined(name))
        return [self._named[number] for number in sorted(likeness, key=lambda n: (-likeness[n], n))]

    def nearly(self, name: str) -> list[Named]:
        """Return what begins as was written or nearly reads so, the likeliest first."""
        key = joined(name)
        if not key or (len(key) == 1 and key.isascii()):
            return []
        likeness = self._beginnings(key)
        for place in self._sharing_trigrams(key):
            known, number = self._keys[place]
            likeness[number] = max(likeness[number], _likeness(key, known))
        best = sorted(likeness, key=lambda number: (-likeness[number], number))
        return [self._named[number] for number in best if likeness[number] >= LEAST_LIKENESS]

    def _beginnings(self, key: str) -> dict[int, float]:
        likeness: dict[int, float] = defaultdict(float)
        for entries, worth in ((self._keys, 1.0), (self._words, 0.9)):
            for begun, number in _beginning(entries, key):
                likeness[number] = max(likeness[number], worth - (len(begun) - len(key)) / 1000)
        return likeness

    def _sharing_trigrams(self, key: str) -> list[int]:
        grams = trigrams(key)
        shared = Counter(chain.from_iterable(self._grams.get(gram, ()) for gram in grams))
        best = sorted(
            shared, key=lambda place: (-shared[place] / (len(grams) + len(self._keys[place][0]) + 2), place)
        )
        return best[:NEAREST_READ]


def _later_beginnings(name: str) -> set[str]:
    """Return what people may begin with who leave out the first words: Brücke of Alte Brücke."""
    words = fold(name).split()
    return {"".join(words[place:]) for place in range(1, len(words))}


def _beginning(entries: Sequence[tuple[str, int]], key: str) -> Iterator[tuple[str, int]]:
    start = bisect_left(entries, (key, -1))
    for entry in islice(entries, start, start + NEAREST_READ):
        if not entry[0].startswith(key):
            return
        yield entry


def _likeness(key: str, known: str) -> float:
    """1 is the same; a beginning with a mistake in it counts, but less than a whole name with one."""
    whole = _share_of_edits(key, known)
    if len(key) < 4 or len(known) <= len(key):
        return whole
    return max(whole, 0.9 * _share_of_edits(key, known[: len(key)]))


def _share_of_edits(one: str, other: str) -> float:
    """Return 1 for no edits, 0 for too many; one edit is always forgiven."""
    longest = max(len(one), len(other))
    most = max(1, int((1 - LEAST_LIKENESS) * longest))
    count = edits(one, other, most)
    if count > most:
        return 0.0
    return max(1 - count / longest, LEAST_LIKENESS) if count == 1 else 1 - count / longest
