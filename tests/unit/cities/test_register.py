"""The register of addresses: what is wrong with it is said by file, line and column, with how to mend it."""

import json
from itertools import pairwise

import pytest
from city_packs import SQUARE, districts, feature, small_files, write_pack

from civic.cities.city_import import import_city
from civic.cities.load import load_city
from civic.cities.places import Address, Landmark, TileServer
from civic.cities.reading import PackHasFaults
from civic.cities.register import MOST_FAULTS, write_register
from civic.cities.registry import SHIPPED, Cities
from civic.kernel.place import Point

HEADER = "street,number,lat,lon,name\n"
GOOD = "Main Street,4,50050000,50000,\n"


def pack(tmp_path, register: str | bytes, **files: object):
    directory = write_pack(tmp_path / "small", {**small_files(), **files})
    content = register.encode() if isinstance(register, str) else register
    (directory / "addresses.csv").write_bytes(content)
    return directory


def faults(tmp_path, register: str | bytes, **files: object) -> list[str]:
    with pytest.raises(PackHasFaults) as refused:
        load_city(pack(tmp_path, register, **files))
    return [str(fault) for fault in refused.value.faults]


def test_addresses_are_read_in_any_order_of_columns_and_with_a_byte_order_mark(tmp_path):
    city = load_city(pack(tmp_path, "\ufefflon,lat,Number,STREET\n50000,50050000,4, Main Street \n\n"))

    assert city.addresses == (Address("Main Street", "4", Point(50050000, 50000)),)


def test_what_is_written_is_read_again(tmp_path):
    directory = pack(tmp_path, HEADER)
    known = (Address('Street, "old"', "4a", Point(50050000, 50000), "Town Hall"),)
    write_register(directory / "addresses.csv", known)

    assert load_city(directory).addresses == known


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (",4,50050000,50000,", "line 2, street: is empty. Write it, or remove the line."),
        ("Main,,50050000,50000,", "line 2, number: is empty. Write it, or remove the line."),
        ("x" * 121 + ",4,50050000,50000,", "line 2, street: is longer than 120 characters. Shorten it."),
        (
            "Main,4,50.05,50000,",
            "line 2, lat: is '50.05', not a whole number. Write millionths of a degree, such as 45004739.",
        ),
        (
            "Main,4,50050000,5²,",
            "line 2, lon: is '5²', not a whole number. Write millionths of a degree, such as 45004739.",
        ),
        ("Main,4,95000000,50000,", "line 2, lat: is 95000000, 50000, which is not on Earth. Use WGS84."),
        ("Main,4,51000000,50000,", "line 2, lat: lies outside every district. Correct or remove the line."),
        (
            "Main,4,50000,50050000,",
            (
                "line 2, lat: lies outside every district. "
                "Put the latitude under lat and the longitude under lon."
            ),
        ),
        (
            "Ma\u202ein,4,50050000,50000,",
            (
                "line 2, street: contains characters that cannot be seen. "
                "Remove control characters and the like."
            ),
        ),
        ("Main,4", "(whole file): has 2 cells in line 2 where the header has 5. Mend that line."),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_how_to_mend_it(tmp_path, line, fault):
    assert faults(tmp_path, HEADER + line + "\n" + GOOD) == [f"addresses.csv: {fault}"]


@pytest.mark.parametrize(
    ("register", "fault"),
    [
        ("", "has no column street, number, lat, lon"),
        ("street,number\n", "has no column lat, lon"),
        (HEADER.encode() + b"Stra\xdfe,4,50050000,50000,\n", "is not UTF-8 at byte 31"),
        (HEADER + '"Main,4,50050000,50000,\n', "cannot be split into cells in line 2"),
    ],
    ids=["empty", "columns", "latin-1", "quote"],
)
def test_a_file_that_is_no_register_says_why(tmp_path, register, fault):
    (said,) = faults(tmp_path, register)

    assert said.startswith("addresses.csv: (whole file): ")
    assert fault in said


def test_of_many_faults_the_first_are_said(tmp_path):
    assert len(faults(tmp_path, HEADER + ",,,,\n" * 500)) == MOST_FAULTS


def test_a_changed_register_is_read_again(tmp_path):
    directory = pack(tmp_path, HEADER + GOOD)
    cities = Cities([tmp_path])
    before = cities.get("small").addresses
    (directory / "addresses.csv").write_text(HEADER + GOOD + GOOD.replace(",4,", ",5,"), encoding="utf-8")

    assert (len(before), len(cities.get("small").addresses)) == (1, 2)


