"""Finding places by what people write, with typing mistakes, in memory and without asking anybody else.

Names of streets, landmarks and houses are compared folded (see `folding.py`). What is written exactly is
found by its name; what begins so, by binary search; what nearly reads so, by the trigrams it shares and then
by counting edits. House numbers are looked up in their street, so the index grows with the streets only.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import Protocol

from civic.cities.folding import edits, fold, fold_number, spellings, trigrams
from civic.cities.names import Names, name_in
from civic.cities.places import Address, Landmark
from civic.kernel.collation import sort_key
from civic.kernel.place import Point

MOST_SUGGESTIONS = 8
LONGEST_QUERY = 120  # characters; what is longer is a description
NEAREST_READ = 48  # names that share the most trigrams; only these are compared letter by letter
LEAST_LIKENESS = 0.7
NUMBERS_OF_A_STREET = 4
CELL = 5_000  # millionths of a degree; a side of the squares in which addresses are given out
_COMMA = re.compile(r"[,;،，、]")
_NUMBER = r"\d+\s*[^\W\d_]?(?:\s*[-/]\s*\d+\s*[^\W\d_]?)*"
_NUMBER_LAST = re.compile(rf"(.*\D)\s*(?<!\d)({_NUMBER})", re.DOTALL)
_NUMBER_FIRST = re.compile(rf"({_NUMBER})\s+(\D.*)", re.DOTALL)
AreaCodes = tuple[str | None, str | None]  # of district and neighbourhood


class NamedArea(Protocol):
    """A district or a neighbourhood."""

    @property
    def code(self) -> str: ...
    @property
    def names(self) -> Names: ...


class Areas(Protocol):
    """The city, as far as finding needs it."""

    @property
    def districts(self) -> Sequence[NamedArea]: ...
    @property
    def neighbourhoods(self) -> Sequence[NamedArea]: ...
    @property
    def default_language(self) -> str: ...
    def locate(self, point: Point) -> AreaCodes: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that somebody may mean; whoever writes its `label` finds it exactly.

    `address` is how the city writes it, with the name that was written besides where it is another. A street
    without a number has no point.
    """

    label: str
    address: str
    point: Point | None
    district: str | None
    neighbourhood: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """What fits exactly, if there is one such place, and what else may be meant, the likeliest first."""

    exact: Finding | None = None
    similar: tuple[Finding, ...] = ()

    @property
    def suggestions(self) -> tuple[Finding, ...]:
        return ((self.exact,) if self.exact else ()) + self.similar


@dataclass(frozen=True, slots=True)
class Street:
    """A name of streets and every house in them by folded number; villages may share a name."""

    name: str
    houses: Mapping[str, tuple[Address, ...]]

    def numbers(self, wanted: str) -> Iterator[Address]:
        """Yield the house of that number, those whose numbers begin so, then those with the nearest."""
        nearest = sorted(self.houses, key=lambda number: (abs(_value(number) - _value(wanted)), number))
        begin = (number for number in nearest if number.startswith(wanted))
        found = [wanted] * (wanted in self.houses) or nearest[:2]
        for number in dict.fromkeys((*found, *begin)):
            yield from self.houses[number]


Named = Street | Landmark | Address


@dataclass(frozen=True, slots=True)
class _Query:
    """What somebody wrote, taken apart; `rest` is what followed a comma and names no area."""

    name: str
    number: str = ""
    areas: frozenset[str] = frozenset()
    rest: str = ""


@dataclass(slots=True)
class _Index:
    """Names by exact key, by beginning and by trigram."""

    named: list[Named] = field(default_factory=list)
    keys: list[tuple[str, int]] = field(default_factory=list)
    words: list[tuple[str, int]] = field(default_factory=list)
    grams: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # places in `keys`


