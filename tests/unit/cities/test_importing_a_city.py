"""A GeoJSON of districts becomes a pack; the pack grows; nothing half-done is left."""

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest
from city_packs import DATA, SQUARE, districts, feature, small_files, write_pack

from civic.cities.city_import import (
    CityCodeIsWrong,
    CityIsThereAlready,
    NoStarterTexts,
    PackIsNotExtensible,
    add_services,
    import_city,
)
from civic.cities.district_properties import DistrictsHaveNoCode, DistrictsLackProperty
from civic.cities.load import load_city
from civic.cities.pack import City, Department, Service
from civic.cities.reading import PackHasFaults
from civic.kernel.place import Point

LOS_ANGELES = DATA / "la_council_districts_2012.geojson"
VIENNA = DATA / "vienna_districts_2021.geojson"
REQUESTS = DATA / "myla311_2020_10k.csv"
needs_los_angeles = pytest.mark.skipif(not LOS_ANGELES.is_file(), reason="the council districts are not here")
needs_vienna = pytest.mark.skipif(not VIENNA.is_file(), reason="the districts of Vienna are not here")
needs_requests = pytest.mark.skipif(not REQUESTS.is_file(), reason="the service requests are not here")


def geojson(directory: Path, *features: dict[str, Any]) -> Path:
    path = directory / "districts.geojson"
    path.write_text(json.dumps(districts(*features)), encoding="utf-8")
    return path


def import_small(root: Path, file: Path, **options: Any) -> City:
    return import_city(root, "small", "Small", "Europe/Vienna", file, **options)


def two_districts(directory: Path) -> Path:
    east = [[longitude + 0.1, latitude] for longitude, latitude in SQUARE]
    return geojson(
        directory, feature({"code": "W 1", "name": "West"}), feature({"code": "E 1", "name": "East"}, east)
    )


def test_an_imported_city_knows_its_districts_and_has_one_general_service(tmp_path):
    city = import_small(
        tmp_path / "cities", two_districts(tmp_path), phone="+43 1 2345", emergency_number="112"
    )

    assert [(district.code, district.names) for district in city.districts] == [
        ("e-1", {"en": "East"}),
        ("w-1", {"en": "West"}),
    ]
    assert [service.code for service in city.services] == ["other"]
    assert (city.human_contact.phone, city.emergency_numbers[0].number) == ("+43 1 2345", "112")
    assert city.locate(Point.from_degrees(50.05, 0.15)) == ("e-1", None)
    assert load_city(tmp_path / "cities" / "small") == city


def test_an_existing_city_is_replaced_only_when_somebody_says_so(tmp_path):
    file = two_districts(tmp_path)
    import_small(tmp_path / "cities", file)

    with pytest.raises(CityIsThereAlready):
        import_small(tmp_path / "cities", file)
    city = import_city(tmp_path / "cities", "small", "Smaller", "Europe/Vienna", file, replace=True)

    assert city.names == {"en": "Smaller"}
    assert [path.name for path in (tmp_path / "cities").iterdir()] == ["small"]


@pytest.mark.parametrize("fault", [{"timezone": "Nowhere"}, {"ring": SQUARE[:3]}])
def test_an_import_that_fails_leaves_the_city_as_it_was(tmp_path, fault):
    before = import_small(tmp_path / "cities", two_districts(tmp_path))
    broken = geojson(tmp_path, feature({"code": "1"}, fault.get("ring", SQUARE)))

    with pytest.raises(PackHasFaults):
        import_city(
            tmp_path / "cities",
            "small",
            "Small",
            fault.get("timezone", "Europe/Vienna"),
            broken,
            replace=True,
        )

    assert load_city(tmp_path / "cities" / "small") == before
    assert [path.name for path in (tmp_path / "cities").iterdir()] == ["small"]


@pytest.mark.parametrize("code", ["../escape", "", "Wien", "a/b", "."])
def test_a_code_that_is_no_directory_name_is_refused(tmp_path, code):
    with pytest.raises(CityCodeIsWrong):
        import_city(tmp_path / "cities", code, "X", "Europe/Vienna", two_districts(tmp_path))


def test_the_properties_that_could_be_codes_are_named_when_none_is_known(tmp_path):
    file = geojson(tmp_path, feature({"kind": "x", "ward": "1"}), feature({"kind": "x", "ward": "2"}))

    with pytest.raises(DistrictsHaveNoCode) as refused:
        import_small(tmp_path / "cities", file)

    assert refused.value.candidates == ("ward",)
    assert [d.code for d in import_small(tmp_path / "cities", file, code_property="ward").districts] == [
        "1",
        "2",
    ]


