"""Streets and the houses in them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from civic.cities.folding import fold_number
from civic.cities.places import Address


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


def streets_of(addresses: Iterable[Address]) -> Mapping[str, Street]:
    """Return the streets by name."""
    houses: dict[str, dict[str, list[Address]]] = defaultdict(lambda: defaultdict(list))
    for address in addresses:
        houses[address.street][fold_number(address.number)].append(address)
    return {
        name: Street(name, {number: tuple(each) for number, each in known.items()})
        for name, known in houses.items()
    }


def _value(number: str) -> int:
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else 0
