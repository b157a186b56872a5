"""Names in the language of the reader, codes that are known or refused."""

import pytest
from city_packs import small_files, write_pack

from civic.cities.load import load_city
from civic.cities.pack import Department, NoSuchDepartment, NoSuchService, name_in
from civic.kernel.language import Text

NAMES = {"en": "Lamp", "de": "Laterne", "zh-Hans": "路灯"}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("de", Text("Laterne", "de")),
        ("de-AT", Text("Laterne", "de")),
        ("DE", Text("Laterne", "de")),
        ("zh-Hans-CN", Text("路灯", "zh-Hans")),
        ("zh", Text("路灯", "zh-Hans")),
        ("zh-TW", Text("路灯", "zh-Hans")),
        ("den", Text("Lamp", "en")),
        ("ar", Text("Lamp", "en")),
    ],
)
def test_a_name_is_given_in_the_nearest_language_and_says_which_one(language, name):
    assert name_in(NAMES, language) == name


def test_no_names_give_an_empty_text_in_no_language():
    assert name_in({}, "de") == Text("", "und")


def test_the_default_language_stands_first_however_the_file_orders_names(tmp_path):
    files = small_files()
    files["city.json"] |= {"languages": ["de", "en"], "names": {"en": "Small", "de": "Klein"}}
    for record in (files["departments.json"]["departments"][0], files["services.json"]["groups"][0]):
        record["names"]["de"] = "Alle"
    files["services.json"]["services"][0]["names"]["de"] = "Loch"
    files["districts.geojson"]["features"][0]["properties"]["names"]["de"] = "Eins"
    files["city.json"]["human_contact"]["names"]["de"] = "Schalter"

    city = load_city(write_pack(tmp_path / "small", files))

    assert name_in(city.names, "fr") == Text("Klein", "de")


def test_unknown_codes_are_refused_by_name(tmp_path):
    city = load_city(write_pack(tmp_path / "small", small_files()))

    with pytest.raises(NoSuchService, match="'moon'"):
        city.service("moon")
    with pytest.raises(NoSuchDepartment, match="'moon'"):
        city.department("moon")


def test_a_department_serves_its_districts_and_places_in_none():
    office = Department("office", {"en": "Office"}, districts=("east",))

    assert [office.serves(district) for district in ("east", "west", None)] == [True, False, True]
    assert Department("all", {"en": "All"}).serves("west")
