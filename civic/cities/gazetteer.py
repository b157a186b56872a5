"""Finding places by what people write, with typing mistakes, in memory and without asking anybody else.

Streets, landmarks and named houses are found by their names (see `name_index.py`). House numbers are looked
up in their street, so the index grows with the streets only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Protocol

from civic.cities.address_pattern import within
from civic.cities.folding import fold, joined
from civic.cities.name_index import NameIndex
from civic.cities.names import Names, name_in
from civic.cities.place_query import PlaceQuery, readings
from civic.cities.places import Address, Landmark
from civic.cities.streets import Street, streets_of
from civic.kernel.collation import sort_key
from civic.kernel.place import Point

MOST_SUGGESTIONS = 8
LONGEST_QUERY = 120  # characters; what is longer is a description
NUMBERS_OF_A_STREET = 4
CELL = 5_000  # millionths of a degree; a side of the squares in which addresses are given out
NEAR = 75  # metres to an address that is still "here", as on the device (whereabouts.js)
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
    def house(self, street: str, number: str) -> str: ...


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


Named = Street | Landmark | Address


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
        ways = tuple(readings(typed, self._area_names))
        for query in ways:
            found = self._exactly(query, language)
            if found:
                longer = self._similar(query, language, self._index.beginning(query.name))
                return _search(found, longer, is_whole=not query.rest)
        return _search((), self._similar(ways[0], language, self._index.nearly(ways[0].name)))

    def streets_in(self, area: str) -> list[str]:
        """Return the streets of a district or neighbourhood by name."""
        return self._streets_by_area.get(area, [])

    def landmarks_in(self, area: str) -> list[Landmark]:
        return [each for each in self._landmarks if area in self._areas.locate(each.point)]

    def addresses_in(self, row: int, column: int) -> Sequence[Address]:
        """Return the addresses in one square of the city, CELL on each side."""
        return self._cells.get((row, column), ())

    def nearest(self, point: Point) -> Finding | None:
        """Return the address that a point is at; None if there is none so near."""
        row, column = point.latitude // CELL, point.longitude // CELL
        around = (
            each
            for r in range(row - 1, row + 2)
            for c in range(column - 1, column + 2)
            for each in self.addresses_in(r, c)
        )
        best = min(around, key=lambda each: point.metres_to(each.point), default=None)
        return self._house(best) if best and point.metres_to(best.point) < NEAR else None

    def _exactly(self, query: PlaceQuery, language: str) -> tuple[Finding, ...]:
        found = (
            each
            for named in self._index.exactly(query.name)
            for each in self._places_of(named, query.number, language, exact=True)
        )
        return self._in_areas(found, query, language)

    def _similar(self, query: PlaceQuery, language: str, ranked: Iterable[Named]) -> tuple[Finding, ...]:
        found = (each for named in ranked for each in self._places_of(named, query.number, language))
        return self._in_areas(islice(found, 3 * MOST_SUGGESTIONS), query, language)

    def _in_areas(self, found: Iterable[Finding], query: PlaceQuery, language: str) -> tuple[Finding, ...]:
        """Keep what is in the part of the city that was written after the comma."""
        return tuple(
            each
            for each in _told_apart(tuple(found), self._area_label(language), language)
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
        written = self._areas.house(address.street, address.number)
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

    def _area_label(self, language: str) -> Mapping[str | None, str]:
        return {
            area.code: name_in(area.names, language).text
            for area in (*self._areas.districts, *self._areas.neighbourhoods)
        }

    @cached_property
    def _index(self) -> NameIndex[Named]:
        houses = (each for each in self._addresses if each.name)
        named: Iterator[Named] = chain(self._landmarks, houses, self._streets.values())
        return NameIndex((each, _names_of(each)) for each in named)

    @cached_property
    def _streets(self) -> Mapping[str, Street]:
        return streets_of(self._addresses)

    @cached_property
    def _area_names(self) -> Mapping[str, frozenset[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for area in (*self._areas.districts, *self._areas.neighbourhoods):
            for name in area.names.values():
                names[joined(name)].add(area.code)
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


def _search(exact: Sequence[Finding], similar: Iterable[Finding], *, is_whole: bool = True) -> Search:
    """Only one place that fits the whole of what was written is taken for what was meant."""
    known = {each.label for each in exact}
    others = [each for each in similar if each.label not in known]
    if len(exact) == 1 and is_whole:
        return Search(exact[0], tuple(others[: MOST_SUGGESTIONS - 1]))
    return Search(None, (*exact, *others)[:MOST_SUGGESTIONS])


def _told_apart(
    found: Sequence[Finding], areas: Mapping[str | None, str], language: str
) -> tuple[Finding, ...]:
    """Leave out what is found twice; give the same name in two parts of the city the part's name besides."""
    different = {(each.label, each.district, each.neighbourhood): each for each in reversed(found)}
    kept = list(reversed(different.values()))
    times = Counter(each.label for each in kept)
    return tuple(
        replace(each, label=within(area, each.label, language))
        if times[each.label] > 1 and (area := areas.get(each.neighbourhood or each.district))
        else each
        for each in kept
    )
