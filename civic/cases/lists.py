"""Lists of cases and what is counted of them, for pages, API and the clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from civic.cases import days, kept, public_list, queries
from civic.cases import thanks as of_thanks
from civic.cases.case_page import CasePage
from civic.cases.events import CaseFiled
from civic.cases.handlers import Cities
from civic.cases.suggestions import suggested
from civic.cases.withheld import WithheldCase, counts_by_reason, withheld_cases
from civic.kernel.clock import Clock
from civic.kernel.ids import CaseNumber
from civic.store.event_store import EventStore
from civic.store.projector import Projector


class CaseLists:
    """Answers questions about many cases.

    Lists are brought up to the last event when somebody reads them, so that whatever was done is there.
    """

    def __init__(self, store: EventStore, projector: Projector, cities: Cities, clock: Clock) -> None:
        self._store = store
        self._projector = projector
        self._cities = cities
        self._clock = clock

    def suggestions(self, preview: CaseFiled) -> tuple[queries.QueueRow, ...]:
        """Return open cases that may be the same matter as one that is about to be filed."""
        city = self._cities.get(preview.city)
        with self._reading() as connection:
            return suggested(connection, self._store.reader, city, preview, self._clock.now())

    def supporters(self, number: CaseNumber) -> int:
        """Return how many people support a case, beside whoever filed it."""
        with self._reading() as connection:
            return queries.supporters(connection, [number]).get(number, 0)

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
        with self._reading() as connection:
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

    def parts(self, found: CasePage) -> tuple[queries.QueueRow, ...]:
        """Return where the parts of a case stand, in the order in which they were split off."""
        if not (numbers := found.parts):
            return ()
        with self._reading() as connection:
            rows = {row.number: row for row in queries.rows_of(connection, numbers)}
            return self._with_words(connection, [rows[number] for number in numbers])

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
        key = queries.parse_key(after) if after else (0, "")
        with self._reading() as connection:
            theirs = [
                row
                for row in queries.claimed(connection, city, states, only)
                if (row.due_at, row.number) > key and is_theirs(CaseNumber(row.number), row.claimed_by)
            ]
            shown = self._with_words(connection, theirs[:limit])
        next_after = queries.key_of(theirs[limit - 1], "due_at") if len(theirs) > limit else None
        return queries.QueuePage(shown, next_after)

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
        with self._reading() as connection:
            return days.that_have_come(connection, city, today, limit)

    def promises_missed(self, city: str, level: int, before: datetime, limit: int = 200) -> list[Any]:
        """Return cases whose promise was due before a moment, and of which the level below knows."""
        with self._reading() as connection:
            return days.promises_missed(connection, city, level, before, limit)

    def withheld_by_reason(self, city: str) -> dict[str, int]:
        """Return how many texts and photos of a city are out of public view, by reason."""
        with self._reading() as connection:
            return counts_by_reason(connection, city)

    def withheld(self, city: str, limit: int = 100) -> list[WithheldCase]:
        """Return the cases of a city of which something is out of public view, with an objection first."""
        with self._reading() as connection:
            return withheld_cases(connection, city, limit)

    def open_counts(self, city: str) -> dict[str, int]:
        """Return how many open cases each department of a city has."""
        with self._reading() as connection:
            return queries.open_counts(connection, city)

    def open_by_district(self, city: str) -> dict[str, int]:
        """Return how many open cases each district of a city has."""
        with self._reading() as connection:
            return queries.open_by_district(connection, city)

    def cases_by_service(self, city: str) -> dict[str, int]:
        """Return how many cases there ever were of each service of a city."""
        with self._reading() as connection:
            return queries.cases_by_service(connection, city)

    def listed(
        self, wanted: public_list.Filters, *, after: str | None = None, limit: int = 50
    ) -> public_list.ListPage:
        """Return a page of the public list, newest first."""
        with self._reading() as connection:
            rows = public_list.rows(connection, wanted, after, limit + 1)
            shown = rows[:limit]
            words = self._store.reader.contents(connection, [row.position for row in shown])
        next_after = queries.key_of(shown[-1]) if len(rows) > limit else None
        return public_list.ListPage(public_list.listed(shown, words), next_after)

    def listed_by_district(self, wanted: public_list.Filters) -> dict[str, int]:
        """Return how many cases of the public list there are in each district."""
        with self._reading() as connection:
            return public_list.by_district(connection, wanted)

    def flow(self, city: str, bounds: Sequence[datetime]) -> list[dict[str, int]]:
        """Return how many cases were filed and ended from each moment until before the next one."""
        with self._reading() as connection:
            return queries.flow(connection, city, bounds)

    def flow_beside(self, city: str, start: datetime, end: datetime) -> tuple[int | None, int | None]:
        """Return when a case last came or went before a span and first after it; microseconds since 1970."""
        with self._reading() as connection:
            return queries.flow_beside(connection, city, start, end)

    def rates(
        self, city: str, span: kept.Span, group: str | None = None, scopes: Sequence[kept.Scope] = ()
    ) -> dict[str, kept.Rates]:
        """Return how many promises were kept of the cases filed in a span, by a group of them or together."""
        with self._reading() as connection:
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
        with self._reading() as connection:
            return kept.behind(connection, city, span, where, limit, scopes)

    def thanks(
        self, city: str, since: datetime, scopes: Sequence[kept.Scope], limit: int = 10
    ) -> of_thanks.Thanks:
        """Return how often the teams of some scopes were thanked since a moment, and the newest cases."""
        with self._reading() as connection:
            return of_thanks.thanks(connection, city, since, scopes, limit)

    def _with_words(self, connection: Connection, rows: Sequence[Any]) -> tuple[queries.QueueRow, ...]:
        words = self._store.reader.contents(connection, [row.position for row in rows])
        people = queries.supporters(connection, [row.number for row in rows])
        return tuple(
            queries.as_queue_row(row, words.get(row.position), people.get(row.number, 0)) for row in rows
        )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Yield a connection to lists that know the last event."""
        self._catch_up()
        with self._store.database.reading() as connection:
            yield connection

    def _catch_up(self) -> None:
        self._projector.catch_up_for_a_reader(self._store.size())
