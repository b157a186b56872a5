"""One row of another system's export, understood: a SourceCase, or everything that is wrong with it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from civic.cities.district_properties import code_from
from civic.cities.mapping import SourceMapping
from civic.kernel.errors import Refused
from civic.kernel.language import without_unseen
from civic.kernel.place import Point

Value = TypeVar("Value")
SHOWN = 200  # characters of a faulty value that a report repeats


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with a row: the column, what stands there, and why that cannot be used."""

    field: str
    value: str
    reason: str

    @classmethod
    def of(cls, field: str, value: str, reason: str) -> "RowFault":
        return cls(field, value[:SHOWN], reason)


class RowHasFaults(Refused):
    """A row cannot be imported; every fault is listed."""

    code = "cities.row-has-faults"
    status = 422

    def __init__(self, line: int, faults: list[RowFault]) -> None:
        listed = "; ".join(f"{fault.field} {fault.value!r} {fault.reason}" for fault in faults)
        super().__init__(f"line {line}: {listed}", line=line)
        self.line = line
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class SourceCase:
    """What the source says about one case; times are UTC, codes are those of the city's pack.

    `updated_at` and `closed_at` are None where the source gives none, even for a closed case.
    """

    source_id: str
    service: str
    channel: str | None
    filed_at: datetime
    updated_at: datetime | None
    closed_at: datetime | None
    outcome: str
    department: str | None
    point: Point | None
    address: str | None
    district_hint: str | None
    anonymous: bool


class Cells:
    """The cells of one row, and the faults found in them so far."""

    def __init__(self, line: Mapping[str, str]) -> None:
        self._line = line
        self.faults: list[RowFault] = []

    def text(self, column: str | None) -> str:
        return self._line.get(column, "").strip() if column else ""

    def blame(self, column: str, reason: str) -> None:
        self.faults.append(RowFault.of(column, self.text(column), reason))


def read_row(mapping: SourceMapping, line: Mapping[str, str], number: int) -> SourceCase:
    """Understand one row, given by column name. Raise RowHasFaults."""
    cells = Cells(line)
    case = _case(mapping, cells)
    if cells.faults or case is None:
        raise RowHasFaults(number, cells.faults)
    return case


def _case(mapping: SourceMapping, cells: Cells) -> SourceCase | None:
    columns = mapping.columns
    source_id = _required(cells, columns.id)
    _plain(cells, columns.id)
    service = _word(cells, columns.service, mapping.services, "is a type of request that the mapping lacks")
    outcome = _word(cells, columns.status, mapping.outcomes, "is a status that the mapping lacks")
    channel = _word(cells, columns.channel, mapping.channels, "is a channel that the mapping lacks")
    department = _word(cells, columns.owner, mapping.departments, "is an owner that the mapping lacks")
    hidden = _word(cells, columns.anonymous, mapping.anonymous, "says neither anonymous nor named")
    filed_at = _time(cells, columns.filed, mapping) if _required(cells, columns.filed) else None
    closed_at = _time(cells, columns.closed, mapping)
    if filed_at and closed_at and columns.closed and closed_at < filed_at:
        cells.blame(columns.closed, "is before the case was filed")
    updated_at = _time(cells, columns.updated, mapping)
    address = _plain(cells, columns.address)
    point = _point(cells, columns.latitude, columns.longitude)
    if service is None or outcome is None or filed_at is None:
        return None
    return SourceCase(
        source_id=source_id,
        service=service.code,
        channel=channel,
        filed_at=filed_at,
        updated_at=updated_at,
        closed_at=closed_at,
        outcome=outcome,
        department=department.code if department else None,
        point=point,
        address=address,
        district_hint=_district(mapping, cells.text(columns.district)),
        anonymous=hidden is not False,
    )


def _required(cells: Cells, column: str) -> str:
    text = cells.text(column)
    if not text:
        cells.blame(column, "is empty")
    return text


def _word(cells: Cells, column: str | None, known: Mapping[str, Value], reason: str) -> Value | None:
    if column is None:
        return None
    found = known.get(cells.text(column))
    if found is None:
        cells.blame(column, reason)
    return found


def _time(cells: Cells, column: str | None, mapping: SourceMapping) -> datetime | None:
    text = cells.text(column)
    if column is None or not text:
        return None
    local = _local_time(text, mapping.time_formats)
    if local is None:
        cells.blame(column, f"is no time that exists, written like {' or '.join(mapping.time_formats)}")
        return None
    moment = _moment(local, mapping.zone)
    if moment is None:
        cells.blame(column, f"did not happen in {mapping.zone.key}: the clocks were put forward over it")
    return moment


def _local_time(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the city's, added next
        except ValueError:
            continue
    return None


def _moment(local: datetime, zone: ZoneInfo) -> datetime | None:
    """Of a time that happened twice the first is meant (PEP 495, fold 0)."""
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    try:
        moment = local.replace(tzinfo=zone).astimezone(UTC)
        exists = moment.astimezone(zone).replace(tzinfo=None) == local
    except OverflowError:
        return None
    return moment if exists else None


def _point(cells: Cells, latitude: str | None, longitude: str | None) -> Point | None:
    if latitude is None or longitude is None or not (cells.text(latitude) or cells.text(longitude)):
        return None
    north, east = _degrees(cells, latitude, 90), _degrees(cells, longitude, 180)
    return None if north is None or east is None else Point.from_degrees(north, east)


def _degrees(cells: Cells, column: str, most: int) -> float | None:
    try:
        degrees = float(cells.text(column))
    except ValueError:
        cells.blame(column, "is no number of degrees")
        return None
    if not abs(degrees) <= most:  # also refuses NaN
        cells.blame(column, "is not on Earth")
        return None
    return degrees


def _plain(cells: Cells, column: str | None) -> str | None:
    text = " ".join(without_unseen(cells.text(column)).split())
    if column is not None and any(unicodedata.category(character) == "Cc" for character in text):
        cells.blame(column, "contains control characters")
    return text or None


def _district(mapping: SourceMapping, text: str) -> str | None:
    if not text:
        return None
    return code_from(mapping.add_prefix + text.removeprefix(mapping.strip_prefix)) or None
