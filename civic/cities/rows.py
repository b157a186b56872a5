"""The rows of another system’s export, streamed: each a SourceCase or the list of its faults."""

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from civic.cities.csv_records import Format, Position, Record, records
from civic.cities.mapping import SourceMapping
from civic.cities.source_case import RowFault, RowHasFaults, SourceCase, read_row
from civic.kernel.errors import Refused

WHOLE_LINE = "(line)"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file. To go on after it another time, give `after` to `read_rows`."""

    line: int
    after: Position
    case: SourceCase | None
    faults: tuple[RowFault, ...] = ()


class ExportIsEmpty(Refused):
    """The file has no header and no rows."""

    code = "cities.export-is-empty"
    status = 422


class ExportHasNoReadableHeader(Refused):
    """The first line is not a list of column names that can be read."""

    code = "cities.export-has-no-readable-header"
    status = 422


class ExportLacksColumns(Refused):
    """Columns that the mapping names are not in the file's header."""

    code = "cities.export-lacks-columns"
    status = 422

    def __init__(self, missing: list[str], present: list[str]) -> None:
        super().__init__(
            f"The file lacks the columns {', '.join(missing)}; it has {', '.join(present)[:500]}",
            columns=", ".join(missing),
        )
        self.missing = tuple(missing)


class ExportRepeatsColumns(Refused):
    """Two columns of the file have a name that the mapping uses, so it is unclear which is meant."""

    code = "cities.export-repeats-columns"
    status = 422


class ExportCannotBeRead(Refused):
    """The file is not there or may not be opened."""

    code = "cities.export-cannot-be-read"
    status = 422


def read_rows(path: Path, mapping: SourceMapping, *, start: Position | None = None) -> Iterator[Row]:
    """Read the header now and the rows as they are asked for, from the first or from `start`.

    Raise ExportCannotBeRead, ExportIsEmpty, ExportHasNoReadableHeader, ExportLacksColumns or
    ExportRepeatsColumns at once. Rows never raise; what is wrong with one stands in its faults.
    """
    header = _header(path, mapping)
    return _rows(path, mapping, header.cells, start or header.after)


def _header(path: Path, mapping: SourceMapping) -> Record:
    try:
        with path.open("rb") as file:
            offset = len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0
            form = Format(mapping.delimiter, mapping.encoding)
            header = next(records(file, form, Position(1, offset)), None)
    except OSError as failure:
        raise ExportCannotBeRead(
            f"{path.name} cannot be read: {failure.strerror}", file=path.name
        ) from failure
    if header is None:
        raise ExportIsEmpty(f"{path.name} is empty", file=path.name)
    if header.fault is not None:
        raise ExportHasNoReadableHeader(f"The first line of {path.name} {header.fault}", file=path.name)
    _check_columns(header, mapping)
    return header


def _check_columns(header: Record, mapping: SourceMapping) -> None:
    counts = Counter(header.cells)
    missing = [column for column in mapping.columns.named() if column not in counts]
    if missing:
        raise ExportLacksColumns(missing, list(header.cells))
    repeated = ", ".join(column for column in mapping.columns.named() if counts[column] > 1)
    if repeated:
        raise ExportRepeatsColumns(f"The file has more than one column {repeated}", columns=repeated)


def _rows(path: Path, mapping: SourceMapping, names: tuple[str, ...], start: Position) -> Iterator[Row]:
    form = Format(mapping.delimiter, mapping.encoding, width=len(names))
    with path.open("rb") as file:
        for record in records(file, form, start):
            yield _row(record, mapping, names)


def _row(record: Record, mapping: SourceMapping, names: tuple[str, ...]) -> Row:
    line, after = record.at.line, record.after
    if record.fault is not None:
        return Row(line, after, None, (RowFault.of(WHOLE_LINE, record.shown, record.fault),))
    try:
        return Row(line, after, read_row(mapping, dict(zip(names, record.cells, strict=True)), line))
    except RowHasFaults as refused:
        return Row(line, after, None, refused.faults)
