"""The publisher: turns committed positions into the published log.

The database is what the log is made from and holds the lock; the files can be made again from it, never
the other way round. Any number of publishers may run: the lock lets one of them grow the log at a time.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from civic.kernel.clock import EPOCH, Clock, SystemClock
from civic.store.checkpoint_history import CheckpointHistory
from civic.store.database import Database
from civic.store.tables import checkpoints, events
from civic.store.witnessing import ReleasedRow, WitnessRecord
from ledger.checkpoint import parse_checkpoint
from ledger.keys import NoteSigner
from ledger.log import CHECKPOINT_PATH, AnotherPublisherWasFaster, Log, Witnessing
from ledger.ml_dsa import MlDsaSigner
from ledger.note import parse_note
from ledger.policy import QuorumIsNotMet
from ledger.storage import DirectoryStorage
from ledger.witnessing import Witnesses

BATCH = 4096
ASK_AGAIN = timedelta(seconds=10)
"""How often witnesses that are missing are asked about a checkpoint that is published without them."""
REFRESH = timedelta(minutes=10)
"""How often all of them are asked about the same checkpoint, so that its cosignatures are not too old."""
logger = logging.getLogger("civic.publisher")


class CheckpointRow:
    """The newest signed checkpoint, in one row; replaced only by whoever knows what it holds.

    Where nobody else has to sign, it is published at once, and so `history` keeps it.
    """

    def __init__(self, database: Database, origin: str, history: CheckpointHistory | None = None) -> None:
        self._database = database
        self._origin = origin
        self._history = history

    def load(self) -> bytes | None:
        with self._database.reading() as connection:
            found = connection.scalar(select(checkpoints.c.body).where(checkpoints.c.origin == self._origin))
            return None if found is None else bytes(found)

    def replace(self, old: bytes | None, new: bytes) -> bool:
        """Compare and swap; durable when it returns."""
        with self._database.writing() as connection:
            is_mine = self._swap(connection, old, new)
            if is_mine and self._history is not None:
                self._history.keep(connection, new)
            return is_mine

    def _swap(self, connection: Connection, old: bytes | None, new: bytes) -> bool:
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
    """Publishes what is committed and not yet in the log, as soon as enough of `witnesses` have seen it."""

    def __init__(
        self,
        database: Database,
        directory: Path,
        signer: NoteSigner,
        *,
        also_signing: Sequence[NoteSigner | MlDsaSigner] = (),
        witnesses: Witnesses | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._turn = threading.Lock()
        self._clock = clock or SystemClock()
        self._storage = DirectoryStorage(directory)
        self._witnesses = witnesses
        self._record = WitnessRecord(database, signer.name, self._clock)
        self._is_waiting = False
        self._renewed_at = self._refreshed_at = EPOCH
        history = CheckpointHistory(database, signer.name, self._clock)
        released = ReleasedRow(database, signer.name, history)
        self._log = Log(
            self._storage,
            CheckpointRow(database, signer.name, None if witnesses else history),
            signer,
            signer.name,
            also_signing=also_signing,
            witnessing=Witnessing(witnesses, released) if witnesses else None,
        )

    def publish(self) -> int:
        """Publish everything that is committed now; return the size of the published log.

        Without the quorum of the witnesses nothing newer is published, and the next call goes on from there.
        """
        # `Log` is one publisher: threads that share it take turns, other processes are told by the lock.
        with self._turn:
            return self._publish() if self._witnesses is None else self._publish_witnessed(self._witnesses)

    def _publish_witnessed(self, witnesses: Witnesses) -> int:
        # Not after it: a witness that takes a little longer than the quorum is not missing.
        if not self._is_waiting:
            self._record.keep(witnesses.standings(), waiting=False)
        try:
            size = self._publish()
            self._renew_when_due(witnesses)
        except QuorumIsNotMet as error:
            self._record.keep(witnesses.standings(), waiting=True)
            if not self._is_waiting:
                logger.error("the log waits for witnesses: %s", error)  # noqa: TRY400 (no fault of ours)
            self._is_waiting = True
            return self._published_size()
        if self._is_waiting:
            logger.warning("the log has its witnesses again")
            self._record.keep(witnesses.standings(), waiting=False)
        self._is_waiting = False
        return size

    def _renew_when_due(self, witnesses: Witnesses) -> None:
        """Ask those who are missing again, and from time to time everybody, so that the log looks alive."""
        now = self._clock.now()
        is_missing = not all(standing.has_cosigned for standing in witnesses.standings())
        afresh = now - self._refreshed_at > REFRESH
        if not afresh and not (is_missing and now - self._renewed_at > ASK_AGAIN):
            return
        with suppress(AnotherPublisherWasFaster):  # who then has renewed it
            self._log.renew(afresh=afresh)
        self._renewed_at = now
        if afresh:
            self._refreshed_at = now

    def _published_size(self) -> int:
        signed = self._storage.read(CHECKPOINT_PATH)
        return 0 if signed is None else parse_checkpoint(parse_note(signed).text).size

    def _publish(self) -> int:
        while True:
            try:
                size = self._log.size()
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
