"""Partners of a city: which cases their servers take, and what is wrong with a bad entry of a pack."""

import pytest
from city_packs import small_files, write_pack

from civic.cities.load import load_city
from civic.cities.reading import PackHasFaults

SERVER = {
    "address": "https://grid.example/open311/v2",
    "services": [{"code": "hole", "theirs": "HOLE 7"}],
}


def load(tmp_path, *partners):
    files = small_files()
    files["city.json"]["partners"] = list(partners)
    return load_city(write_pack(tmp_path / "small", files))


def partner(code="grid", **fields):
    return {"code": code, "names": {"en": "Power grid"}, **fields}


def test_a_partner_with_a_server_takes_cases_of_the_services_that_are_named(tmp_path):
    city = load(tmp_path, partner(open311=SERVER), partner("transit"))
    grid, transit = city.partners

    assert (grid.takes("hole"), grid.takes("lamp"), transit.takes("hole")) == (True, False, False)
    assert grid.open311.code_of("hole") == "HOLE 7"
    assert (grid.open311.jurisdiction, grid.open311.contact, grid.open311.answers) == (None, False, False)
    assert grid.open311.photos == "addresses"
    assert (city.partner("grid"), city.partner("other")) == (grid, None)


@pytest.mark.parametrize(
    "address", ["https://grid.example", "http://127.0.0.1:8080/open311/v2/", "https://a-b.example:8443/x"]
)
def test_a_server_is_named_by_its_address(tmp_path, address):
    (grid,) = load(tmp_path, partner(open311={**SERVER, "address": address})).partners

    assert grid.open311.address == address


@pytest.mark.parametrize(
    ("change", "path", "problem"),
    [
        ({"address": "http://grid.example/v2"}, "address", "has the wrong form"),
        ({"address": "https://user:key@grid.example/v2"}, "address", "has the wrong form"),
        ({"address": "https://grid.example/v2?api_key=k"}, "address", "has the wrong form"),
        ({"address": "file:///etc/passwd"}, "address", "has the wrong form"),
        ({"services": []}, "services", "is empty"),
        ({"services": [{"code": "moon", "theirs": "M"}]}, "services[0].code", "names the service 'moon'"),
        ({"services": [SERVER["services"][0]] * 2}, "services[1].code", "which stands there twice"),
        ({"services": [{"code": "hole"}]}, "services[0].theirs", "is missing"),
        ({"contact": "yes"}, "contact", "neither true nor false"),
        ({"answers": "some"}, "answers", "neither true nor false"),
        ({"photos": "all"}, "photos", "which is not known here"),
        ({"api_key": "k"}, "api_key", "is not a known key"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, change, path, problem):
    with pytest.raises(PackHasFaults) as refused:
        load(tmp_path, partner(open311={**SERVER, **change}))

    (fault,) = refused.value.faults
    assert (fault.path, problem in fault.problem) == (f"partners[0].open311.{path}", True)
