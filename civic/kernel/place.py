"""Where something is: points, public precision, and which area of a city a point lies in."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

MILLION = 1_000_000
METRES_PER_DEGREE = 111_320  # of latitude, WGS84 mean
Ring = Sequence[tuple[float, float]]  # (longitude, latitude) as in GeoJSON, RFC 7946 §3.1.1


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 in millionths of a degree (0.11 m), because events hold no floating-point numbers."""

    latitude: int
    longitude: int

    @classmethod
    def from_degrees(cls, latitude: float, longitude: float) -> "Point":
        """Raise ValueError outside ±90 and ±180 degrees."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError(f"{latitude}, {longitude} is not on Earth")
        return cls(round(latitude * MILLION), round(longitude * MILLION))

    def degrees(self) -> tuple[float, float]:
        """Return (latitude, longitude)."""
        return self.latitude / MILLION, self.longitude / MILLION

    def blurred(self, metres: int) -> "Point":
        """Return the centre of the grid cell of that size around the point; 0 keeps it exact."""
        if metres == 0:
            return self
        step = max(1, round(metres / METRES_PER_DEGREE * MILLION))
        latitude = min(self.latitude // step * step + step // 2, 90 * MILLION)
        # The width of a cell follows from its own latitude: the exact one must not show in the longitude.
        shrink = max(math.cos(math.radians(latitude / MILLION)), 0.01)
        wide = max(1, round(step / shrink))
        return Point(latitude, min(self.longitude // wide * wide + wide // 2, 180 * MILLION))

    def metres_to(self, other: "Point") -> float:
        """Return how far the other point is, exactly enough within a city."""
        north = (self.latitude - other.latitude) / MILLION * METRES_PER_DEGREE
        middle = math.radians((self.latitude + other.latitude) / 2 / MILLION)
        east = (self.longitude - other.longitude) / MILLION * METRES_PER_DEGREE * math.cos(middle)
        return math.hypot(north, east)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is, at the precision it is meant for.

    Every part is optional: somebody may know the address, the point, the neighbourhood, or only describe it.
    """

    point: Point | None = None
    district: str | None = None
    neighbourhood: str | None = None
    address: str | None = None

    def at_precision(self, metres: int) -> "Place":
        """Return what everyone may see: above 0 metres neither the address nor the exact point."""
        if metres == 0:
            return self
        return replace(self, point=self.point.blurred(metres) if self.point else None, address=None)


@dataclass(frozen=True, slots=True)
class Polygon:
    """One outer ring and its holes."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    def contains(self, longitude: float, latitude: float) -> bool:
        return _inside(self.outer, longitude, latitude) and not any(
            _inside(hole, longitude, latitude) for hole in self.holes
        )


@dataclass(frozen=True, slots=True)
class Area:
    """A named part of a city; its box is (west, south, east, north) in degrees."""

    code: str
    polygons: tuple[Polygon, ...]
    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, code: str, polygons: Iterable[Polygon]) -> "Area":
        parts = tuple(polygons)
        corners = [corner for polygon in parts for corner in polygon.outer]
        longitudes, latitudes = [c[0] for c in corners], [c[1] for c in corners]
        return cls(code, parts, (min(longitudes), min(latitudes), max(longitudes), max(latitudes)))

    def contains(self, point: Point) -> bool:
        latitude, longitude = point.degrees()
        west, south, east, north = self.box
        if not (west <= longitude <= east and south <= latitude <= north):
            return False
        return any(polygon.contains(longitude, latitude) for polygon in self.polygons)


def area_of(point: Point, areas: Iterable[Area]) -> str | None:
    """Return the code of the first area that the point lies in, or None outside all of them."""
    return next((area.code for area in areas if area.contains(point)), None)


def _inside(ring: Ring, x: float, y: float) -> bool:
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    return sum(_crosses(a, b, x, y) for a, b in _edges(ring)) % 2 == 1


def _edges(ring: Ring) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def _crosses(a: tuple[float, float], b: tuple[float, float], x: float, y: float) -> bool:
    if (a[1] > y) == (b[1] > y):
        return False
    return x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
