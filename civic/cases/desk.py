"""The cases desk: what pages, API and command line ask for, put together from handlers and queries."""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from civic.cases import days, kept, public_list, queries
from civic.cases import thanks as of_thanks
from civic.cases.commands import (
    CaseStep,
    FileCase,
    ModeratorStep,
    ReadContact,
    ReceiveUpdate,
    RecordInspection,
    SplitCase,
    SupportCase,
    WriteNote,
)
from civic.cases.events import CaseFiled, PartOpened
from civic.cases.handlers import (
    NOTES,
    Alias,
    Cities,
    Digest,
    Filed,
    file_case,
    has_just_read,
    preview_case,
    preview_parts,
    read_contact,
    receive_update,
    record_inspection,
    support_case,
    work_on_case,
    write_note,
)
from civic.cases.suggestions import suggested
from civic.cases.withheld import WithheldCase, counts_by_reason, withheld_cases
from civic.kernel.clock import Clock
from civic.kernel.event import Recorded, to_json
from civic.kernel.ids import CaseNumber
from civic.kernel.photo import Picture
from civic.store.event_store import EventStore
from civic.store.projector import Projector
from civic.store.serialisation import to_bytes


class CaseDesk:
    """Takes commands and answers questions.

    A case is read from its own stream. Lists are brought up to the last event when somebody reads them, so
    that whatever was done is there, and nobody who files waits for a list.
    """

    def __init__(
        self,
        store: EventStore,
        projector: Projector,
        cities: Cities,
        fingerprint_key: bytes,
        clock: Clock,
        *,
        notices: bool = False,
        digest: Digest | None = None,
        alias: Alias | None = None,
        official_alias: Alias | None = None,
    ) -> None:
        self._store = store
        self._projector = projector
        self._cities = cities
        self._key = fingerprint_key
        self._clock = clock
        self._notices = notices
        self._digest = digest
        self._alias = alias
        self._official_alias = official_alias

    def file(self, command: FileCase, *, command_id: str, pictures: Sequence[Picture] = ()) -> Filed:
        """File a case; the same command id returns the same case; see `file_case`."""
        return file_case(
            command,
            journal=self._store,
            cities=self._cities,
            now=self._clock.now(),
            command_id=command_id,
            fingerprint=self._fingerprint(command),
            notices=self._notices,
            pictures=pictures,
            digest=self._digest,
            alias=self._alias,
            official_alias=self._official_alias,
        )

    def photo(self, sent: Recorded, file: str, *, whole: bool = False) -> bytes | None:
        """Return a file by its name in the event that it was sent with; None once it is erased.

        What is out of public view is there only for whoever may see the `whole`.
        """
        return self._store.file(sent.position, file, whole=whole)

    def preview(self, command: FileCase) -> CaseFiled:
        """Return what filing would record, so that people see beforehand what is public."""
        return preview_case(command, self._cities, self._clock.now())

    def suggestions(self, preview: CaseFiled) -> tuple[queries.QueueRow, ...]:
        """Return open cases that may be the same matter as one that is about to be filed."""
        self._catch_up()
        city = self._cities.get(preview.city)
        with self._store.database.reading() as connection:
            return suggested(connection, self._store.reader, city, preview, self._clock.now())

    def work(self, command: CaseStep, *, command_id: str) -> None:
        """Take a step on a case; raise what `work_on_case` raises."""
        done = work_on_case(
            command,
            journal=self._store,
            cities=self._cities,
            now=self._clock.now(),
            command_id=command_id,
            fingerprint=self._fingerprint(command),
            notices=self._notices,
        )
        if isinstance(command, ModeratorStep):
            # Whoever reads next reads without it, also where the worker is behind.
            self._projector.catch_up(done.position + done.count)

    def support(self, command: SupportCase, *, command_id: str) -> bool:
        """Count somebody who has noticed the same; say whether they were counted before."""
        done = support_case(
            command, journal=self._store, command_id=command_id, fingerprint=self._fingerprint(command)
        )
        return done.repeated

    def has_supported(self, command: SupportCase, *, command_id: str) -> bool:
        """Say whether this command was counted before."""
        return self._store.outcome_of(command_id, self._fingerprint(command)) is not None

    def supporters(self, number: CaseNumber) -> int:
        """Return how many people support a case, beside whoever filed it."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return queries.supporters(connection, [number]).get(number, 0)

    def write_note(self, command: WriteNote, *, command_id: str) -> None:
        """Write a note on a case, for officials only; raise what `write_note` raises."""
        write_note(
            command, journal=self._store, command_id=command_id, fingerprint=self._fingerprint(command)
        )

    def record_inspection(
        self, command: RecordInspection, *, command_id: str, pictures: Sequence[Picture] = ()
    ) -> None:
        """Record what was found on the spot, for officials only; raise what `record_inspection` raises."""
        record_inspection(
            command,
            journal=self._store,
            cities=self._cities,
            command_id=command_id,
            # When its device says that it was written may come with the second try only.
            fingerprint=self._fingerprint(replace(command, written_at=None)),
            pictures=pictures,
        )

    def receive_update(self, command: ReceiveUpdate, *, command_id: str) -> int:
        """Keep news of a program; return the position of its event. Raise what `receive_update` raises."""
        return receive_update(
            command, journal=self._store, command_id=command_id, fingerprint=self._fingerprint(command)
        ).position

    def read_contact(self, command: ReadContact, *, command_id: str) -> None:
        """Record that somebody looks at what is sealed about a case, so that they may see it for a while."""
        read_contact(command, journal=self._store, command_id=command_id)

    def has_just_read(self, official: str, notes: Sequence[Recorded]) -> bool:
        """Whether this official has a look at what is sealed about a case, which is among its notes."""
        return has_just_read(official, notes, self._clock.now())

    def notes(self, number: CaseNumber) -> list[Recorded]:
        """Return what officials noted and looked at beside a case, which is for officials."""
        return self._store.load(NOTES + number)

    def page(self, number: CaseNumber, *, sealed: bool = False, whole: bool = False) -> queries.CasePage:
        """Return a case with its history; what is sealed only if asked for, which is for officials.

        The `whole` is with what is out of public view, which is for those who may work on the case.
        """
        return queries.case_page(self._store, number, sealed=sealed, whole=whole)

    def page_with_outside(self, number: CaseNumber) -> tuple[queries.CasePage, queries.Outside]:
        """Return a case as everyone may see it, with what came from outside the city about it."""
        return queries.case_page_with_outside(self._store, number)

    def outside(
        self, found: queries.CasePage, *, sealed: bool = False, whole: bool = False
    ) -> queries.Outside:
        """Return what came from outside the city about a case; what is sealed only if asked for."""
        return queries.outside(self._store, found, sealed=sealed, whole=whole)

    def queue(
        self,
        *,
        city: str,
        departments: tuple[str, ...] | None,
        states: tuple[str, ...],
        after: str | None = None,
        limit: int = 50,
        order: str = "filed_at",
        within: Sequence[queries.Area] = (),
        only: queries.Narrowed | None = None,
    ) -> queries.QueuePage:
        """Return a page of cases in the order of `filed_at` or `due_at`; `departments` None means all."""
        self._catch_up()
        with self._store.database.reading() as connection:
            rows = queries.queue_rows(
                connection,
                city=city,
                departments=departments,
                states=states,
                after=after,
                limit=limit + 1,
                order=order,
                within=within,
                only=only,
            )
            shown = self._with_words(connection, rows[:limit])
        return queries.QueuePage(shown, queries.key_of(rows[limit - 1], order) if len(rows) > limit else None)

    def parts(self, found: queries.CasePage) -> tuple[queries.QueueRow, ...]:
        """Return where the parts of a case stand, in the order in which they were split off."""
        if not (numbers := found.parts):
            return ()
        self._catch_up()
        with self._store.database.reading() as connection:
            rows = {row.number: row for row in queries.rows_of(connection, numbers)}
            return self._with_words(connection, [rows[number] for number in numbers])

    def preview_parts(self, command: SplitCase) -> list[PartOpened]:
        """Return what splitting a case would open, under numbers that nobody has; raise InputHasFaults."""
        return preview_parts(command, self._store, self._cities, self._clock.now())

    def claimed(
        self,
        city: str,
        states: tuple[str, ...],
        is_theirs: Callable[[CaseNumber, str], bool],
        *,
        only: queries.Narrowed | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> queries.QueuePage:
        """Return a page of the open cases that somebody works on, in the order of `due_at`.

        Whose a pseudonym is, only `is_theirs` can tell. What this costs grows with the open cases that
        anybody in the city works on.
        """
        self._catch_up()
        key = queries.parse_key(after) if after else (0, "")
        with self._store.database.reading() as connection:
            theirs = [
                row
                for row in queries.claimed(connection, city, states, only)
                if (row.due_at, row.number) > key and is_theirs(CaseNumber(row.number), row.claimed_by)
            ]
            shown = self._with_words(connection, theirs[:limit])
        next_after = queries.key_of(theirs[limit - 1], "due_at") if len(theirs) > limit else None
        return queries.QueuePage(shown, next_after)

    def _with_words(self, connection: Connection, rows: Sequence[Any]) -> tuple[queries.QueueRow, ...]:
        words = self._store.reader.contents(connection, [row.position for row in rows])
        people = queries.supporters(connection, [row.number for row in rows])
        return tuple(
            queries.as_queue_row(row, words.get(row.position), people.get(row.number, 0)) for row in rows
        )

    def exported(
        self,
        *,
        city: str,
        departments: tuple[str, ...] | None,
        states: tuple[str, ...],
        at_once: int,
        within: Sequence[queries.Area] = (),
        only: queries.Narrowed | None = None,
    ) -> Iterator[queries.ExportedCase]:
        """Yield cases in the order in which they were filed, some at a time; `departments` None means all.

        A case that moves meanwhile may be missed, and none comes twice.
        """
        self._catch_up()
        after: str | None = None
        while True:
            with self._store.database.reading() as connection:
                rows = queries.queue_rows(
                    connection,
                    city=city,
                    departments=departments,
                    states=states,
                    after=after,
                    limit=at_once,
                    within=within,
                    only=only,
                )
                words = self._store.reader.contents(connection, [row.position for row in rows])
                people = queries.supporters(connection, [row.number for row in rows])
            for row in rows:
                yield queries.as_exported(row, words.get(row.position), people.get(row.number, 0))
            if len(rows) < at_once:
                return
            after = queries.key_of(rows[-1])

    def days_that_have_come(self, city: str, today: date, limit: int = 200) -> list[Any]:
        """Return cases that wait for a day which has come, or whose reporter is to be reminded of one."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return days.that_have_come(connection, city, today, limit)

    def promises_missed(self, city: str, level: int, before: datetime, limit: int = 200) -> list[Any]:
        """Return cases whose promise was due before a moment, and of which the level below knows."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return days.promises_missed(connection, city, level, before, limit)

    def withheld_by_reason(self, city: str) -> dict[str, int]:
        """Return how many texts and photos of a city are out of public view, by reason."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return counts_by_reason(connection, city)

    def withheld(self, city: str, limit: int = 100) -> list[WithheldCase]:
        """Return the cases of a city of which something is out of public view, with an objection first."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return withheld_cases(connection, city, limit)

    def open_counts(self, city: str) -> dict[str, int]:
        """Return how many open cases each department of a city has."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return queries.open_counts(connection, city)

    def open_by_district(self, city: str) -> dict[str, int]:
        """Return how many open cases each district of a city has."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return queries.open_by_district(connection, city)

    def cases_by_service(self, city: str) -> dict[str, int]:
        """Return how many cases there ever were of each service of a city."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return queries.cases_by_service(connection, city)

    def listed(
        self, wanted: public_list.Filters, *, after: str | None = None, limit: int = 50
    ) -> public_list.ListPage:
        """Return a page of the public list, newest first."""
        self._catch_up()
        with self._store.database.reading() as connection:
            rows = public_list.rows(connection, wanted, after, limit + 1)
            shown = rows[:limit]
            words = self._store.reader.contents(connection, [row.position for row in shown])
        next_after = queries.key_of(shown[-1]) if len(rows) > limit else None
        return public_list.ListPage(public_list.listed(shown, words), next_after)

    def listed_by_district(self, wanted: public_list.Filters) -> dict[str, int]:
        """Return how many cases of the public list there are in each district."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return public_list.by_district(connection, wanted)

    def flow(self, city: str, bounds: Sequence[datetime]) -> list[dict[str, int]]:
        """Return how many cases were filed and ended from each moment until before the next one."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return queries.flow(connection, city, bounds)

    def flow_beside(self, city: str, start: datetime, end: datetime) -> tuple[int | None, int | None]:
        """Return when a case last came or went before a span and first after it; microseconds since 1970."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return queries.flow_beside(connection, city, start, end)

    def rates(
        self, city: str, span: kept.Span, group: str | None = None, scopes: Sequence[kept.Scope] = ()
    ) -> dict[str, kept.Rates]:
        """Return how many promises were kept of the cases filed in a span, by a group of them or together."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return kept.rates(connection, city, span, group, scopes)

    def behind_rates(
        self,
        city: str,
        span: kept.Span,
        where: Mapping[str, str],
        limit: int,
        scopes: Sequence[kept.Scope] = (),
    ) -> Sequence[CaseNumber]:
        """Return the newest cases of a span of which columns say certain values."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return kept.behind(connection, city, span, where, limit, scopes)

    def thanks(
        self, city: str, since: datetime, scopes: Sequence[kept.Scope], limit: int = 10
    ) -> of_thanks.Thanks:
        """Return how often the teams of some scopes were thanked since a moment, and the newest cases."""
        self._catch_up()
        with self._store.database.reading() as connection:
            return of_thanks.thanks(connection, city, since, scopes, limit)

    def _catch_up(self) -> None:
        self._projector.catch_up_for_a_reader(self._store.size())

    def _fingerprint(
        self, command: FileCase | CaseStep | WriteNote | RecordInspection | SupportCase | ReceiveUpdate
    ) -> bytes:
        """Tell a repeated command from another one under the same id, without keeping what it said."""
        return hmac.new(self._key, to_bytes([type(command).__name__, to_json(command)]), "sha256").digest()