def test_districts_stand_by_their_codes_the_second_before_the_tenth(tmp_path):
    file = geojson(tmp_path, *(feature({"code": code}) for code in ("10", "2", "1")))

    city = import_small(tmp_path / "cities", file, district_name="Ward {}")

    assert [each.names["en"] for each in city.districts] == ["Ward 1", "Ward 2", "Ward 10"]


def test_a_property_that_does_not_tell_districts_apart_is_refused(tmp_path):
    file = geojson(tmp_path, feature({"kind": "x", "code": 1}), feature({"kind": "x", "code": 2.0}))

    with pytest.raises(DistrictsLackProperty, match="'kind'"):
        import_small(tmp_path / "cities", file, code_property="kind")
    with pytest.raises(DistrictsLackProperty, match="'title'"):
        import_small(tmp_path / "cities", file, name_property="title")
    names = [
        d.names["en"] for d in import_small(tmp_path / "cities", file, district_name="Ward {}").districts
    ]
    assert names == ["Ward 1", "Ward 2"]


def test_an_id_beside_the_properties_counts_as_well(tmp_path):
    file = geojson(tmp_path, feature({"NAME": "West"}) | {"id": 7})

    (district,) = import_small(tmp_path / "cities", file).districts

    assert (district.code, district.names) == ("7", {"en": "West"})


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"features": []}', '{"features": [1]}', "{"])
def test_a_file_without_districts_is_refused_with_its_faults(tmp_path, content):
    file = tmp_path / "x.geojson"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(PackHasFaults) as refused:
        import_small(tmp_path / "cities", file)

    assert [fault.file for fault in refused.value.faults] == ["x.geojson"]


def test_a_city_cannot_begin_in_a_language_without_starter_texts(tmp_path):
    with pytest.raises(NoStarterTexts, match="en, de, zh-Hans"):
        import_small(tmp_path / "cities", two_districts(tmp_path), languages=("tlh",))


NEW_SERVICE = {"names": {"en": "Pothole"}, "kind": "report", "department": "roads"}
NEW_DEPARTMENT = {"names": {"en": "Roads"}}


def test_services_and_departments_that_are_new_are_added_once(tmp_path):
    import_small(tmp_path, two_districts(tmp_path))

    city = add_services(tmp_path, "small", {"pothole": NEW_SERVICE}, {"roads": NEW_DEPARTMENT})
    again = add_services(
        tmp_path, "small", {"pothole": NEW_SERVICE | {"names": {"en": "Hole"}}}, {"roads": NEW_DEPARTMENT}
    )

    assert city.service("pothole") == Service(
        "pothole", {"en": "Pothole"}, "report", "general", "roads", photos="public"
    )
    assert city.department("roads") == Department("roads", {"en": "Roads"})
    assert again == city


def test_a_faulty_addition_leaves_the_pack_as_it_was(tmp_path):
    before = import_small(tmp_path, two_districts(tmp_path))

    with pytest.raises(PackHasFaults, match=r"'roads', which is not in departments\.json"):
        add_services(tmp_path, "small", {"pothole": NEW_SERVICE})

    assert load_city(tmp_path / "small") == before


SERVICES_BY_HAND = """
[[groups]]
code = "any"
names.en = "Any"

[[services]]
code = "hole"
kind = "report"
group = "any"
department = "all"
names.en = "Hole"
"""


def test_a_pack_written_by_hand_is_not_rewritten(tmp_path):
    directory = write_pack(tmp_path / "small", small_files())
    (directory / "services.json").unlink()
    (directory / "services.toml").write_text(SERVICES_BY_HAND, encoding="utf-8")

    with pytest.raises(PackIsNotExtensible):
        add_services(tmp_path, "small", {})


@needs_vienna
def test_vienna_is_imported_with_23_districts(tmp_path):
    city = import_city(tmp_path, "vienna", "Wien", "Europe/Vienna", VIENNA, languages=("de", "en"))

    assert len(city.districts) == 23
    assert city.locate(Point.from_degrees(48.2085, 16.3725)) == ("90101", None)
    assert city.districts[0].names == {"de": "Innere Stadt"}


@needs_los_angeles
@needs_requests
def test_ten_thousand_requests_are_located_in_los_angeles_as_the_city_did_and_fast(tmp_path):
    city = import_city(tmp_path, "la", "Los Angeles", "America/Los_Angeles", LOS_ANGELES)
    with REQUESTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["latitude"]]
    points = [Point.from_degrees(float(row["latitude"]), float(row["longitude"])) for row in rows]

    start = time.perf_counter()
    located = [city.locate(point)[0] for point in points]
    seconds = time.perf_counter() - start

    agreed = sum(district == row["cd"] for district, row in zip(located, rows, strict=True))
    assert len(city.districts) == 15
    assert agreed / len(rows) > 0.99
    assert seconds < 5
