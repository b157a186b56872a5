"""Cities from the command line."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from city_packs import districts, feature, small_files, write_pack
from click.testing import CliRunner

from civic.cities.cli import city
from civic.settings import Settings, read_settings


@dataclass(frozen=True)
class Context:
    """What the `civic` command hands to its groups."""

    settings: Settings


def run(var: Path, *arguments: object) -> tuple[int, str]:
    context = Context(read_settings({"CIVIC_VAR": str(var)}))
    result = CliRunner().invoke(city, [str(argument) for argument in arguments], obj=context)
    return result.exit_code, result.output


def test_cities_are_listed_and_a_broken_one_is_marked(tmp_path):
    write_pack(tmp_path / "cities" / "broken", small_files())
    write_pack(tmp_path / "cities" / "small", small_files())

    assert run(tmp_path, "list") == (
        0,
        "broken\t(has faults: civic city check)\ndemo\tErlbruck on the Mirn\nsmall\tSmall\n",
    )


def test_checking_a_pack_says_what_it_holds_or_what_is_wrong(tmp_path):
    good = write_pack(tmp_path / "small", small_files())
    bad = write_pack(tmp_path / "other", small_files())

    assert run(tmp_path, "check", good) == (
        0,
        "small: 1 districts, 0 neighbourhoods, 1 departments, 1 services, 0 addresses, 0 landmarks\n",
    )
    assert run(tmp_path, "check", bad) == (
        1,
        (
            "Error: The city pack other cannot be used:\n"
            "  city.json: code: is 'small' in a directory named 'other'. "
            "Give the directory the city's code as its name.\n"
        ),
    )


def test_routing_says_where_a_case_would_go_and_why(tmp_path):
    monday = "2026-11-23T10:00:00"
    east = ("--district", "east-bank", "--at")

    assert run(tmp_path, "route", "demo", "energy-advice", *east, monday) == (
        0,
        "east-bank-office (rule advice-on-the-east-bank)\n",
    )
    assert run(tmp_path, "route", "demo", "energy-advice", *east, "2026-11-22T10:00:00") == (
        0,
        "buildings (the service's own department)\n",
    )


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--district", "moon"), "there is no district 'moon'"),
        (("--neighbourhood", "moon"), "there is no neighbourhood 'moon'"),
        (("--answer", "size=hand"), "there is no question 'size'"),
        (("--answer", "hateful"), "'hateful' is not of the form QUESTION=ANSWER"),
        (("--channel", "smoke"), "'smoke' is not one of"),
    ],
)
def test_what_a_city_does_not_know_cannot_be_routed_by(tmp_path, options, problem):
    status, printed = run(tmp_path, "route", "demo", "graffiti", *options)

    assert (status, problem in printed) == (2, True)


def test_an_import_without_a_way_to_reach_a_person_says_how_to_give_one(tmp_path):
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps(districts(feature({"id": 1, "name": "One"}))), encoding="utf-8")
    place = ("--districts", file, "--timezone", "Europe/Vienna")

    status, out = run(tmp_path, "import", "--code", "mine", "--name", "Mine", *place)

    assert status == 0
    assert out.splitlines()[1].endswith("run it again with --phone or --email, and --replace.")


@pytest.mark.parametrize(("again", "status"), [([], 1), (["--replace"], 0)])
def test_a_city_is_imported_and_not_overwritten_by_accident(tmp_path, again, status):
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps(districts(feature({"id": 1, "name": "One"}))), encoding="utf-8")
    place = ("--districts", file, "--timezone", "Europe/Vienna")
    command = ("import", "--code", "mine", "--name", "Mine", "--phone", "311", *place)

    first = run(tmp_path, *command)
    second = run(tmp_path, *command, *again)

    assert first == (
        0,
        "mine: 1 districts, 0 neighbourhoods, 1 departments, 1 services, 0 addresses, 0 landmarks\n",
    )
    assert second[0] == status
