"""Projections: read tables made from the log and from nothing else."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection, MetaData, Table

from civic.kernel.event import Recorded
from civic.store.database import Database
from civic.store.tables import tracking
from civic.store.tracking import move_to, position_of

BATCH = 512
Tables = Mapping[str, Table]


class Projection(Protocol):
    """Applies events in order to its tables; the same events always make the same rows."""

    name: str
    tables: Sequence[Table]

    def apply(self, events: Sequence[Recorded], tables: Tables, connection: Connection) -> None:
        """Apply consecutive events; `tables` are this projection's tables by name, or their shadows."""
        ...


class Read(Protocol):
    """Reads events without their erasable parts: read tables refer to words, they never copy them."""

    def __call__(self, start: int, limit: int) -> Sequence[Recorded]: ...


MOST_EVENTS_WHILE_SOMEBODY_WAITS = 2048


class Projector:
    """Brings projections up to a position; whoever waits at the same time shares the work."""

    def __init__(self, database: Database, read: Read, projections: Sequence[Projection]) -> None:
        self._database = database
        self._read = read
        self._projections = projections
        self._turn = threading.Lock()
        self._reached = 0

    def catch_up(self, size: int) -> None:
        """Return once the first `size` events, or all there are, are in every read table."""
        while self._reached < size:
            with self._turn:
                if self._reached >= size:
                    return
                start, applied = self._step()
                self._reached = start + applied
                if applied == 0:
                    return

    def catch_up_for_a_reader(self, size: int) -> None:
        """Do the same, unless there is so much that it is the worker's business."""
        if size - self._reached <= MOST_EVENTS_WHILE_SOMEBODY_WAITS:
            self.catch_up(size)

    def catch_up_with_all(self, on_progress: Callable[[int], None] = lambda _done: None) -> int:
        """Apply what there is; return how many events are in the read tables.

        A batch that is not full is the last one: what comes meanwhile waits for the next call, or small
        batches would follow each other as long as anybody writes.
        """
        while True:
            with self._turn:
                start, applied = self._step()
                self._reached = start + applied
            on_progress(self._reached)
            if applied < BATCH:
                return self._reached

    def position(self) -> int:
        """Return how many events are in the read tables."""
        with self._database.reading() as connection:
            return self._slowest(connection)

    def _step(self) -> tuple[int, int]:
        """Apply the next batch in one transaction; return where the slowest projection was, and how many.

        Events are read before the transaction begins: nobody who files has to wait for that.
        """
        while True:
            start = self.position()
            events = self._read(start, BATCH)
            if not events:
                return start, 0
            with self._database.writing(durable=False) as connection:
                # Less was seen if the read tables were emptied meanwhile: then we read too late a batch.
                if self._slowest(connection) >= start:
                    for projection in self._projections:
                        apply_after(connection, projection, events, live_tables(projection), tracking)
                    return start, len(events)

    def _slowest(self, connection: Connection) -> int:
        return min((position_of(connection, tracking, p.name) for p in self._projections), default=0)


def live_tables(projection: Projection) -> Tables:
    return {table.name: table for table in projection.tables}


def shadow_tables(projection: Projection, suffix: str) -> Tables:
    """Return the projection's tables under other names, for making them again beside the live ones."""
    shadows = MetaData()
    return {t.name: t.to_metadata(shadows, name=f"{t.name}{suffix}") for t in projection.tables}


def apply_after(
    connection: Connection,
    projection: Projection,
    events: Sequence[Recorded],
    tables: Tables,
    track: Table,
) -> None:
    """Apply those of the events that the projection has not seen, and note how far it came."""
    seen = position_of(connection, track, projection.name)
    fresh = [event for event in events if event.position >= seen]
    if fresh:
        projection.apply(fresh, tables, connection)
        move_to(connection, track, projection.name, fresh[-1].position + 1)
