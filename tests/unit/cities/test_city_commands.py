"""Cities from the command line."""

import json

import pytest
from city_packs import districts, feature, small_files, write_pack
from click.testing import CliRunner

from civic.cities.cli import city


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(city, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_cities_are_listed_and_a_broken_one_is_marked(tmp_path):
    write_pack(tmp_path / "broken", small_files())
    write_pack(tmp_path / "small", small_files())

    assert run("list", "--root", tmp_path) == (
        0,
        "broken\t(has faults: civic city check)\ndemo\tErlbruck on the Mirn\nsmall\tSmall\n",
    )


def test_checking_a_pack_says_what_it_holds_or_what_is_wrong(tmp_path):
    good = write_pack(tmp_path / "small", small_files())
    bad = write_pack(tmp_path / "other", small_files())

    assert run("check", good) == (0, "small: 1 districts, 0 neighbourhoods, 1 departments, 1 services\n")
    assert run("check", bad) == (
        1,
        (
            "Error: The city pack other cannot be used:\n"
            "  city.json: code: is 'small' in a directory named 'other'. "
            "Give the directory the city's code as its name.\n"
        ),
    )


@pytest.mark.parametrize(("again", "status"), [([], 1), (["--replace"], 0)])
def test_a_city_is_imported_and_not_overwritten_by_accident(tmp_path, again, status):
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps(districts(feature({"id": 1, "name": "One"}))), encoding="utf-8")
    command = ("import", "--root", tmp_path / "cities", "mine", "Mine", "Europe/Vienna", file)

    first = run(*command)
    second = run(*command, *again)

    assert first == (0, "mine: 1 districts, 0 neighbourhoods, 1 departments, 1 services\n")
    assert second[0] == status