class Gazetteer:
    """Finds the places of one city."""

    def __init__(self, addresses: Iterable[Address], landmarks: Iterable[Landmark], areas: Areas) -> None:
        self._addresses = tuple(addresses)
        self._landmarks = tuple(landmarks)
        self._areas = areas
        self._located: dict[str, tuple[AreaCodes, ...]] = {}

    def find(self, typed: str, language: str) -> Search:
        """Return what the words may mean; landmarks and areas are named in that language."""
        if len(typed) > LONGEST_QUERY:
            return Search()
        readings = tuple(self._readings(typed))
        for query in readings:
            found = self._exactly(query, language)
            if found:
                longer = self._similar(query, language, self._beginning_so(query.name))
                return _search(found, longer, is_whole=not query.rest)
        return _search((), self._similar(readings[0], language, self._nearly_so(readings[0].name)))

    def streets_in(self, area: str) -> list[str]:
        """Return the streets of a district or neighbourhood by name."""
        return self._streets_by_area.get(area, [])

    def landmarks_in(self, area: str) -> list[Landmark]:
        return [each for each in self._landmarks if area in self._areas.locate(each.point)]

    def addresses_in(self, row: int, column: int) -> Sequence[Address]:
        """Return the addresses in one square of the city, CELL on each side."""
        return self._cells.get((row, column), ())

    def _readings(self, typed: str) -> Iterator[_Query]:
        """Yield the ways to read it, the likeliest first; a name may itself end in a number."""
        main, *rest = _COMMA.split(typed)
        while rest and fold_number(rest[0]).isdigit():
            main = f"{main} {rest.pop(0)}"
        areas = self._area_names.get(_key(rest[-1]), frozenset()) if rest else frozenset()
        left = " ".join(rest[:-1] if areas else rest).strip()
        for name, number in _name_and_number(main):
            yield _Query(name, number, areas, left)

    def _exactly(self, query: _Query, language: str) -> tuple[Finding, ...]:
        fitting = [self._index.named[number] for number in self._exact_names.get(_key(query.name), ())]
        found = [
            each for named in fitting for each in self._places_of(named, query.number, language, exact=True)
        ]
        return self._in_areas(found, query, language)

    def _similar(self, query: _Query, language: str, ranked: Iterable[Named]) -> tuple[Finding, ...]:
        found = (each for named in ranked for each in self._places_of(named, query.number, language))
        return self._in_areas(islice(found, 3 * MOST_SUGGESTIONS), query, language)

    def _in_areas(self, found: Iterable[Finding], query: _Query, language: str) -> tuple[Finding, ...]:
        """Keep what is in the part of the city that was written after the comma."""
        return tuple(
            each
            for each in _told_apart(tuple(found), self._area_label(language))
            if not query.areas or query.areas & {each.district, each.neighbourhood}
        )

    def _places_of(
        self, named: Named, number: str, language: str, *, exact: bool = False
    ) -> Iterator[Finding]:
        if isinstance(named, Landmark):
            if not number:
                label, usual = (
                    name_in(named.names, tag).text for tag in (language, self._areas.default_language)
                )
                yield Finding(label, _both(usual, label), named.point, *self._areas.locate(named.point))
        elif isinstance(named, Address):
            if not number:
                yield self._house(named, named.name or "")
        elif number:
            houses = (
                named.houses.get(number, ()) if exact else islice(named.numbers(number), NUMBERS_OF_A_STREET)
            )
            yield from (self._house(each) for each in houses)
        else:
            yield from (Finding(named.name, named.name, None, *codes) for codes in self._areas_of(named))

    def _house(self, address: Address, label: str = "") -> Finding:
        written = f"{address.street} {address.number}"
        return Finding(
            label or written,
            _both(written, label or written),
            address.point,
            *self._areas.locate(address.point),
        )

    def _areas_of(self, street: Street) -> tuple[AreaCodes, ...]:
        """Return the parts of the city that a street has houses in."""
        if street.name not in self._located:
            points = (house.point for house in chain.from_iterable(street.houses.values()))
            self._located[street.name] = tuple(dict.fromkeys(map(self._areas.locate, points)))
        return self._located[street.name]

    def _beginning_so(self, name: str) -> list[Named]:
        """Return what begins as was written, the shortest first."""
        likeness = self._beginnings(_key(name))
        return [self._index.named[number] for number in sorted(likeness, key=lambda n: (-likeness[n], n))]

    def _nearly_so(self, name: str) -> list[Named]:
        """Return names that begin as was written or nearly read so, the likeliest first."""
        key = _key(name)
        if not key or (len(key) == 1 and key.isascii()):
            return []
        likeness = self._beginnings(key)
        for place in self._sharing_trigrams(key):
            known, number = self._index.keys[place]
            likeness[number] = max(likeness[number], _likeness(key, known))
        best = sorted(likeness, key=lambda number: (-likeness[number], number))
        return [self._index.named[number] for number in best if likeness[number] >= LEAST_LIKENESS]

    def _beginnings(self, key: str) -> dict[int, float]:
        likeness: dict[int, float] = defaultdict(float)
        for entries, worth in ((self._index.keys, 1.0), (self._index.words, 0.9)):
            for begun, number in _beginning(entries, key):
                likeness[number] = max(likeness[number], worth - (len(begun) - len(key)) / 1000)
        return likeness

    def _sharing_trigrams(self, key: str) -> list[int]:
        grams = trigrams(key)
        shared = Counter(chain.from_iterable(self._index.grams.get(gram, ()) for gram in grams))
        sizes = self._index.keys
        best = sorted(
            shared, key=lambda place: (-shared[place] / (len(grams) + len(sizes[place][0]) + 2), place)
        )
        return best[:NEAREST_READ]

    def _area_label(self, language: str) -> Mapping[str | None, str]:
        return {
            area.code: name_in(area.names, language).text
            for area in (*self._areas.districts, *self._areas.neighbourhoods)
        }

    @cached_property
    def _index(self) -> _Index:
        index = _Index()
        houses = (each for each in self._addresses if each.name)
        index.named.extend((*self._landmarks, *houses, *self._streets.values()))
        for number, named in enumerate(index.named):
            names = set(_names_of(named))
            index.keys.extend((key, number) for key in set().union(*map(spellings, names)))
            index.words.extend((later, number) for later in set().union(*map(_later_beginnings, names)))
        index.keys.sort()
        index.words.sort()
        for place, (key, _) in enumerate(index.keys):
            for gram in trigrams(key):
                index.grams[gram].append(place)
        return index

    @cached_property
    def _exact_names(self) -> Mapping[str, list[int]]:
        names: dict[str, list[int]] = defaultdict(list)
        for key, number in self._index.keys:
            names[key].append(number)
        return names

    @cached_property
    def _streets(self) -> Mapping[str, Street]:
        houses: dict[str, dict[str, list[Address]]] = defaultdict(lambda: defaultdict(list))
        for address in self._addresses:
            houses[address.street][fold_number(address.number)].append(address)
        return {
            name: Street(name, {number: tuple(each) for number, each in known.items()})
            for name, known in houses.items()
        }

    @cached_property
    def _area_names(self) -> Mapping[str, frozenset[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for area in (*self._areas.districts, *self._areas.neighbourhoods):
            for name in area.names.values():
                names[_key(name)].add(area.code)
        return {key: frozenset(codes) for key, codes in names.items()}

    @cached_property
    def _streets_by_area(self) -> Mapping[str, list[str]]:
        streets: dict[str, set[str]] = defaultdict(set)
        for street in self._streets.values():
            for code in chain.from_iterable(self._areas_of(street)):
                if code is not None:
                    streets[code].add(street.name)
        tag = self._areas.default_language
        return {code: sorted(names, key=lambda name: sort_key(name, tag)) for code, names in streets.items()}

    @cached_property
    def _cells(self) -> Mapping[tuple[int, int], list[Address]]:
        cells: dict[tuple[int, int], list[Address]] = defaultdict(list)
        for each in self._addresses:
            cells[each.point.latitude // CELL, each.point.longitude // CELL].append(each)
        return cells


def _names_of(named: Named) -> Iterable[str]:
    if isinstance(named, Landmark):
        return named.names.values()
    return (named.name or "",)


def _both(usual: str, written: str) -> str:
    """Offices read the usual name; whoever wrote another one recognises theirs."""
    return usual if fold(usual) == fold(written) else f"{usual} ({written})"


def _later_beginnings(name: str) -> set[str]:
    """Return what people may begin with who leave out the first words: Brücke of Alte Brücke."""
    words = fold(name).split()
    return {"".join(words[place:]) for place in range(1, len(words))}


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


def _name_and_number(text: str) -> Iterator[tuple[str, str]]:
    plain = text.strip()
    if last := _NUMBER_LAST.fullmatch(plain):
        yield last[1], fold_number(last[2])
    if first := _NUMBER_FIRST.fullmatch(plain):
        yield first[2], fold_number(first[1])
    yield plain, ""


def _value(number: str) -> int:
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else 0


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


def _search(exact: Sequence[Finding], similar: Iterable[Finding], *, is_whole: bool = True) -> Search:
    """Only one place that fits the whole of what was written is taken for what was meant."""
    known = {each.label for each in exact}
    others = [each for each in similar if each.label not in known]
    if len(exact) == 1 and is_whole:
        return Search(exact[0], tuple(others[: MOST_SUGGESTIONS - 1]))
    return Search(None, (*exact, *others)[:MOST_SUGGESTIONS])


def _told_apart(found: Sequence[Finding], areas: Mapping[str | None, str]) -> tuple[Finding, ...]:
    """Leave out what is found twice; give the same name in two parts of the city the part's name besides."""
    different = {(each.label, each.district, each.neighbourhood): each for each in reversed(found)}
    kept = list(reversed(different.values()))
    times = Counter(each.label for each in kept)
    return tuple(
        replace(each, label=f"{each.label}, {area}")
        if times[each.label] > 1 and (area := areas.get(each.neighbourhood or each.district))
        else each
        for each in kept
    )
