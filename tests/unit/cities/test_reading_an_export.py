"""An export is read row by row, however broken it is, and from where reading stopped."""

import itertools
import tracemalloc
from zoneinfo import ZoneInfo

import pytest
from city_packs import DATA
from exports import CELLS, HEADER, MAPPING, export, line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.cities.city_import import import_city
from civic.cities.csv_records import LONGEST_RECORD, Position
from civic.cities.mapping_file import add_mapped_services, shipped_mapping
from civic.cities.rows import (
    ExportCannotBeRead,
    ExportHasNoReadableHeader,
    ExportIsEmpty,
    ExportLacksColumns,
    ExportRepeatsColumns,
    read_rows,
)

REQUESTS = DATA / "myla311_2020_10k.csv"
DISTRICTS = DATA / "la_council_districts_2012.geojson"


def outcome(path):
    """Per row: the case's number, or its line and what is wrong with it."""
    return [
        row.case.source_id if row.case else f"{row.line}: {row.faults[0].reason}"
        for row in read_rows(path, MAPPING)
    ]


def test_rows_come_with_their_lines_in_order(tmp_path):
    path = export(tmp_path, HEADER, line(srnumber="a"), "\n", line(srnumber="b"))

    rows = list(read_rows(path, MAPPING))

    assert [(row.line, row.case.source_id, row.faults) for row in rows] == [(2, "a", ()), (4, "b", ())]


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_either_line_end_are_read(tmp_path, prefix, end):
    path = export(tmp_path, prefix, (HEADER + line(srnumber="a")).replace("\n", end))

    assert outcome(path) == ["a"]


def test_a_last_line_without_a_line_end_is_read_if_it_is_whole(tmp_path):
    assert outcome(export(tmp_path, HEADER, line(srnumber="a").rstrip("\n"))) == ["a"]


def test_a_cell_may_contain_line_breaks(tmp_path):
    path = export(tmp_path, HEADER, line(address="Main St\nback yard"), line(srnumber="b"))

    rows = list(read_rows(path, MAPPING))

    assert [(row.line, row.case.address) for row in rows] == [
        (2, "Main St back yard"),
        (4, CELLS["address"]),
    ]


def test_a_row_that_is_not_utf_8_is_rejected_with_the_byte_and_reading_goes_on(tmp_path):
    latin = line(srnumber="x", address="Straße").encode("latin-1")
    path = export(tmp_path, HEADER, line(srnumber="a"), latin, line(srnumber="b"))
    byte = path.read_bytes().index(b"\xdf")

    assert outcome(path) == ["a", f"3: is not UTF-8 at byte {byte} of the file", "b"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"1,2,3\n", "has 3 cells where the header has 13"),
        (b"1-2,Bulky\0 Items\n", "has a NUL byte at byte"),
        (b'1,"2,3\n', "has a quotation mark that is not closed"),
        (b'1,"2"3,4\n', "cannot be split into cells"),
        (b"x" * (LONGEST_RECORD + 5) + b"\n", "is longer than 1,000,000 bytes"),
        (b"x" * (3 * LONGEST_RECORD) + b"\n", "is longer than 1,000,000 bytes"),
        (b"1," + b"x" * 200_000 + b"\n", "cannot be split into cells: field larger than field limit"),
    ],
)
def test_a_broken_line_is_rejected_and_the_next_ones_are_read(tmp_path, broken, reason):
    path = export(tmp_path, HEADER, line(srnumber="a"), broken, line(srnumber="b"), line(srnumber="c"))

    first, rejected, *others = outcome(path)

    assert rejected.startswith(f"3: {reason}")
    assert [first, *others] == ["a", "b", "c"]


def test_two_stray_quotation_marks_do_not_swallow_the_rows_between_them(tmp_path):
    path = export(tmp_path, HEADER, '1,"2\n', line(srnumber="a"), '1,"2\n', line(srnumber="b"))

    stray = "has a quotation mark that is not closed"
    assert outcome(path) == [f"2: {stray}", "a", f"4: {stray}", "b"]


def test_a_file_that_ends_in_the_middle_of_a_row_says_so(tmp_path):
    path = export(tmp_path, HEADER, line(srnumber="a"), "1-2,Bulky It")

    assert outcome(path) == [
        "a",
        "3: has 2 cells where the header has 13; the file ends in the middle of this line",
    ]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", ExportIsEmpty),
        ("\n\n", ExportIsEmpty),
        (b"\xff\xfe\n", ExportHasNoReadableHeader),
        ('"a,b\n', ExportHasNoReadableHeader),
        ("a,b\n", ExportLacksColumns),
        (HEADER.replace("cd", "cd,cd"), ExportRepeatsColumns),
    ],
)
def test_a_file_that_cannot_be_an_export_is_refused_at_once(tmp_path, content, error):
    with pytest.raises(error):
        read_rows(export(tmp_path, content), MAPPING)


def test_missing_columns_are_named(tmp_path):
    path = export(tmp_path, HEADER.replace("status,", "").replace("cd", "ward"))

    with pytest.raises(ExportLacksColumns) as refused:
        read_rows(path, MAPPING)

    assert refused.value.missing == ("status", "cd")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ExportCannotBeRead):
        read_rows(tmp_path / "nothing.csv", MAPPING)


def test_reading_goes_on_after_any_row(tmp_path):
    path = export(
        tmp_path, HEADER, line(address="two\nlines"), b"\xff\n", line(srnumber="b"), '1,"\n', line()
    )
    rows = list(read_rows(path, MAPPING))

    for number, row in enumerate(rows):
        assert list(read_rows(path, MAPPING, start=row.after)) == rows[number + 1 :]
    assert rows[-1].after == Position(8, path.stat().st_size)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = export(tmp_path, HEADER, *(itertools.repeat(line(), 20_000)))
    rows = read_rows(path, MAPPING)
    next(rows)

    tracemalloc.start()
    for _ in itertools.islice(rows, 2_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=40) | st.sampled_from([b'"', b"\n", b",", b"\0", line().encode()])))
def test_whatever_bytes_follow_the_header_no_row_raises_and_none_is_read_twice(tmp_path, parts):
    path = export(tmp_path, HEADER, *parts)

    rows = list(read_rows(path, MAPPING))

    assert all((row.case is None) == bool(row.faults) for row in rows)
    assert [row.line for row in rows] == sorted({row.line for row in rows})


@pytest.mark.skipif(not REQUESTS.is_file(), reason="the service requests are not here")
def test_every_one_of_ten_thousand_real_requests_is_read():
    rows = list(read_rows(REQUESTS, MAPPING))

    assert len(rows) == 10_000
    assert [row for row in rows if row.faults] == []
    assert sum(row.case.closed_at is None for row in rows) == 49
    assert sum(row.case.outcome == "closed" and row.case.closed_at is None for row in rows) == 18
    assert sum(row.case.point is None for row in rows) == 11


@pytest.mark.skipif(not DISTRICTS.is_file(), reason="the council districts are not here")
def test_the_services_of_a_mapping_are_added_to_the_citys_pack(tmp_path):
    city = import_city(tmp_path, "la", "Los Angeles", "America/Los_Angeles", DISTRICTS)
    mapping = shipped_mapping("myla311", ZoneInfo(city.timezone))

    city = add_mapped_services(tmp_path, "la", mapping)

    assert {target.code for target in mapping.services.values()} <= {each.code for each in city.services}
    assert {target.code for target in mapping.departments.values()} <= {
        each.code for each in city.departments
    }
