"""Where an open case is looked for: keys of an index.

`c:` is followed by the square of the grid that a known point lies in; `a:` by the part of the city, else the
district, else the address as it was written; `b:` by the same, of a case of which no point is known.
"""

import math
from collections.abc import Iterator

from civic.cities.folding import fold
from civic.kernel.place import METRES_PER_DEGREE, MILLION, Place, Point

STEP = 4_000
"""How large a square is, in millionths of a degree: about 445 m from south to north."""


def spots_of(place: Place) -> tuple[str, ...]:
    """Return the keys under which a case at a public place is found."""
    area = _area_of(place)
    exact = f"c:{_square(place.point)}" if place.point else f"b:{area}"
    return exact, f"a:{area}"


def spots_near(place: Place, metres: int) -> tuple[str, ...]:
    """Return the keys under which cases are that may be within so many metres, or in the same part."""
    area = _area_of(place)
    if place.point is None:
        return (f"a:{area}",)
    return *(f"c:{square}" for square in _squares(place.point, metres)), f"b:{area}"


def _area_of(place: Place) -> str:
    return place.neighbourhood or place.district or fold(place.address or "")


def _square(point: Point) -> str:
    return f"{point.latitude // STEP}:{point.longitude // STEP}"


def _squares(point: Point, metres: int) -> Iterator[str]:
    north = math.ceil(metres / METRES_PER_DEGREE * MILLION)
    # Near a pole a degree of longitude is no distance; no city lies there.
    widest = (abs(point.latitude) + north) / MILLION
    east = math.ceil(north / max(math.cos(math.radians(widest)), 0.1))
    for row in range((point.latitude - north) // STEP, (point.latitude + north) // STEP + 1):
        for column in range((point.longitude - east) // STEP, (point.longitude + east) // STEP + 1):
            yield f"{row}:{column}"
