"""The cases desk: what pages, API and command line ask for, put together from handlers and queries."""

import hmac
from dataclasses import asdict

from civic.cases import queries
from civic.cases.commands import Casework, FileCase
from civic.cases.events import CaseFiled
from civic.cases.handlers import STREAM, Cities, file_case, preview_case, work_on_case
from civic.kernel.ids import CaseNumber
from civic.store.event_store import EventStore
from civic.store.projector import Projector
from civic.store.serialisation import to_bytes


class CaseDesk:
    """Takes commands and answers questions; what somebody did is in every list when the call returns."""

    def __init__(
        self,
        store: EventStore,
        projector: Projector,
        cities: Cities,
        fingerprint_key: bytes,
        *,
        notices: bool = False,
    ) -> None:
        self._store = store
        self._projector = projector
        self._cities = cities
        self._key = fingerprint_key
        self._notices = notices

    def file(self, command: FileCase, *, command_id: str) -> CaseNumber:
        """File a case and return its number, the same for the same command id; see `file_case`."""
        outcome = file_case(
            command,
            journal=self._store,
            cities=self._cities,
            command_id=command_id,
            fingerprint=self._fingerprint(command),
            notices=self._notices,
        )
        self._projector.catch_up(outcome.last_position + 1)
        return CaseNumber(self._store.stream_at(outcome.position).removeprefix(STREAM))

    def preview(self, command: FileCase) -> CaseFiled:
        """Return what filing would record, so that people see beforehand what is public."""
        return preview_case(command, self._cities)

    def work(self, command: Casework, *, command_id: str) -> None:
        """Take a step on a case; raise what `work_on_case` raises."""
        outcome = work_on_case(
            command,
            journal=self._store,
            command_id=command_id,
            fingerprint=self._fingerprint(command),
            notices=self._notices,
        )
        self._projector.catch_up(outcome.last_position + 1)

    def page(self, number: CaseNumber, *, sealed: bool = False) -> queries.CasePage:
        """Return a case with its history; what is sealed only if asked for, which is for officials."""
        return queries.case_page(self._store, number, sealed=sealed)

    def queue(
        self,
        *,
        city: str,
        departments: tuple[str, ...] | None,
        states: tuple[str, ...],
        after: str | None = None,
        limit: int = 50,
    ) -> queries.QueuePage:
        """Return a page of cases, oldest first; `departments` None means all."""
        with self._store.database.reading() as connection:
            rows = queries.queue_rows(
                connection, city=city, departments=departments, states=states, after=after, limit=limit + 1
            )
            shown = rows[:limit]
            words = self._store.reader.contents(connection, [row.position for row in shown])
        return queries.QueuePage(
            tuple(queries.as_queue_row(row, words.get(row.position)) for row in shown),
            queries.key_of(shown[-1]) if len(rows) > limit else None,
        )

    def open_counts(self, city: str) -> dict[str, int]:
        """Return how many open cases each department of a city has."""
        with self._store.database.reading() as connection:
            return queries.open_counts(connection, city)

    def _fingerprint(self, command: FileCase | Casework) -> bytes:
        """Tell a repeated command from another one under the same id, without keeping what it said."""
        return hmac.digest(self._key, to_bytes(asdict(command)), "sha256")
