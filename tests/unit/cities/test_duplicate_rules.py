"""What a city's pack says about cases that may be the same: read, inherited, turned off, and refused."""

import pytest
from city_packs import small_files, write_pack

from civic.cities.duplicates import DuplicateRule
from civic.cities.load import load_city
from civic.cities.reading import PackHasFaults


def load(tmp_path, city=None, hole=None, other=None):
    files = small_files()
    services = files["services.json"]["services"]
    services.append({**services[0], "code": "lamp"})
    for place, key in ((files["city.json"], city), (services[0], hole), (services[1], other)):
        if key is not None:
            place["duplicates"] = key
    return load_city(write_pack(tmp_path / "small", files))


def test_a_city_that_says_nothing_has_the_usual_rule(tmp_path):
    assert load(tmp_path).duplicate_rule("hole") == DuplicateRule()


def test_a_service_takes_from_the_city_what_it_does_not_say_itself(tmp_path):
    city = load(tmp_path, {"within_metres": 40, "within_days": 7}, {"within_days": 90, "alike": ["lamp"]})

    assert city.duplicate_rule("hole") == DuplicateRule(40, 90, alike=("lamp",))
    assert city.duplicate_rule("lamp") == DuplicateRule(40, 7)
    assert city.services_alike("hole") == ("hole", "lamp")


@pytest.mark.parametrize("off", [False, 0, {"within_metres": 0}, {"within_days": 0}])
def test_false_or_zero_turns_it_off_for_a_service_or_for_the_city(tmp_path, off):
    assert not load(tmp_path / "city", off).duplicate_rule("hole").is_on
    city = load(tmp_path / "service", hole=off, other={"alike": ["hole"]})
    assert (city.duplicate_rule("hole").is_on, city.duplicate_rule("lamp").is_on) == (False, True)
    assert city.services_alike("lamp") == ("lamp",)


@pytest.mark.parametrize(
    ("rule", "path", "problem"),
    [
        (True, "duplicates", "is true or false, not a table"),
        ({"within_metres": 501}, "duplicates.within_metres", "is 501, which is out of range"),
        ({"within_days": -1}, "duplicates.within_days", "is -1, which is out of range"),
        ({"likeness": "much"}, "duplicates.likeness", "is a text, not a whole number"),
        ({"area_likeness": 101}, "duplicates.area_likeness", "is 101, which is out of range"),
        ({"alike": ["moon"]}, "duplicates.alike[0]", "names the service 'moon'"),
        ({"alike": ["lamp"] * 9}, "duplicates.alike", "names 9 services"),
        ({"metres": 40}, "duplicates.metres", "is not a known key"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, rule, path, problem):
    with pytest.raises(PackHasFaults) as refused:
        load(tmp_path, hole=rule)

    (fault,) = refused.value.faults
    assert (fault.file, fault.path) == ("services.json", f"services[0].{path}")
    assert problem in fault.problem
