"""How far an import came: a small file, replaced whole after each batch, removed when the import is done.

A bookmark only saves time: every row may be read again at any time without being taken over twice. What
does not fit (another file, another mapping, a log that lost the last case) is not used.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from civic.cities.csv_records import Position
from civic.cities.mapping import SourceMapping
from civic.kernel.journal import Outcome

HEAD = 65_536  # bytes of a file that are looked at to know it again


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of a file so far, over all runs that it took.

    `ended_since` are those already there that were open and whose ending was added now.
    """

    rows: int = 0
    added: int = 0
    already_there: int = 0
    ended_since: int = 0
    rejected: int = 0
    events: int = 0

    def after(self, rows: int, cases: Sequence[Outcome], endings: Sequence[Outcome]) -> "Tally":
        """Count a batch: its rows, what each case that could be understood led to, and what has ended."""
        added = [outcome for outcome in cases if not outcome.repeated]
        return Tally(
            rows=self.rows + rows,
            added=self.added + len(added),
            already_there=self.already_there + len(cases) - len(added),
            ended_since=self.ended_since + len(endings),
            rejected=self.rejected + rows - len(cases),
            events=self.events + sum(outcome.count for outcome in (*added, *endings)),
        )


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where reading goes on.

    `source` tells the file and its mapping, `command_id` the last case that was taken over.
    """

    source: str
    position: Position | None = None
    rejects_size: int = 0
    command_id: str = ""
    tally: Tally = Tally()


class BookmarkFile:
    """The bookmark of one import, in a directory of all of them."""

    def __init__(self, directory: Path, *what: str) -> None:
        digest = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        self._path = directory / f"{digest[:32]}.json"

    def load(self) -> Bookmark | None:
        """Return what is there; a file that cannot be understood is as good as none."""
        try:
            kept = json.loads(self._path.read_bytes())
            position, tally = Position(**kept.pop("position")), Tally(**kept.pop("tally"))
            return Bookmark(**kept, position=position, tally=tally)
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def save(self, bookmark: Bookmark) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(bookmark)), encoding="utf-8")
        fresh.replace(self._path)

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


def known_by(path: Path, mapping: SourceMapping) -> str:
    """Return what changes when the file or the way it is read does."""
    state = path.stat()
    with path.open("rb") as file:
        head = hashlib.sha256(file.read(HEAD)).hexdigest()
    known = (state.st_size, state.st_mtime_ns, head, repr(mapping))
    return hashlib.sha256(repr(known).encode()).hexdigest()
