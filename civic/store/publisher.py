"""The publisher: turns committed positions into the published log.

The database is what the log is made from and holds the lock; the files can be made again from it, never
the other way round. Any number of publishers may run: the lock lets one of them grow the log at a time.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from civic.store.database import Database
from civic.store.tables import checkpoints, events
from ledger.keys import NoteSigner
from ledger.log import AnotherPublisherWasFaster, Log
from ledger.storage import DirectoryStorage

BATCH = 4096


class CheckpointRow:
    """The newest signed checkpoint, in one row; replaced only by whoever knows what it holds."""

    def __init__(self, database: Database, origin: str) -> None:
        self._database = database
        self._origin = origin

    def load(self) -> bytes | None:
        with self._database.reading() as connection:
            found = connection.scalar(select(checkpoints.c.body).where(checkpoints.c.origin == self._origin))
            return None if found is None else bytes(found)

    def replace(self, old: bytes | None, new: bytes) -> bool:
        """Compare and swap; durable when it returns."""
        with self._database.writing() as connection:
            if old is None:
                held = select(checkpoints.c.body).where(checkpoints.c.origin == self._origin)
                if connection.scalar(held) is not None:
                    return False
                connection.execute(checkpoints.insert(), {"origin": self._origin, "body": new})
                return True
            swapped = connection.execute(
                checkpoints.update()
                .where(checkpoints.c.origin == self._origin, checkpoints.c.body == old)
                .values(body=new)
            )
            return swapped.rowcount == 1


class Publisher:
    """Publishes what is committed and not yet in the log."""

    def __init__(self, database: Database, directory: Path, signer: NoteSigner) -> None:
        self._database = database
        self._turn = threading.Lock()
        self._log = Log(
            DirectoryStorage(directory), CheckpointRow(database, signer.name), signer, signer.name
        )

    def publish(self) -> int:
        """Publish everything that is committed now; return the size of the published log."""
        # `Log` is one publisher: threads that share it take turns, other processes are told by the lock.
        with self._turn:
            return self._publish()

    def _publish(self) -> int:
        while True:
            size = self._log.size()
            try:
                published = self._log.publish(self._leaves(size), limit=BATCH).size
            except AnotherPublisherWasFaster:
                continue
            if published - size < BATCH:
                return published

    def _leaves(self, start: int) -> Iterator[bytes]:
        with self._database.reading() as connection:
            rows = connection.execute(
                select(events.c.position, events.c.leaf)
                .where(events.c.position >= start)
                .order_by(events.c.position)
                .limit(BATCH)
            ).all()
        for expected, row in enumerate(rows, start):
            # Positions are gapless by construction; a gap here means that the database was tampered with.
            if row.position != expected:
                raise EventIsMissing(f"there is no event at position {expected}")
            yield bytes(row.leaf)


class EventIsMissing(Exception):
    """A position that must have an event has none."""
