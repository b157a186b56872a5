"""Cities are found by code and read again when their files change."""

import os

import pytest
from city_packs import small_files, write_pack

from civic.cities.reading import PackHasFaults
from civic.cities.registry import Cities, NoSuchCity


def test_the_demo_city_is_always_there(tmp_path):
    cities = Cities([tmp_path / "not-there-yet"])

    assert cities.codes() == ("demo",)
    assert cities.get("demo").code == "demo"


def test_an_unknown_city_is_refused_naming_the_known_ones(tmp_path):
    write_pack(tmp_path / "small", small_files())

    with pytest.raises(NoSuchCity) as refused:
        Cities([tmp_path]).get("atlantis")

    assert refused.value.known == ("demo", "small")


def test_a_pack_is_read_once_and_again_when_it_changes(tmp_path):
    files = small_files()
    directory = write_pack(tmp_path / "small", files)
    cities = Cities([tmp_path])
    first = cities.get("small")

    assert cities.get("small") is first

    files["city.json"]["names"]["en"] = "Smaller"
    write_pack(directory, files)
    os.utime(directory / "city.json", (1, 1))
    assert cities.get("small").names == {"en": "Smaller"}


def test_a_broken_pack_is_refused_only_when_it_is_asked_for(tmp_path):
    write_pack(tmp_path / "small", small_files() | {"services.json": {}})
    cities = Cities([tmp_path])

    assert cities.codes() == ("demo", "small")
    with pytest.raises(PackHasFaults):
        cities.get("small")


def test_a_pack_of_the_citys_own_comes_before_the_shipped_one(tmp_path):
    write_pack(tmp_path / "demo", small_files("demo"))

    assert [city.names for city in Cities([tmp_path])] == [{"en": "Small"}]