def test_a_landmark_outside_the_city_is_named(tmp_path):
    landmark = {"code": "bridge", "names": {"en": "Bridge"}, "lat": 51000000, "lon": 50000}

    assert faults(tmp_path, HEADER, **{"landmarks.json": {"landmarks": [landmark]}}) == [
        (
            "landmarks.json: landmarks[0]: lies outside every district. "
            "Correct lat and lon, which are millionths of a degree."
        )
    ]


def test_landmarks_and_a_tile_server_are_read(tmp_path):
    files = small_files()
    files["city.json"]["tiles"] = {
        "url": "https://tiles.city.example:8443/{z}/{x}/{y}.png",
        "attribution": "© Small",
    }
    files["landmarks.json"] = {
        "landmarks": [{"code": "bridge", "names": {"en": "Bridge"}, "lat": 50050000, "lon": 50000}]
    }
    city = load_city(write_pack(tmp_path / "small", files))

    assert city.landmarks == (Landmark("bridge", {"en": "Bridge"}, Point(50050000, 50000)),)
    assert city.tiles == TileServer("https://tiles.city.example:8443/{z}/{x}/{y}.png", "© Small")
    assert city.tiles.origin == "https://tiles.city.example:8443"


@pytest.mark.parametrize(
    "url", ["http://tiles.example/{z}/{x}/{y}", "https://tiles.example/", "https://a.b; script-src *"]
)
def test_a_tile_server_whose_address_cannot_be_used_is_refused(tmp_path, url):
    files = small_files()
    files["city.json"]["tiles"] = {"url": url, "attribution": "©"}

    with pytest.raises(PackHasFaults, match="tiles"):
        load_city(write_pack(tmp_path / "small", files))


def imported(tmp_path, register: str):
    wards = tmp_path / "wards.geojson"
    wards.write_text(json.dumps(districts(feature({"id": 1, "name": "One"}, SQUARE))), encoding="utf-8")
    (tmp_path / "open.csv").write_text(register, encoding="utf-8")
    return import_city(
        tmp_path / "cities", "small", "Small", "Europe/Vienna", wards, addresses=tmp_path / "open.csv"
    )


def test_open_data_in_degrees_becomes_a_register_with_each_house_once(tmp_path):
    city = imported(
        tmp_path, "street,number,lat,lon\nMain,4 A,50.05,0.05\nMain,4a,50.0501,0.05\nMain,5,50.06,0.0500004\n"
    )

    assert city.addresses == (
        Address("Main", "4 A", Point(50050000, 50000)),
        Address("Main", "5", Point(50060000, 50000)),
    )


@pytest.mark.parametrize(
    ("register", "fault"),
    [
        ("street,number,lat,lon\nMain,4,north,0.05\n", "line 2, lat: is 'north', no number"),
        ("street,number,lat,lon\nMain,4,nan,0.05\n", "which is not on Earth"),
        ("street,number,lat,lon\n", "holds no address"),
    ],
)
def test_open_data_that_cannot_be_used_makes_no_city(tmp_path, register, fault):
    with pytest.raises(PackHasFaults, match=fault):
        imported(tmp_path, register)
    assert not (tmp_path / "cities" / "small").exists()


DEMO = load_city(SHIPPED / "demo")


def test_the_demo_city_has_a_register_for_every_neighbourhood():
    streets = {each.code: DEMO.gazetteer.streets_in(each.code) for each in DEMO.neighbourhoods}

    assert len(DEMO.addresses) >= 1500
    assert len({each.street for each in DEMO.addresses}) >= 60
    assert len(DEMO.landmarks) >= 25
    assert {code: len(found) for code, found in streets.items()} == dict.fromkeys(streets, 5)


def test_a_street_of_the_demo_city_keeps_to_its_neighbourhood_and_its_houses_stand_in_a_row():
    by_quarter: dict[tuple[str, str | None], list[Point]] = {}
    for each in DEMO.addresses:
        by_quarter.setdefault((each.street, DEMO.locate(each.point)[1]), []).append(each.point)

    assert len(by_quarter) == len({street for street, _ in by_quarter}) + 1  # Gartenweg is in two quarters
    for points in by_quarter.values():
        steps = pairwise(points)
        assert max(abs(a.latitude - b.latitude) + abs(a.longitude - b.longitude) for a, b in steps) < 1500


def test_every_landmark_of_the_demo_city_has_a_name_in_every_language():
    languages = {"en", "de", "zh-Hans", "ar", "fr", "es"}

    assert [each.code for each in DEMO.landmarks if each.names.keys() != languages] == []
