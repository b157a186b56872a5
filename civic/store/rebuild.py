"""Making every read table again from the log, beside the old ones, and saying whether they are the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Table, delete, except_, func, insert, select, text

from civic.kernel.event import Recorded
from civic.store.database import Database
from civic.store.projector import BATCH, Projection, Tables, shadow_tables
from civic.store.tables import tracking
from civic.store.tracking import move_to, position_of

SUFFIX = "__rebuilt"
MOST_NAMED = 5


class Events(Protocol):
    """Where the events come from that read tables are made of."""

    def read(self, start: int, limit: int) -> Sequence[Recorded]:
        """Return up to `limit` events from position `start` on."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """One read table: how many rows the log makes, how many rows the two have apart, the keys of some."""

    table: str
    rows: int
    differing: int
    named: tuple[str, ...] = ()

    @property
    def is_identical(self) -> bool:
        return self.differing == 0


def rebuild_all(
    database: Database,
    store: Events,
    projections: Sequence[Projection],
    *,
    replace: bool,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[Comparison]:
    """Make every read table again and compare; with `replace`, put the rebuilt rows in place of the old.

    The old ones are compared with what the events make that they say they have seen; only `replace` changes
    them, and brings them up to the last event.
    """
    for projection in projections:
        again = _Again(database, store, projection, on_progress)
        again.make()
        try:
            yield from again.compare()
            if replace:
                again.replace()
        finally:
            again.drop()


class _Again:
    """The read tables of one projection, made again beside the old ones."""

    def __init__(
        self,
        database: Database,
        store: Events,
        projection: Projection,
        on_progress: Callable[[int], None],
    ) -> None:
        self._database = database
        self._store = store
        self._projection = projection
        self._on_progress = on_progress
        self._shadows: Tables = shadow_tables(projection, SUFFIX)
        self._reached = 0

    def make(self) -> None:
        with self._database.owning() as connection:
            for shadow in self._shadows.values():
                shadow.indexes.clear()
                shadow.drop(connection, checkfirst=True)
                shadow.create(connection)
                if not self._database.is_sqlite:
                    connection.execute(text(f"GRANT ALL ON {shadow.name} TO PUBLIC"))

    def compare(self) -> list[Comparison]:
        """Compare at the last event that the old tables have seen, while nobody else writes."""
        with self._database.reading() as connection:
            seen = self._seen(connection)
        self._fill(seen)
        with self._database.writing() as connection:
            self._go_on(connection, self._seen(connection))
            return [_compare(connection, live, self._shadows[live.name]) for live in self._projection.tables]

    def replace(self) -> None:
        """Put the rebuilt rows in place of the old, up to the last event."""
        self._fill(None)
        with self._database.writing() as connection:
            self._go_on(connection, None)
            for live in self._projection.tables:
                _replace(connection, live, self._shadows[live.name])
            move_to(connection, tracking, self._projection.name, self._reached)

    def drop(self) -> None:
        with self._database.owning() as connection:
            for shadow in self._shadows.values():
                shadow.drop(connection, checkfirst=True)

    def _seen(self, connection: Connection) -> int:
        return position_of(connection, tracking, self._projection.name)

    def _fill(self, end: int | None) -> None:
        """Apply batch after batch while others go on writing."""
        while events := self._next(end):
            with self._database.writing(durable=False) as connection:
                self._apply(events, connection)

    def _go_on(self, connection: Connection, end: int | None) -> None:
        """Apply what came meanwhile."""
        while events := self._next(end):
            self._apply(events, connection)

    def _next(self, end: int | None) -> Sequence[Recorded]:
        limit = BATCH if end is None else min(BATCH, end - self._reached)
        return self._store.read(self._reached, limit) if limit > 0 else ()

    def _apply(self, events: Sequence[Recorded], connection: Connection) -> None:
        self._projection.apply(events, self._shadows, connection)
        self._reached += len(events)
        self._on_progress(self._reached)


def _compare(connection: Connection, live: Table, shadow: Table) -> Comparison:
    missing, surplus = except_(select(shadow), select(live)), except_(select(live), select(shadow))
    rows = connection.scalar(select(func.count()).select_from(shadow)) or 0
    differing, named = 0, dict[str, None]()
    for apart in (missing.subquery(), surplus.subquery()):
        differing += connection.scalar(select(func.count()).select_from(apart)) or 0
        key = [apart.c[column.name] for column in live.primary_key]
        found = connection.execute(select(*key).limit(MOST_NAMED))
        named.update({" ".join(map(str, row)): None for row in found})
    return Comparison(live.name, rows, differing, tuple(named)[:MOST_NAMED])


def _replace(connection: Connection, live: Table, shadow: Table) -> None:
    connection.execute(delete(live))
    connection.execute(insert(live).from_select([column.name for column in live.c], select(shadow)))
