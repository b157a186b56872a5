"""Which area a point lies in, fast enough for imports.

The edges of every area are sorted into bands of latitude once; a question then looks at the few edges of
one band. Edges always run from south to north, so that two areas that share a border give the same answer
about it, and a point belongs to one of them only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from civic.kernel.place import Area, Point, Ring

BANDS = 256
Edge = tuple[float, float, float, float]  # southern latitude, northern latitude, southern longitude, slope


@dataclass(frozen=True, slots=True)
class BandedArea:
    """One area with its edges by band of latitude."""

    code: str
    box: tuple[float, float, float, float]
    bands_per_degree: float
    bands: tuple[tuple[Edge, ...], ...]

    @classmethod
    def of(cls, area: Area) -> "BandedArea":
        _, south, _, north = area.box
        bands_per_degree = BANDS / ((north - south) or 1)
        bands: list[list[Edge]] = [[] for _ in range(BANDS + 1)]
        for edge in _edges(area):
            first, last = (int((latitude - south) * bands_per_degree) for latitude in edge[:2])
            for band in bands[first : last + 1]:
                band.append(edge)
        return cls(area.code, area.box, bands_per_degree, tuple(map(tuple, bands)))

    def contains(self, longitude: float, latitude: float) -> bool:
        """Even-odd rule over all rings, which is right for holes and for separate parts alike."""
        west, south, east, north = self.box
        if not (west <= longitude <= east and south <= latitude <= north):
            return False
        inside = False
        for low, high, start, slope in self.bands[int((latitude - south) * self.bands_per_degree)]:
            if low <= latitude < high and longitude < start + slope * (latitude - low):
                inside = not inside
        return inside


class AreaIndex:
    """Areas in order; the first that contains the point is the answer."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = tuple(BandedArea.of(area) for area in areas)

    def area_of(self, point: Point) -> str | None:
        latitude, longitude = point.degrees()
        return next((area.code for area in self._areas if area.contains(longitude, latitude)), None)


def _edges(area: Area) -> Iterable[Edge]:
    for polygon in area.polygons:
        for ring in (polygon.outer, *polygon.holes):
            yield from _edges_of_ring(ring)


def _edges_of_ring(ring: Ring) -> Iterable[Edge]:
    for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
        (west, low), (east, high) = sorted((one, other), key=lambda corner: corner[1])
        if low != high:
            yield low, high, west, (east - west) / (high - low)
