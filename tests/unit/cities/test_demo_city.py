"""The demo city is complete: its places tile, its catalogue speaks three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.cities.load import load_city
from civic.cities.pack import Department, Service, name_in
from civic.cities.registry import SHIPPED
from civic.kernel.language import Text
from civic.kernel.place import Point, area_of

DEMO = load_city(SHIPPED / "demo")
WEST, SOUTH, EAST, NORTH = DEMO.box
LANGUAGES = ("en", "de", "zh-Hans", "ar")


@st.composite
def points(draw: st.DrawFn) -> Point:
    return Point.from_degrees(draw(st.floats(SOUTH, NORTH)), draw(st.floats(WEST, EAST)))


@given(points())
def test_every_point_of_a_district_lies_in_exactly_one_neighbourhood_of_that_district(point):
    districts = [district.code for district in DEMO.districts if district.area.contains(point)]
    neighbourhoods = [each for each in DEMO.neighbourhoods if each.area.contains(point)]

    assert len(districts) <= 1
    assert [each.district for each in neighbourhoods] == districts


@given(points())
def test_the_fast_way_to_locate_agrees_with_the_kernel(point):
    district = area_of(point, (each.area for each in DEMO.districts))
    neighbourhood = area_of(point, (each.area for each in DEMO.neighbourhoods))

    assert DEMO.locate(point) == (district, neighbourhood)
    assert DEMO.contains(point) == (district is not None)


@pytest.mark.parametrize("neighbourhood", DEMO.neighbourhoods, ids=lambda each: each.code)
def test_corners_on_borders_belong_to_one_neighbourhood_of_the_district_they_belong_to(neighbourhood):
    located = [
        DEMO.locate(Point.from_degrees(latitude, longitude))
        for longitude, latitude in neighbourhood.area.polygons[0].outer
    ]

    assert all((district is None) == (quarter is None) for district, quarter in located)


def test_a_point_on_the_other_side_of_the_world_is_nowhere():
    assert DEMO.locate(Point.from_degrees(-45, 150)) == (None, None)


def test_the_demo_city_is_as_large_as_promised():
    kinds = [service.kind for service in DEMO.services]

    assert (len(DEMO.districts), len(DEMO.neighbourhoods), len(DEMO.departments)) == (4, 16, 10)
    assert (kinds.count("report"), kinds.count("request")) == (26, 14)


@pytest.mark.parametrize("service", DEMO.services, ids=lambda each: each.code)
def test_every_service_is_worded_in_every_language_of_the_pages(service: Service):
    texts = [service.names, service.description, service.keywords]
    texts += [question.text for question in service.questions]
    texts += [choice.names for question in service.questions for choice in question.choices]
    texts += [material.names for material in service.materials]
    texts += [text for text in (service.conditions, service.emergency_note) if text]

    assert all(text.get(language) for text in texts for language in LANGUAGES)


@pytest.mark.parametrize("department", DEMO.departments, ids=lambda each: each.code)
def test_every_department_can_be_written_to_in_every_language_of_the_pages(department: Department):
    assert department.email
    assert department.phone
    assert all(department.names.get(language) for language in LANGUAGES)


def test_danger_to_life_is_sent_to_the_emergency_number_first():
    notes = {
        code: name_in(DEMO.service(code).emergency_note, "de").text for code in ("gas-smell", "power-line")
    }

    assert all("112" in note for note in notes.values())


def test_a_name_that_lacks_a_language_shows_the_default_one_visibly():
    assert name_in({"en": "Bench", "de": "Bank"}, "ar") == Text("Bench", "en")
