"""The rows that could not be taken over, as a CSV file that people mend them by.

The file is locked while an import writes it, so that no two imports mix their lines.
"""

import csv
import fcntl
import io
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from civic.cities.source_case import RowFault
from civic.kernel.errors import Refused

HEADER = ("line", "field", "value", "reason")
# A spreadsheet takes what begins with one of these for a formula and computes it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class RejectsAreBeingWritten(Refused):
    """Another import is at work with the same file of rejects."""

    code = "cases.rejects-are-being-written"


class RejectsWouldOverwrite(Refused):
    """The file that the rejects are to be written to holds something else."""

    code = "cases.rejects-would-overwrite"


class Rejects:
    """Open inside a `with` block: `add` collects lines, `save` brings them to the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first = ""
        self._lines: list[tuple[int, RowFault]] = []

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "r+b")
        try:
            self._lock()
            self._check()
        except Refused:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def size(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    def keep(self, size: int) -> None:
        """Go on after the first `size` bytes, or begin anew with 0."""
        self._file.truncate(size)
        self._file.seek(size)
        if size == 0:
            self._file.write(_as_csv([HEADER]))
            self._file.flush()

    def add(self, line: int, faults: Iterable[RowFault]) -> None:
        for fault in faults:
            self.first = self.first or f"line {line}: {fault.field} {fault.value!r} {fault.reason}"
            self._lines.append((line, fault))

    def save(self) -> int:
        """Write what was added; return the size of the file, which is on the disk then."""
        if self._lines:
            rows = [(str(line), f.field, f.value, f.reason) for line, f in self._lines]
            self._file.write(_as_csv(rows))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._lines.clear()
        return self._file.tell()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise RejectsAreBeingWritten(
                f"another import is writing {self.path}; wait for it, or name another file with --rejects"
            ) from held

    def _check(self) -> None:
        header = _as_csv([HEADER])
        if self._file.read(len(header)) not in (b"", header):
            raise RejectsWouldOverwrite(f"{self.path} holds something else than rejects; name another file")


def _as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([map(_harmless, row) for row in rows])
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
