"""A broken pack is refused with every fault: file, path, what is wrong, how to mend it."""

import contextlib
import copy
from pathlib import Path
from typing import Any

import pytest
from city_packs import SQUARE, demo_files, districts, feature, small_files, write_pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.cities.load import load_city
from civic.cities.pack import Theme
from civic.cities.reading import PackFault, PackHasFaults

MISSING = object()
DEMO = demo_files()


def faults_of(tmp_path: Path, files: dict[str, Any], code: str = "small") -> tuple[PackFault, ...]:
    with pytest.raises(PackHasFaults) as refused:
        load_city(write_pack(tmp_path / code, files))
    return refused.value.faults


def change(files: dict[str, Any], name: str, steps: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """Put a value at a path of a file, or take away what is there."""
    *way, last = steps
    table = files[name]
    for step in way:
        table = table[step]
    if value is MISSING:
        del table[last]
    else:
        table[last] = value
    return files


def test_the_least_pack_loads(tmp_path):
    city = load_city(write_pack(tmp_path / "small", small_files()))

    assert (city.code, city.neighbourhoods, city.services[0].response_hours) == ("small", (), 2)


SERVICE = ("services", 0)
RING = ("features", 0, "geometry", "coordinates", 0)
BREAKS = [
    ("city.json", ("timezone",), "Europe/Atlantis", "timezone", "is no time zone"),
    ("city.json", ("timezone",), "../../etc/passwd", "timezone", "is no time zone"),
    ("city.json", ("timezone",), MISSING, "timezone", "is missing"),
    ("city.json", ("languages", 0), "english!", "languages[0]", "is no BCP 47 language tag"),
    ("city.json", ("languages",), [], "languages", "is empty"),
    ("city.json", ("languages",), "en", "languages", "is a text, not a list"),
    ("city.json", ("languages",), ["en", "en"], "languages", "names a language twice"),
    ("city.json", ("names",), {"de": "Klein"}, "names", "has no text in the default language 'en'"),
    ("city.json", ("names", "no tag"), "x", "names.no tag", "is no BCP 47 language tag"),
    ("city.json", ("names", "en"), 3, "names.en", "is a whole number, not a text"),
    ("city.json", ("names", "en"), " ", "names.en", "is empty"),
    ("city.json", ("names", "en"), "Small\ud800", "names.en", "contains characters that cannot be shown"),
    ("city.json", ("names", "en"), "Small\x00", "names.en", "contains characters that cannot be shown"),
    ("city.json", ("code",), "other", "code", "in a directory named 'small'"),
    ("city.json", ("timezon",), "x", "timezon", "is not a known key"),
    ("city.json", ("theme",), {"accent": "red; }"}, "theme.accent", "has the wrong form"),
    ("city.json", ("theme",), {"accent": "#f2c14e"}, "theme.accent", "has a contrast of 1.7:1 on #ffffff"),
    (
        "city.json",
        ("theme",),
        {"accent": "#0b5d7a", "accent_on_dark": "#083f54"},
        "theme.accent_on_dark",
        "on #000000",
    ),
    (
        "city.json",
        ("theme",),
        {"accent": "#0b5d7a", "highlight": "#f2c14e"},
        "theme.highlight",
        "is not a known",
    ),
    ("city.json", ("calendar",), {"opens": "25:00"}, "calendar.opens", "has the wrong form"),
    ("city.json", ("calendar",), {"opens": "18:00"}, "calendar", "has no working time"),
    (
        "city.json",
        ("calendar",),
        {"holidays": [{"names": {"en": "X"}, "every_year": "02-30"}]},
        "calendar.holidays[0].every_year",
        "is no day",
    ),
    (
        "city.json",
        ("calendar",),
        {"holidays": [{"names": {"en": "X"}}]},
        "calendar.holidays[0]",
        "when it is",
    ),
    ("city.json", ("human_contact", "email"), "nobody", "human_contact.email", "has the wrong form"),
    ("services.json", ("services",), [], "services", "is empty"),
    ("departments.json", ("departments", 0, "districts"), ["moon"], "departments[0].districts[0]", "'moon'"),
    ("services.json", (*SERVICE, "department"), "moon", "services[0].department", "the department 'moon'"),
    ("services.json", (*SERVICE, "group"), "moon", "services[0].group", "the group 'moon'"),
    ("services.json", (*SERVICE, "kind"), "wish", "services[0].kind", "is not known here"),
    ("services.json", (*SERVICE, "response_hours"), -1, "services[0].response_hours", "is out of range"),
    ("services.json", (*SERVICE, "response_hours"), True, "services[0].response_hours", "not a whole number"),
    ("services.json", (*SERVICE, "anonymous"), "yes", "services[0].anonymous", "neither true nor false"),
    ("services.json", (*SERVICE, "code"), "Big Hole", "services[0].code", "has the wrong form"),
    (
        "services.json",
        (*SERVICE, "questions"),
        [{"code": "size", "text": {"en": "Size?"}, "kind": "choice"}],
        "services[0].questions[0]",
        "fewer than two choices",
    ),
    ("districts.geojson", (*RING, 4), [0.0, 50.05], "coordinates[0][0]", "is not closed"),
    ("districts.geojson", (*RING, 1), [200.0, 50.0], "coordinates[0][0]", "is not on Earth"),
    ("districts.geojson", (*RING, 1), [50.0, 118.0], "coordinates[0][0]", "has a latitude of 118.0"),
    ("districts.geojson", (*RING, 1), ["a", "b"], "coordinates[0][0]", "has a position"),
    ("districts.geojson", RING, SQUARE[:3], "coordinates[0][0]", "has 3 positions"),
    ("districts.geojson", RING, [SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0]], "[0][0]", "encloses no area"),
    (
        "districts.geojson",
        ("features", 0, "geometry", "type"),
        "Point",
        "features[0].geometry",
        "has no area",
    ),
    ("districts.geojson", ("features", 0, "geometry"), None, "features[0].geometry", "is nothing"),
]


