"""Making every read table again from the log, beside the old ones, and saying whether they are the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, except_, func, insert, select, text

from civic.store.database import Database
from civic.store.event_store import EventStore
from civic.store.projector import BATCH, Projection, Tables, apply_after, live_tables, shadow_tables
from civic.store.tables import tracking

SUFFIX = "__rebuilt"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One read table: how many rows the log makes, and how many rows the two have apart."""

    table: str
    rows: int
    differing: int

    @property
    def is_identical(self) -> bool:
        return self.differing == 0


def rebuild_all(
    database: Database,
    store: EventStore,
    projections: Sequence[Projection],
    *,
    replace: bool,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[Comparison]:
    """Make every read table again and compare; with `replace`, put the rebuilt rows in place of the old."""
    for projection in projections:
        shadows = shadow_tables(projection, SUFFIX)
        _make(database, shadows)
        try:
            reached = _fill(database, store, projection, shadows, on_progress)
            with database.writing() as connection:
                _finish(connection, store, projection, shadows, reached)
                for live in projection.tables:
                    yield _compare(connection, live, shadows[live.name])
                    if replace:
                        _replace(connection, live, shadows[live.name])
        finally:
            _drop(database, shadows)


def _make(database: Database, shadows: Tables) -> None:
    with database.owning() as connection:
        for shadow in shadows.values():
            shadow.indexes.clear()
            shadow.drop(connection, checkfirst=True)
            shadow.create(connection)
            if not database.is_sqlite:
                connection.execute(text(f"GRANT ALL ON {shadow.name} TO PUBLIC"))


def _fill(
    database: Database,
    store: EventStore,
    projection: Projection,
    shadows: Tables,
    on_progress: Callable[[int], None],
) -> int:
    """Apply batch after batch while others go on writing; return how many events were applied."""
    reached = 0
    while events := store.read(reached, BATCH):
        with database.writing(durable=False) as connection:
            projection.apply(events, shadows, connection)
        reached += len(events)
        on_progress(reached)
    return reached


def _finish(
    connection: Connection, store: EventStore, projection: Projection, shadows: Tables, reached: int
) -> None:
    """Bring live and rebuilt tables to the same last event while nobody else writes."""
    while late := store.read(reached, BATCH):
        projection.apply(late, shadows, connection)
        reached += len(late)
    behind = select(tracking.c.position).where(tracking.c.projection == projection.name)
    while events := store.read(connection.scalar(behind) or 0, BATCH):
        apply_after(connection, projection, events, live_tables(projection), tracking)


def _compare(connection: Connection, live: Table, shadow: Table) -> Comparison:
    missing = select(func.count()).select_from(except_(select(shadow), select(live)).subquery())
    surplus = select(func.count()).select_from(except_(select(live), select(shadow)).subquery())
    rows = connection.scalar(select(func.count()).select_from(shadow)) or 0
    differing = (connection.scalar(missing) or 0) + (connection.scalar(surplus) or 0)
    return Comparison(live.name, rows, differing)


def _replace(connection: Connection, live: Table, shadow: Table) -> None:
    connection.execute(delete(live))
    connection.execute(insert(live).from_select([column.name for column in live.c], select(shadow)))


def _drop(database: Database, shadows: Tables) -> None:
    with database.owning() as connection:
        for shadow in shadows.values():
            shadow.drop(connection, checkfirst=True)
