"""The queue as files: a line or a feature a case, written as it is read, so that none are too many.

There is nothing in them that the public page of a case does not show: no contact, no exact place where the
service blurs it, no answers. What a spreadsheet could take for a formula is made harmless.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson

from civic.cases.queries import ExportedCase
from civic.kernel.clock import to_timestamp
from civic.kernel.ids import spell

COLUMNS = (
    *("number", "service", "service_name", "kind", "state", "department", "channel"),
    *("district", "neighbourhood", "address", "latitude", "longitude"),
    *("filed_at", "changed_at", "answer_by", "settle_by", "level_missed", "supporters", "parent"),
    *("language", "description"),
)
# So that spreadsheets know that it is UTF-8.
MARK = "\ufeff"
# Where a cell begins, for whichever separator a spreadsheet takes: some of them read a file of commas by
# semicolons, and quotation marks in the middle of a line hide nothing then.
_FORMULA = re.compile(r"(^|[;\t\r\n|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
Names = Callable[[str], str]
"""From the code of a service to its name."""


def as_csv(cases: Iterable[ExportedCase], name_of: Names) -> Iterator[str]:
    """Yield the lines of a file with commas, the names of the columns first."""
    yield MARK + _line(COLUMNS)
    for case in cases:
        yield _line(_cell(value) for value in _values(case, name_of).values())


def as_geojson(cases: Iterable[ExportedCase], name_of: Names) -> Iterator[bytes]:
    """Yield a FeatureCollection (RFC 7946); a case without a point is a feature without geometry."""
    yield b'{"type":"FeatureCollection","features":['
    between = b"\n"
    for case in cases:
        yield between + _feature(case, name_of)
        between = b",\n"
    yield b"\n]}\n"


def harmless(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet would calculate."""
    begun = "'" if text[:1] in ("\t", "\r") else ""
    return begun + _FORMULA.sub(r"\1\2'", text)


def _cell(value: Any) -> Any:
    """A number is no formula, even one below zero."""
    return harmless(value) if isinstance(value, str) else value


def _line(values: Iterable[Any]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(list(values))
    return written.getvalue()


def _feature(case: ExportedCase, name_of: Names) -> bytes:
    values = dict(_values(case, name_of))
    latitude, longitude = values.pop("latitude"), values.pop("longitude")
    geometry = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    feature = {"type": "Feature", "id": case.row.case, "geometry": geometry, "properties": values}
    return orjson.dumps(feature)


def _values(case: ExportedCase, name_of: Names) -> Mapping[str, Any]:
    """Return what stands in each column, in their order."""
    row = case.row
    latitude, longitude = row.point.degrees() if row.point else (None, None)
    values = {
        "number": spell(row.case),  # 2345678E92 would be a very large one
        "service_name": name_of(row.service),
        "latitude": latitude,
        "longitude": longitude,
        "filed_at": to_timestamp(row.filed_at),
        "changed_at": to_timestamp(row.changed_at),
        "level_missed": row.missed,
        "parent": spell(row.parent) if row.parent else None,
        "language": case.language,
        "description": case.description,
    }
    return {name: values[name] if name in values else getattr(row, name) for name in COLUMNS}
