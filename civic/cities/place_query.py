"""What somebody wrote to name a place, taken apart: a name, a house number, a part of the city."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from civic.cities.folding import fold_number, joined

_COMMA = re.compile(r"[,;،，、]")
_NUMBER = r"\d+\s*[^\W\d_]?(?:\s*[-/]\s*\d+\s*[^\W\d_]?)*"
_NUMBER_LAST = re.compile(rf"(.*\D)\s*(?<!\d)({_NUMBER})", re.DOTALL)
_NUMBER_FIRST = re.compile(rf"({_NUMBER})\s+(\D.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """One way to read it; `rest` is what followed a comma and names no area."""

    name: str
    number: str = ""
    areas: frozenset[str] = frozenset()
    rest: str = ""


def readings(typed: str, areas: Mapping[str, frozenset[str]]) -> Iterator[PlaceQuery]:
    """Yield the ways to read it, the likeliest first; a name may itself end in a number.

    `areas` are codes of districts and neighbourhoods by their joined names.
    """
    main, *rest = _smallest_first(_COMMA.split(typed), areas)
    while rest and fold_number(rest[0]).isdigit():
        main = f"{main} {rest.pop(0)}"
    if rest and fold_number(main).isdigit():
        main = f"{rest.pop(0)} {main}"
    named = areas.get(joined(rest[-1]), frozenset()) if rest else frozenset()
    left = " ".join(rest[:-1] if named else rest).strip()
    for name, number in _name_and_number(main):
        yield PlaceQuery(name, number, named, left)


def _smallest_first(parts: list[str], areas: Mapping[str, frozenset[str]]) -> list[str]:
    """Chinese names the part of the city first."""
    return [*parts[1:], parts[0]] if len(parts) > 1 and joined(parts[0]) in areas else parts


def _name_and_number(text: str) -> Iterator[tuple[str, str]]:
    plain = text.strip()
    if last := _NUMBER_LAST.fullmatch(plain):
        yield last[1], fold_number(last[2])
    if first := _NUMBER_FIRST.fullmatch(plain):
        yield first[2], fold_number(first[1])
    yield plain, ""
