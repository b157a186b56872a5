"""Areas from GeoJSON (RFC 7946): Polygon and MultiPolygon with holes, longitude before latitude."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from civic.cities.reading import BROKEN, Spot, Wrong, a_list, a_table, each
from civic.kernel.place import Polygon

Position = tuple[float, float]
LEAST_AREA = 1e-12  # square degrees; about a hundredth of a square metre
SWAP = "GeoJSON puts longitude first: swap the two numbers of every position"


def a_geometry(value: Any, spot: Spot) -> Any:
    """Read a Polygon or MultiPolygon as a tuple of kernel polygons."""
    geometry = a_table(value, spot)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        return _polygons([coordinates], spot)
    if kind == "MultiPolygon":
        return _polygons(a_list(coordinates, spot), spot)
    raise Wrong(f"is a {kind!r} geometry, which has no area", "Use a Polygon or a MultiPolygon")


def _polygons(value: list[Any], spot: Spot) -> Any:
    if not value:
        raise Wrong("has no polygons", "Draw at least one, or remove the feature")
    polygons = each(_a_polygon)(value, spot.at("coordinates"))
    if len(polygons) != len(value):
        return BROKEN
    return tuple(polygons)


def _a_polygon(value: Any, spot: Spot) -> Any:
    rings = each(_a_ring)(value, spot)
    if not value:
        raise Wrong("has no rings", "Give the outer ring first, then the holes")
    if len(rings) != len(value):
        return BROKEN
    return Polygon(rings[0], tuple(rings[1:]))


def _a_ring(value: Any, spot: Spot) -> tuple[Position, ...]:
    ring = tuple(a_position(position) for position in a_list(value, spot))
    if len(ring) < 4:
        raise Wrong(f"has {len(ring)} positions", "A ring needs at least four, the last equal to the first")
    if ring[0] != ring[-1]:
        raise Wrong("is not closed", "Repeat the first position at the end")
    if abs(_signed_area(ring)) < LEAST_AREA:
        raise Wrong("encloses no area", "Draw the outline of the area, or remove the ring")
    return ring


def a_position(value: Any) -> Position:
    if not isinstance(value, list) or len(value) < 2 or not all(_is_number(number) for number in value[:2]):
        raise Wrong(f"has a position {str(value)[:60]}", "Write each position as [longitude, latitude]")
    longitude, latitude = float(value[0]), float(value[1])
    if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
        raise Wrong(f"has a latitude of {latitude}", SWAP)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise Wrong(
            f"has a position {longitude}, {latitude} that is not on Earth",
            "Export the file in degrees (WGS84, EPSG:4326), not in metres",
        )
    return longitude, latitude


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e9
        and math.isfinite(value)
    )


def _signed_area(ring: Sequence[Position]) -> float:
    x, y = ring[0]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairwise(ring)) / 2
