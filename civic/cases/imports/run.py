"""The import: rows in batches, each batch all or none, each row at most once however often it is read.

It may stop at any moment. After every batch the rejects are on the disk and the bookmark follows, in this
order, so that what a bookmark says has happened; what it does not say is done again and adds nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from civic.cases.handlers import change_of_recorded
from civic.cases.imports.bookmark import Bookmark, BookmarkFile, Tally, known_by
from civic.cases.imports.endings import Endings
from civic.cases.imports.export import Export
from civic.cases.imports.rejects import Rejects
from civic.cases.imports.takeover import Identities, command_of, faults_of
from civic.cities.rows import Row, read_rows
from civic.cities.source_case import SourceCase
from civic.kernel.clock import Clock
from civic.kernel.journal import Change, Outcome, StreamHasMoved
from civic.store.event_store import EventStore
from civic.store.projector import Projector

BATCH = 256  # rows that are committed together
CATCH_UP = 16  # batches after which the read tables follow


class Import:
    """One run over one export; `reached` is how far it came, also after an interruption."""

    def __init__(
        self,
        export: Export,
        *,
        key: bytes,
        journal: EventStore,
        projector: Projector,
        clock: Clock,
        directory: Path,
        rejects: Path | None = None,
    ) -> None:
        self.rejects = Rejects(rejects or directory / f"{export.file.stem}.rejects.csv")
        self.reached = self.start = Bookmark(known_by(export.file, export.mapping))
        self._export = export
        self._identities = Identities(key, export.city.code, export.system)
        self._endings = Endings(journal, self._identities, export.city)
        self._journal = journal
        self._projector = projector
        self._clock = clock
        what = str(export.file.resolve()), str(self.rejects.path.resolve())
        self._bookmarks = BookmarkFile(directory, *what, export.city.code, export.system)

    def run(self, on_progress: Callable[[int], None] = lambda _offset: None) -> Tally:
        """Take over what is not there yet; `on_progress` hears how many bytes of the file are done."""
        with self.rejects:
            self.reached = self.start = self._usable_bookmark() or self.start
            self.rejects.keep(self.start.rejects_size)
            rows = read_rows(self._export.file, self._export.mapping, start=self.start.position)
            for number, batch in enumerate(_batches(rows), 1):
                self._take(batch)
                on_progress(batch[-1].after.offset)
                if number % CATCH_UP == 0:
                    self._projector.catch_up_with_all()
            self._projector.catch_up_with_all()
            self._bookmarks.remove()
        return self.reached.tally

    def _usable_bookmark(self) -> Bookmark | None:
        found = self._bookmarks.load()
        if found is None or found.source != self.start.source or self.rejects.size() < found.rejects_size:
            return None
        # A database that was restored from a copy may lack cases that the bookmark takes for stored.
        if found.command_id and self._journal.outcome_of(found.command_id) is None:
            return None
        return found

    def _take(self, rows: Sequence[Row]) -> None:
        """Commit a batch, then write its rejects, then the bookmark."""
        now = self._clock.now()
        cases = [case for row in rows if (case := self._case_of(row, now))]
        outcomes = self._append(cases)
        endings = self._endings.take_over(cases, outcomes)
        self.reached = Bookmark(
            source=self.reached.source,
            position=rows[-1].after,
            rejects_size=self.rejects.save(),
            command_id=self._command_id(cases[-1]) if cases else self.reached.command_id,
            tally=self.reached.tally.after(len(rows), outcomes, endings),
        )
        self._bookmarks.save(self.reached)

    def _case_of(self, row: Row, now: datetime) -> SourceCase | None:
        known = self._export.mapping.columns
        faults = row.faults if row.case is None else tuple(faults_of(row.case, known, now))
        self.rejects.add(row.line, faults)
        return None if faults else row.case

    def _append(self, cases: Sequence[SourceCase]) -> list[Outcome]:
        try:
            return self._journal.append_batch(
                [([self._change(case)], self._command_id(case)) for case in cases]
            )
        except StreamHasMoved:
            # The number of one of them belongs to another case; the others do not suffer for it.
            return [self._append_one(case) for case in cases]

    def _append_one(self, case: SourceCase) -> Outcome:
        attempt = 0
        while True:
            try:
                change = self._change(case, attempt)
                return self._journal.append([change], command_id=self._command_id(case))
            except StreamHasMoved:
                attempt += 1

    def _change(self, case: SourceCase, attempt: int = 0) -> Change:
        return change_of_recorded(command_of(case, self._export.city, self._identities, attempt))

    def _command_id(self, case: SourceCase) -> str:
        return self._identities.command_id(case.source_id)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