@pytest.mark.parametrize(
    ("file", "steps", "value", "path", "problem"), BREAKS, ids=[f"{b[3]} {b[4]}" for b in BREAKS]
)
def test_one_fault_is_named_with_its_file_and_path(tmp_path, file, steps, value, path, problem):
    (fault,) = faults_of(tmp_path, change(small_files(), file, steps, value))

    assert fault.file == file
    assert fault.path.endswith(path)
    assert problem in fault.problem
    assert fault.fix


def test_a_pale_accent_is_refused_with_the_nearest_that_can_be_read(tmp_path):
    (fault,) = faults_of(tmp_path, change(small_files(), "city.json", ("theme",), {"accent": "#f2c14e"}))
    nearest = fault.fix.rpartition(" ")[2].strip("'")

    assert load_city(
        write_pack(
            tmp_path / "mended" / "small",
            change(small_files(), "city.json", ("theme",), {"accent": nearest}),
        )
    ).theme == Theme(nearest)


def test_all_faults_are_listed_at_once(tmp_path):
    files = small_files()
    change(files, "city.json", ("timezone",), "Nowhere")
    change(files, "services.json", (*SERVICE, "department"), "moon")
    change(files, "services.json", (*SERVICE, "resolution_days"), -3)
    change(files, "districts.geojson", (*RING, 4), [0.0, 50.05])

    places = [f"{fault.file}:{fault.path}" for fault in faults_of(tmp_path, files)]

    assert places == [
        "city.json:timezone",
        "services.json:services[0].resolution_days",
        "districts.geojson:features[0].geometry.coordinates[0][0]",
        "services.json:services[0].department",
    ]


def test_a_fault_reads_as_a_sentence_with_its_remedy(tmp_path):
    (fault,) = faults_of(tmp_path, change(small_files(), "services.json", (*SERVICE, "departmnt"), "all"))

    assert str(fault) == (
        "services.json: services[0].departmnt: is not a known key. Write 'department' instead."
    )


def test_a_code_that_stands_there_twice_is_blamed_the_second_time(tmp_path):
    files = small_files()
    files["services.json"]["services"] *= 2

    (fault,) = faults_of(tmp_path, files)

    assert (fault.path, fault.problem) == ("services[1].code", "is 'hole', which stands there twice")


def test_a_neighbourhood_with_swapped_coordinates_is_recognised(tmp_path):
    swapped = [[latitude, longitude] for longitude, latitude in SQUARE]
    files = small_files() | {
        "neighbourhoods.geojson": districts(
            feature({"code": "n", "names": {"en": "N"}, "district": "one"}, swapped)
        )
    }

    (fault,) = faults_of(tmp_path, files)

    assert fault == PackFault(
        "neighbourhoods.geojson",
        "features[0].geometry",
        "lies outside district 'one'",
        "Put longitude before latitude",
    )


def test_a_neighbourhood_of_an_unknown_district_is_refused(tmp_path):
    files = small_files() | {
        "neighbourhoods.geojson": districts(feature({"code": "n", "names": {"en": "N"}, "district": "two"}))
    }

    (fault,) = faults_of(tmp_path, files)

    assert (fault.path, fault.fix) == ("features[0].properties.district", "Use one of: one")


def test_an_empty_directory_lacks_four_files(tmp_path):
    faults = faults_of(tmp_path, {})

    assert [fault.file for fault in faults] == [
        "city.toml",
        "departments.toml",
        "services.toml",
        "districts.geojson",
    ]


def test_a_file_that_stands_there_in_both_forms_is_refused(tmp_path):
    directory = write_pack(tmp_path / "small", small_files())
    (directory / "city.toml").write_text("code = 'small'", encoding="utf-8")

    (fault,) = faults_of(tmp_path, {})

    assert (fault.file, fault.problem) == ("city.toml", "stands beside city.json")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "is no JSON"),
        (b"[]", "is not a table"),
        (b'{"code": "\xff"}', "is not UTF-8 at byte 10"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is no JSON"),
    ],
)
def test_a_file_that_cannot_be_understood_is_a_fault_not_a_crash(tmp_path, content, problem):
    directory = write_pack(tmp_path / "small", small_files())
    (directory / "services.json").write_bytes(content)

    (fault,) = faults_of(tmp_path, {})

    assert (fault.file, fault.path) == ("services.json", "")
    assert fault.problem.startswith(problem)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def paths_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(inner for key, each in items for inner in paths_in(each, (*path, key)))]


PLACES = [(name, path) for name, contents in DEMO.items() for path in paths_in(contents) if path]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK | st.just(MISSING)), min_size=1, max_size=3))
def test_whatever_is_changed_the_pack_loads_or_says_what_is_wrong(tmp_path, mutations):
    files = copy.deepcopy(DEMO)
    for (name, path), junk in mutations:
        try:
            change(files, name, path, junk)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    directory = write_pack(tmp_path / "demo", files)

    with contextlib.suppress(PackHasFaults):
        load_city(directory)


def test_a_key_that_cannot_be_printed_is_shown_by_its_number(tmp_path):
    (fault,) = faults_of(tmp_path, change(small_files(), "city.json", ("\ud800",), 1))

    assert fault.path == "\\ud800"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*small_files()]), st.binary(max_size=200))
def test_whatever_bytes_a_file_holds_the_loader_answers_with_faults(tmp_path, name, content):
    directory = write_pack(tmp_path / "small", small_files())
    (directory / name).write_bytes(content)

    with pytest.raises(PackHasFaults):
        load_city(directory)
