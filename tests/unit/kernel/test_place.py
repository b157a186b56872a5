"""Points, public precision, and which area a point lies in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.place import METRES_PER_DEGREE, Area, Point, Polygon, area_of

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
HOLE = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]
ISLAND = [(6.0, 0.0), (7.0, 0.0), (6.0, 1.0), (6.0, 0.0)]
AREA = Area.of("a", [Polygon(SQUARE, (HOLE,)), Polygon(ISLAND)])


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (0, -180.1), (float("nan"), 0)])
def test_a_point_that_is_not_on_earth_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="is not on Earth"):
        Point.from_degrees(latitude, longitude)


def test_degrees_are_kept_to_six_decimals():
    assert Point.from_degrees(48.2085004, -16.3725006).degrees() == (48.2085, -16.372501)


@pytest.mark.parametrize(
    ("latitude", "longitude", "inside"),
    [(3, 3, True), (1.5, 1.5, False), (0.2, 6.2, True), (0.9, 6.9, False), (2, 5, False), (-1, 2, False)],
)
def test_holes_are_outside_and_islands_inside(latitude, longitude, inside):
    assert AREA.contains(Point.from_degrees(latitude, longitude)) is inside


def test_the_first_area_that_contains_the_point_is_its_area():
    areas = [AREA, Area.of("b", [Polygon(HOLE)])]

    found = [area_of(Point.from_degrees(*place), areas) for place in ((3, 3), (1.5, 1.5), (20, 20))]

    assert found == ["a", "b", None]


@given(st.integers(-89_000_000, 89_000_000), st.integers(-179_000_000, 179_000_000), st.integers(1, 5_000))
def test_a_blurred_point_is_no_farther_north_or_south_than_it_says(latitude, longitude, metres):
    point = Point(latitude, longitude)

    blurred = point.blurred(metres)

    assert abs(blurred.latitude - latitude) / 1_000_000 * METRES_PER_DEGREE <= metres
    assert point.blurred(0) == point


@given(st.integers(0, 17_000), st.integers(0, 17_000))
def test_points_of_one_band_of_latitude_are_shown_at_the_same_longitude(one, other):
    band = 48_193_795 // 17_966 * 17_966

    shown = {Point(band + north, 16_370_000).blurred(2_000).longitude for north in (one, other)}

    assert len(shown) == 1
