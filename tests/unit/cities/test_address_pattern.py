"""Addresses are written as the city writes them, and found however people write them."""

from dataclasses import replace

import pytest

from civic.cities.address_pattern import an_address_pattern, pattern_of, within, write_house
from civic.cities.load import load_city
from civic.cities.reading import Spot, Wrong
from civic.cities.registry import SHIPPED

DEMO = load_city(SHIPPED / "demo")


@pytest.mark.parametrize(
    ("tag", "street", "number", "written"),
    [
        ("de-AT", "Schulgasse", "4", "Schulgasse 4"),
        ("en", "Main Street", "4", "4 Main Street"),
        ("fr", "rue de la Paix", "4 bis", "4 bis rue de la Paix"),
        ("es", "Calle Mayor", "4", "Calle Mayor, 4"),
        ("zh-Hans", "学校街", "4", "学校街4号"),
        ("zh-Hans", "学校街", "", "学校街"),
        ("pl", "Szkolna", "4", "Szkolna 4"),
    ],
)
def test_a_house_is_written_as_people_write_it_there(tag, street, number, written):
    assert write_house(pattern_of(tag), street, number) == written


def test_a_pack_may_say_it_otherwise():
    american = replace(DEMO, address_pattern="")

    assert DEMO.house("Schulgasse", "4") == "Schulgasse 4"
    assert american.house("Schulgasse", "4") == "4 Schulgasse"
    assert american.gazetteer.find("Schulgasse 4", "de").exact.address == "4 Schulgasse"


@pytest.mark.parametrize(
    "pattern",
    ["{street}", "{number}", "{street} {street} {number}", "{street} {number} {city}", "{0} {1}", "}{"],
)
def test_a_pattern_that_loses_something_is_refused(pattern):
    with pytest.raises(Wrong, match="is '"):
        an_address_pattern(pattern, Spot("city.toml", [], ()))


@pytest.mark.parametrize(
    "typed",
    ["Schulgasse 4", "4 Schulgasse", "4, Schulgasse", "Schulgasse, 4", "Schulgasse4号", "Schulgasse，4号"],
)
def test_an_address_is_found_however_it_is_written(typed):
    assert DEMO.gazetteer.find(typed, "de").exact.label == "Schulgasse 4"


@pytest.mark.parametrize("tag", ["de", "zh-Hans"])
def test_a_place_is_found_by_its_name_within_a_part_of_the_city(tag):
    areas = {area.code: area.names[tag] for area in DEMO.neighbourhoods}
    for address in DEMO.addresses:
        area = areas[DEMO.locate(address.point)[1]]
        label = within(area, DEMO.house(address.street, address.number), tag)
        found = DEMO.gazetteer.find(label, tag).exact

        assert found is not None, label
        assert found.point == address.point


def test_chinese_names_the_larger_part_first():
    assert within("老城", "学校街4号", "zh-Hans") == "老城，学校街4号"
    assert within("Altstadt", "Schulgasse 4", "de-AT") == "Schulgasse 4, Altstadt"
