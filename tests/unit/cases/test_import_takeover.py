"""How a row of another system becomes a case here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civic.cases.commands import RecordCase
from civic.cases.events import Source
from civic.cases.imports.takeover import Identities, command_of, faults_of
from civic.cities.load import load_city
from civic.cities.mapping import Columns
from civic.cities.source_case import SourceCase
from civic.kernel.ids import parse_public_id
from civic.kernel.place import Place, Point
from tests.unit.cities.city_packs import small_files, write_pack

IDENTITIES = Identities(b"k" * 32, "small", "old311")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
POINT = Point(50_050_000, 50_000)
COLUMNS = Columns(
    id="number", service="type", status="status", filed="filed", closed="closed", address="address"
)
CASE = SourceCase(
    source_id="1-7",
    service="hole",
    channel="phone",
    filed_at=datetime(2020, 1, 1, 8, 5, tzinfo=UTC),
    updated_at=None,
    closed_at=datetime(2020, 1, 3, 15, 54, tzinfo=UTC),
    outcome="closed",
    department="all",
    point=POINT,
    address="1 High Street",
    district_hint="two",
    anonymous=True,
)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return load_city(write_pack(tmp_path_factory.mktemp("packs") / "small", small_files()))


@pytest.fixture(scope="module")
def discreet_city(tmp_path_factory):
    files = small_files()
    files["services.json"]["services"][0]["public_precision_metres"] = 500
    return load_city(write_pack(tmp_path_factory.mktemp("packs") / "small", files))


def test_a_closed_row_is_recorded_with_the_times_place_channel_and_number_of_its_source(city):
    assert command_of(CASE, city, IDENTITIES) == RecordCase(
        case=IDENTITIES.number("1-7"),
        city="small",
        service="hole",
        kind="report",
        department="all",
        channel="phone",
        place=Place(POINT, "one", None, "1 High Street"),
        source=Source("old311", "1-7"),
        filed_at="2020-01-01T08:05:00.000000Z",
        outcome="closed",
        closed_at="2020-01-03T15:54:00.000000Z",
    )


def test_an_open_row_has_no_outcome(city):
    command = command_of(replace(CASE, outcome="open", closed_at=None), city, IDENTITIES)

    assert (command.outcome, command.closed_at) == (None, None)


def test_a_closing_time_that_the_source_does_not_give_is_not_invented(city):
    command = command_of(replace(CASE, closed_at=None, updated_at=NOW), city, IDENTITIES)

    assert (command.outcome, command.closed_at) == ("closed", None)


def test_what_a_row_leaves_out_comes_from_the_service_or_is_said_to_be_unknown(city):
    command = command_of(replace(CASE, department=None, channel=None), city, IDENTITIES)

    assert (command.department, command.channel) == ("all", "unknown")


@pytest.mark.parametrize(("hint", "district"), [("one", "one"), ("nowhere", None), (None, None)])
def test_without_a_point_the_district_named_by_the_source_stands_in_if_the_city_has_it(city, hint, district):
    command = command_of(replace(CASE, point=None, district_hint=hint), city, IDENTITIES)

    assert command.place == Place(None, district, None, "1 High Street")


def test_a_point_outside_every_district_is_not_moved_into_one(city):
    outside = Point(51_000_000, 0)

    command = command_of(replace(CASE, point=outside, district_hint="one"), city, IDENTITIES)

    assert command.place == Place(outside, None, None, "1 High Street")


def test_a_service_of_coarse_precision_shows_neither_address_nor_exact_point(discreet_city):
    place = command_of(CASE, discreet_city, IDENTITIES).place

    assert place == Place(POINT.blurred(500), "one")
    assert place.point != POINT


def test_numbers_are_public_ids_that_stay_the_same():
    number = IDENTITIES.number("1-7")

    assert parse_public_id(number) == number
    assert number == Identities(b"k" * 32, "small", "old311").number("1-7")


def test_numbers_and_command_ids_differ_by_key_city_system_and_source_number():
    others = [
        IDENTITIES,
        replace(IDENTITIES, key=b"x" * 32),
        replace(IDENTITIES, city="large"),
        replace(IDENTITIES, system="new311"),
    ]
    numbers = {each.number(source) for each in others for source in ("1-7", "1-8")}
    commands = {each.command_id(source) for each in others for source in ("1-7", "1-8")}

    assert len(numbers) == len(commands) == 8
    assert IDENTITIES.number("1-7", 1) not in numbers


def test_a_sound_row_has_no_faults():
    assert list(faults_of(CASE, COLUMNS, NOW)) == []


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"source_id": "7" * 201}, "number", "has 201 characters, more than 200"),
        ({"address": "x" * 201}, "address", "has 201 characters, more than 200"),
        ({"filed_at": datetime(201, 1, 1, tzinfo=UTC)}, "filed", "is before 1900"),
        ({"closed_at": NOW + timedelta(minutes=1)}, "closed", "is in the future"),
    ],
)
def test_what_must_not_be_recorded_for_ever_is_named(changes, field, reason):
    assert [(f.field, f.reason) for f in faults_of(replace(CASE, **changes), COLUMNS, NOW)] == [
        (field, reason)
    ]
