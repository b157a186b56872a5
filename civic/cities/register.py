"""The register of addresses of a pack: `addresses.csv`, RFC 4180, UTF-8, a header and one address a line.

    street    as it stands on the sign, such as Schulgasse
    number    as it stands on the house, such as 4 or 12a
    lat, lon  WGS84 in millionths of a degree, without a point: 45004739, -30012251
    name      may be left out or empty; what people call the house besides: Town Hall

Columns may stand in any order. Open data in degrees is turned into this form by `civic city import`.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from unicodedata import category

from civic.cities.places import Address
from civic.cities.reading import PackFault, Wrong
from civic.cities.source import LARGEST_FILE
from civic.kernel.place import MILLION, Point

REGISTER = "addresses.csv"
COLUMNS = ("street", "number", "lat", "lon", "name")
NEEDED = COLUMNS[:4]
MOST_FAULTS = 20  # of one file: whoever has mended these sees the next
LONGEST_CELL = 120
Cells = Mapping[str, str]
ReadPoint = Callable[[str, str], Point]


def read_register(
    path: Path, faults: list[PackFault], contains: Callable[[Point], bool]
) -> tuple[Address, ...]:
    """Read the file if it is there; what is wrong with it is added to the faults, by line and column."""
    return read_addresses(path, faults, contains, _in_millionths) if path.is_file() else ()


def read_open_data(
    path: Path, faults: list[PackFault], contains: Callable[[Point], bool]
) -> tuple[Address, ...]:
    """Read a file of the same columns whose lat and lon are degrees, as cities publish them."""
    return read_addresses(path, faults, contains, _in_degrees)


def read_addresses(
    path: Path, faults: list[PackFault], contains: Callable[[Point], bool], read_point: ReadPoint
) -> tuple[Address, ...]:
    """Read every line that can be read; at MOST_FAULTS reading stops."""
    found: list[Address] = []
    own: list[PackFault] = []
    try:
        for line, cells in _lines(path):
            try:
                found.append(_address(cells, contains, read_point))
            except _WrongCell as wrong:
                own.append(PackFault(path.name, f"line {line}, {wrong.column}", wrong.problem, wrong.fix))
                if len(own) == MOST_FAULTS:
                    break
    except Wrong as wrong:
        own.append(PackFault(path.name, "", wrong.problem, wrong.fix))
    faults.extend(own)
    return tuple(found)


def write_register(path: Path, addresses: Sequence[Address]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in addresses:
            writer.writerow(
                (each.street, each.number, each.point.latitude, each.point.longitude, each.name or "")
            )


class _WrongCell(Wrong):
    def __init__(self, column: str, problem: str, fix: str) -> None:
        super().__init__(problem, fix)
        self.column = column


def _lines(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yield the number of each line that is not blank, and its cells by column."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header)
        for row in reader:
            if row and len(row) != len(header):
                raise Wrong(
                    f"has {len(row)} cells in line {reader.line_num} where the header has {len(header)}",
                    "Mend that line",
                )
            if row:
                yield reader.line_num, dict(zip(header, map(str.strip, row), strict=True))
    except csv.Error as broken:
        raise Wrong(
            f"cannot be split into cells in line {reader.line_num}: {broken}", "Mend that line"
        ) from broken


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Wrong(f"is larger than {LARGEST_FILE:,} bytes", "Leave out columns that are not needed")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Wrong(f"is not UTF-8 at byte {wrong.start}", "Save it as UTF-8") from wrong
    except OSError as failure:
        raise Wrong(f"cannot be read ({failure.strerror})", "Check its name and its permissions") from failure


def _check_header(header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Wrong(
            f"has no column {', '.join(missing)}",
            f"Let the first line name the columns: {','.join(NEEDED)} and, if you have it, name",
        )


def _address(cells: Cells, contains: Callable[[Point], bool], read_point: ReadPoint) -> Address:
    street, number = _cell(cells, "street"), _cell(cells, "number")
    point = read_point(cells["lat"], cells["lon"])
    if not contains(point):
        swapped = _is_inside_when_swapped(point, contains)
        fix = (
            "Put the latitude under lat and the longitude under lon"
            if swapped
            else "Correct or remove the line"
        )
        raise _WrongCell("lat", "lies outside every district", fix)
    name = _cell(cells, "name") if cells.get("name") else None
    return Address(street, number, point, name)


def _cell(cells: Cells, column: str) -> str:
    text = cells[column]
    if not text:
        raise _WrongCell(column, "is empty", "Write it, or remove the line")
    if len(text) > LONGEST_CELL:
        raise _WrongCell(column, f"is longer than {LONGEST_CELL} characters", "Shorten it")
    if not text.isprintable() and any(category(character) in {"Cc", "Cf", "Cs"} for character in text):
        raise _WrongCell(
            column, "contains characters that cannot be seen", "Remove control characters and the like"
        )
    return text


def _in_millionths(lat: str, lon: str) -> Point:
    latitude, longitude = _whole("lat", lat), _whole("lon", lon)
    if abs(latitude) > 90 * MILLION or abs(longitude) > 180 * MILLION:
        raise _WrongCell("lat", f"is {latitude}, {longitude}, which is not on Earth", "Use WGS84")
    return Point(latitude, longitude)


def _whole(column: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise _WrongCell(
            column, f"is {text[:40]!r}, not a whole number", "Write millionths of a degree, such as 45004739"
        )
    return int(text)


def _in_degrees(lat: str, lon: str) -> Point:
    latitude, longitude = _degrees("lat", lat), _degrees("lon", lon)
    try:
        return Point.from_degrees(latitude, longitude)
    except ValueError as nowhere:
        raise _WrongCell(
            "lat", f"is {latitude}, {longitude}, which is not on Earth", "Use WGS84"
        ) from nowhere


def _degrees(column: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as wrong:
        raise _WrongCell(column, f"is {text[:40]!r}, no number", "Write degrees, such as 48.20849") from wrong


def _is_inside_when_swapped(point: Point, contains: Callable[[Point], bool]) -> bool:
    latitude, longitude = point.degrees()
    return abs(longitude) <= 90 and contains(Point.from_degrees(longitude, latitude))
