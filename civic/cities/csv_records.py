"""The records of a delimited file (RFC 4180), one at a time, however broken the file is.

A record that cannot be read is given as a fault, and reading goes on at the next line: neither a stray
quotation mark nor a wrong byte can swallow the rest of the file. Memory does not grow with the file.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_RECORD = 1_000_000  # bytes
MOST_LINES = 100  # of one record whose cells contain line breaks
QUOTE = b'"'


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record starts: its line (from 1) and its byte offset in the file."""

    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, or the reason why it has none; `after` is where the next one starts."""

    at: Position
    after: Position
    cells: tuple[str, ...]
    fault: str | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """How a file separates its cells, how it is encoded, and how many cells a record has (0: any number)."""

    delimiter: str
    encoding: str
    width: int = 0


def records(file: BinaryIO, form: Format, start: Position) -> Iterator[Record]:
    """Read from a position to the end of the file; blank lines are passed over."""
    at = start
    while True:
        file.seek(at.offset)
        first = file.readline(LONGEST_RECORD + 1)
        if not first:
            return
        record = _record(file, form, at, first)
        at = record.after
        if first.strip() or record.fault:
            yield record


def _record(file: BinaryIO, form: Format, at: Position, first: bytes) -> Record:
    """Take one line; if its quotation marks are open, try it with the lines that follow."""
    if len(first) > LONGEST_RECORD:
        after = Position(at.line + 1, at.offset + len(first) + _skip_line(file))
        return _broken(at, after, first, f"is longer than {LONGEST_RECORD:,} bytes")
    after = Position(at.line + 1, at.offset + len(first))
    if first.count(QUOTE) % 2 == 0:
        return _parsed(form, at, after, first)
    joined = _joined(file, first)
    if joined is not None:
        lines = joined.count(b"\n", 0, len(joined) - 1) + 1
        record = _parsed(form, at, Position(at.line + lines, at.offset + len(joined)), joined)
        if record.fault is None:
            return record
    return _broken(at, after, first, "has a quotation mark that is not closed")


def _joined(file: BinaryIO, first: bytes) -> bytes | None:
    """Add lines until the quotation marks are closed; None if that does not happen soon."""
    joined = bytearray(first)
    for _ in range(MOST_LINES):
        line = file.readline(LONGEST_RECORD + 1)
        joined += line
        if not line or len(joined) > LONGEST_RECORD:
            return None
        if line.count(QUOTE) % 2 == 1:
            return bytes(joined)
    return None


def _parsed(form: Format, at: Position, after: Position, raw: bytes) -> Record:
    if b"\0" in raw:
        return _broken(at, after, raw, f"has a NUL byte at byte {at.offset + raw.index(0)} of the file")
    try:
        text = raw.decode(form.encoding)
        cells = tuple(
            next(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True), ())
        )
    except UnicodeDecodeError as wrong:
        reason = f"is not {form.encoding.upper()} at byte {at.offset + wrong.start} of the file"
        return _broken(at, after, raw, reason)
    except csv.Error as wrong:
        return _broken(at, after, raw, f"cannot be split into cells: {wrong}")
    if form.width and len(cells) != form.width and raw.strip():
        return _broken(at, after, raw, _wrong_width(len(cells), form.width, raw))
    return Record(at, after, cells)


def _wrong_width(found: int, expected: int, raw: bytes) -> str:
    cut = "" if raw.endswith(b"\n") else "; the file ends in the middle of this line"
    return f"has {found} cells where the header has {expected}{cut}"


def _broken(at: Position, after: Position, raw: bytes, reason: str) -> Record:
    shown = raw[:200].decode("utf-8", "backslashreplace").strip()
    return Record(at, after, (), reason, shown)


def _skip_line(file: BinaryIO) -> int:
    """Pass over the rest of an endless line without keeping it."""
    skipped = 0
    while chunk := file.readline(LONGEST_RECORD):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return skipped
