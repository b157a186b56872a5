"""Every checkpoint that was published, as it was signed last: what the open data of the log is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from civic.kernel.clock import Clock, from_micros, to_micros
from civic.store.database import Database
from civic.store.tables import checkpoint_history
from civic.store.upsert import upsert
from ledger.checkpoint import parse_checkpoint
from ledger.note import parse_note


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """When a checkpoint of this size was released first, and its note as it was released last."""

    size: int
    published_at: datetime
    signed: bytes


class CheckpointHistory:
    """One row for each size that the log had when it was published."""

    def __init__(self, database: Database, origin: str, clock: Clock) -> None:
        self._database = database
        self._origin = origin
        self._clock = clock

    def keep(self, connection: Connection, signed: bytes) -> None:
        """Write down a checkpoint in the transaction that releases it; cosignatures that came later count."""
        size = parse_checkpoint(parse_note(signed).text).size
        history = checkpoint_history.c
        before = connection.scalar(
            select(history.published_at).where(history.origin == self._origin, history.size == size)
        )
        row = {
            "origin": self._origin,
            "size": size,
            "published_at": to_micros(self._clock.now()) if before is None else before,
            "body": signed,
        }
        upsert(connection, checkpoint_history, [row])

    def newest_first(self, below: int, limit: int) -> Sequence[KeptCheckpoint]:
        """Return up to `limit` checkpoints of fewer than `below` entries."""
        history = checkpoint_history.c
        wanted = (
            select(history.size, history.published_at, history.body)
            .where(history.origin == self._origin, history.size < below)
            .order_by(history.size.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [
                KeptCheckpoint(row.size, from_micros(row.published_at), bytes(row.body))
                for row in connection.execute(wanted)
            ]
