"""Which open cases may be the same matter as a new one: what a city's pack says about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from civic.cities.reading import Key, Reader, Spot, Wrong, a_number, each, record
from civic.cities.values import a_code

FURTHEST = 500  # metres: what is further away is looked for by its part of the city
MOST_ALIKE = 8
OFF: Mapping[str, Any] = {"within_metres": 0}


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """They are of the same service or one of `alike`, near, and not older than `within_days`.

    `likeness` is how many percent of the shorter text the two texts share at least; `area_likeness` is the
    same where one of them says no exact place, and only the part of the city is known.
    0 metres or 0 days suggest nothing.
    """

    within_metres: int = 100
    within_days: int = 60
    likeness: int = 0
    area_likeness: int = 30
    alike: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return self.within_metres > 0 and self.within_days > 0


def _services_alike(value: Any, spot: Spot) -> tuple[str, ...]:
    """Each of them is looked for in every square around a place, so they are few."""
    codes: tuple[str, ...] = each(a_code)(value, spot)
    if len(codes) > MOST_ALIKE:
        raise Wrong(f"names {len(codes)} services", f"Name at most {MOST_ALIKE}")
    return codes


def unless_off(read: Reader) -> Reader:
    """Read a table of rules; `false` or 0 in its place turns everything off."""

    def read_rule(value: Any, spot: Spot) -> Any:
        is_off = isinstance(value, int) and not value
        return read(dict(OFF) if is_off else value, spot)

    return read_rule


def _given(build: Callable[..., Any]) -> Callable[..., Any]:
    """What is left out is what it is otherwise."""

    def built(**values: Any) -> Any:
        return build(**{name: value for name, value in values.items() if value is not None})

    return built


DUPLICATES = {
    "within_metres": Key(a_number(0, FURTHEST), default=None),
    "within_days": Key(a_number(0, 3650), default=None),
    "likeness": Key(a_number(0, 100), default=None),
    "area_likeness": Key(a_number(0, 100), default=None),
}
DUPLICATES_OF_SERVICE = {**DUPLICATES, "alike": Key(_services_alike, default=None)}
a_duplicate_rule = unless_off(record(_given(DuplicateRule), DUPLICATES))
a_change_of_the_rule = unless_off(record(_given(dict), DUPLICATES_OF_SERVICE))
