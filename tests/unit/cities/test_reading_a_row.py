"""One row of an export is understood, or refused with every reason."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from exports import CELLS, MAPPING, cells
from hypothesis import given
from hypothesis import strategies as st

from civic.cities.mapping_file import MappingHasFaults, NoSuchMapping, load_mapping, shipped_mapping
from civic.cities.registry import SHIPPED
from civic.cities.source_case import RowFault, RowHasFaults, SourceCase, read_row
from civic.kernel.place import Point

SKIPPED = "did not happen in America/Los_Angeles: the clocks were put forward over it"


def faults_of(**changes: str) -> list[RowFault]:
    with pytest.raises(RowHasFaults) as refused:
        read_row(MAPPING, cells(**changes), 7)
    assert refused.value.line == 7
    return list(refused.value.faults)


def test_a_row_becomes_a_case_with_codes_and_times_in_utc():
    assert read_row(MAPPING, cells(), 2) == SourceCase(
        source_id="1-1",
        service="bulky-items",
        channel="phone",
        filed_at=datetime(2020, 1, 1, 8, 5, tzinfo=UTC),
        updated_at=datetime(2020, 1, 2, 16, 43, tzinfo=UTC),
        closed_at=datetime(2020, 1, 2, 16, 43, tzinfo=UTC),
        outcome="closed",
        department="sanitation",
        point=Point(34194028, -118499472),
        address="16815 W VANOWEN ST, 91406",
        district_hint="6",
        anonymous=False,
    )


def test_what_the_source_leaves_empty_is_none():
    case = read_row(
        MAPPING, cells(updateddate="", closeddate=" ", latitude="", longitude="", address="", cd=""), 2
    )

    assert (case.outcome, case.updated_at, case.closed_at) == ("closed", None, None)
    assert (case.point, case.address, case.district_hint) == (None, None, None)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("srnumber", "  ", "is empty"),
        ("srnumber", "1\x07", "contains control characters"),
        ("requesttype", "Moon Landing", "is a type of request that the mapping lacks"),
        ("status", "", "is a status that the mapping lacks"),
        ("requestsource", "Pigeon", "is a channel that the mapping lacks"),
        ("owner", "NASA", "is an owner that the mapping lacks"),
        ("anonymous", "?", "says neither anonymous nor named"),
        ("createddate", "", "is empty"),
        ("createddate", "2/30/20 10:00", "is no time that exists, written like %m/%d/%y %H:%M"),
        ("createddate", "2020-01-01", "is no time that exists, written like %m/%d/%y %H:%M"),
        ("closeddate", "soon", "is no time that exists, written like %m/%d/%y %H:%M"),
        ("closeddate", "12/31/19 23:59", "is before the case was filed"),
        (
            "createddate",
            "3/8/20 2:30",
            "did not happen in America/Los_Angeles: the clocks were put forward over it",
        ),
        ("latitude", "91", "is not on Earth"),
        ("latitude", "nan", "is not on Earth"),
        ("longitude", "west", "is no number of degrees"),
        ("longitude", "", "is no number of degrees"),
        ("address", "Main\x00Street", "contains control characters"),
    ],
)
def test_a_faulty_cell_is_refused_with_its_reason(column, value, reason):
    late = {} if column == "closeddate" else {"closeddate": ""}

    assert faults_of(**late, **{column: value}) == [RowFault(column, value.strip(), reason)]


def test_every_fault_of_a_row_is_listed():
    faults = faults_of(srnumber="", requesttype="x", status="x", createddate="x", latitude="x")

    assert [fault.field for fault in faults] == [
        "srnumber",
        "requesttype",
        "status",
        "createddate",
        "latitude",
    ]


def test_a_long_faulty_value_is_shown_in_part():
    (fault,) = faults_of(status="x" * 10_000)

    assert fault.value == "x" * 200


def test_of_a_time_that_happened_twice_the_first_is_taken():
    case = read_row(MAPPING, cells(createddate="11/3/19 1:30"), 2)

    assert case.filed_at == datetime(2019, 11, 3, 8, 30, tzinfo=UTC)


@given(st.dictionaries(st.sampled_from(sorted(CELLS)), st.text(max_size=30)))
def test_whatever_stands_in_a_row_it_is_a_case_or_refused(changes):
    try:
        case = read_row(MAPPING, cells(**changes), 2)
    except RowHasFaults as refused:
        case = refused.faults

    assert case


def test_an_unknown_mapping_is_refused_naming_the_known_ones():
    with pytest.raises(NoSuchMapping, match="myla311"):
        shipped_mapping("../demo/city", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('delimiter = ","', 'delimiter = ";;"', "file.delimiter"),
        ('encoding = "utf-8"', 'encoding = "utf-16"', "file.encoding"),
        ('id = "srnumber"', "", "columns.id"),
        ('"%m/%d/%y %H:%M"', '"%H:%M"', "times.formats[0]"),
        ('["%m/%d/%y %H:%M"]', "[]", "times.formats"),
        ('"Pending" = "open"', '"Pending" = "waiting"', "outcomes.Pending"),
        ('"Call" = "phone"', '"Call" = "by phone"', "channels.Call"),
        ('"Y" = true', '"Y" = "yes"', "anonymous.Y"),
        ('code = "bulky-items"', 'code = "Bulky"', "services.Bulky Items"),
    ],
)
def test_a_faulty_mapping_is_refused_with_the_path_of_the_fault(tmp_path, old, new, path):
    text = (SHIPPED / "mappings" / "myla311.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(MappingHasFaults) as refused:
        load_mapping(file, ZoneInfo("UTC"))

    assert [fault.path for fault in refused.value.faults] == [path]


def test_prefixes_of_districts_are_taken_off_and_put_on(tmp_path):
    text = (SHIPPED / "mappings" / "myla311.toml").read_text(encoding="utf-8")
    text = text.replace('strip_prefix = ""', 'strip_prefix = "CD "').replace(
        'add_prefix = ""', 'add_prefix = "d-"'
    )
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")

    case = read_row(load_mapping(tmp_path / "mine.toml", ZoneInfo("UTC")), cells(cd="CD 14"), 2)

    assert case.district_hint == "d-14"
