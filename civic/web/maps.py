"""The city as a picture: outlines of its districts with a number in each, drawn on the server.

The picture is east to west and north to south as maps are, in every language; it is WIDTH wide and as high as
the city is. `components/district_map.html` writes it as SVG, with a table of the same numbers beside it.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from civic.cities.pack import City, District
from civic.kernel.place import Polygon, Ring

WIDTH = 640
MARGIN = 8
GRAIN = 2  # outlines are drawn to so many units; finer bends cannot be seen
ROWS = 24  # lines on which the widest place for a label is looked for
Project = Callable[[float, float], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DrawnDistrict:
    """One district: the path of its outline, where its label stands, and the number."""

    code: str
    names: Mapping[str, str]
    path: str
    x: int
    y: int
    number: int


@dataclass(frozen=True, slots=True)
class DistrictMap:
    width: int
    height: int
    districts: tuple[DrawnDistrict, ...]


def district_map(city: City, numbers: Mapping[str, int]) -> DistrictMap:
    """Draw the districts of a city, each with its number; where none is given it is 0."""
    west, south, east, north = city.box
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / (((east - west) * shrink) or 1)

    def project(longitude: float, latitude: float) -> tuple[int, int]:
        return round(MARGIN + (longitude - west) * shrink * scale), round(MARGIN + (north - latitude) * scale)

    drawn = tuple(_drawn(each, numbers.get(each.code, 0), project) for each in city.districts)
    return DistrictMap(WIDTH, math.ceil((north - south) * scale) + 2 * MARGIN, drawn)


def _drawn(district: District, number: int, project: Project) -> DrawnDistrict:
    largest = max(district.area.polygons, key=lambda polygon: _extent(polygon.outer))
    x, y = project(*_roomiest(largest))
    path = "".join(_path(ring, project) for polygon in district.area.polygons for ring in _rings(polygon))
    return DrawnDistrict(district.code, district.names, path, x, y, number)


def _rings(polygon: Polygon) -> tuple[Ring, ...]:
    return (polygon.outer, *polygon.holes)


def _path(ring: Ring, project: Project) -> str:
    """Write an outline without the corners that fall together; one too small to be seen is left out."""
    corners = [
        f"{GRAIN * round(x / GRAIN)} {GRAIN * round(y / GRAIN)}" for x, y in (project(*c) for c in ring)
    ]
    kept = [corner for before, corner in pairwise(["", *corners]) if corner != before]
    return f"M{' '.join(kept[:-1])}z" if len(kept) > 3 else ""


def _extent(ring: Ring) -> float:
    xs, ys = zip(*ring, strict=True)
    return float((max(xs) - min(xs)) * (max(ys) - min(ys)))


def _roomiest(polygon: Polygon) -> tuple[float, float]:
    """Return the middle of the widest stretch inside, so that a label lies within even a bent district."""
    south, north = (choose(latitude for _, latitude in polygon.outer) for choose in (min, max))
    step = (north - south) / (ROWS + 1)
    stretches = (
        (end - start, (start + end) / 2, latitude)
        for row in range(1, ROWS + 1)
        for latitude in (south + row * step,)
        for start, end in _stretches(polygon, latitude)
    )
    _, longitude, latitude = max(stretches, default=(0.0, *polygon.outer[0]))
    return longitude, latitude


def _stretches(polygon: Polygon, latitude: float) -> Iterator[tuple[float, float]]:
    """Yield where a line of latitude is inside: between its first crossing and its second, and so on."""
    crossings: list[float] = sorted(
        a[0] + (latitude - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for ring in _rings(polygon)
        for a, b in _edges(ring)
        if (a[1] > latitude) != (b[1] > latitude)
    )
    yield from zip(crossings[::2], crossings[1::2], strict=True)


def _edges(ring: Ring) -> Sequence[tuple[tuple[float, float], tuple[float, float]]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))
