"""What witnesses have cosigned, and whom the log waits for: kept in the database for every process to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from civic.kernel.clock import Clock, from_micros, to_micros
from civic.store.checkpoint_history import CheckpointHistory
from civic.store.database import Database
from civic.store.tables import witnesses, witnessing
from civic.store.upsert import upsert
from ledger.witnessing import Standing

_Row = dict[str, Any]


class ReleasedRow:
    """The newest note that enough witnesses have cosigned; replaced only by whoever knows what it holds."""

    def __init__(self, database: Database, origin: str, history: CheckpointHistory | None = None) -> None:
        self._database = database
        self._origin = origin
        self._history = history

    def load(self) -> bytes | None:
        with self._database.reading() as connection:
            found = connection.scalar(
                select(witnessing.c.released).where(witnessing.c.origin == self._origin)
            )
            return None if found is None else bytes(found)

    def replace(self, old: bytes | None, new: bytes) -> bool:
        """Compare and swap; durable when it returns. Nothing is waited for any more."""
        mine = witnessing.c.origin == self._origin
        with self._database.writing() as connection:
            held = connection.scalar(select(witnessing.c.released).where(mine))
            if (None if held is None else bytes(held)) != old:
                return False
            upsert(connection, witnessing, [{"origin": self._origin, "released": new, "waiting_since": None}])
            if self._history is not None:
                self._history.keep(connection, new)
            return True


@dataclass(frozen=True, slots=True)
class MissingWitness:
    """A witness that has not cosigned the newest checkpoint; `failure` is empty while it just takes long."""

    name: str
    since: datetime
    failure: str


@dataclass(frozen=True, slots=True)
class WitnessReport:
    """`waiting_since` is set while a signed checkpoint is not published for want of witnesses."""

    waiting_since: datetime | None = None
    missing: tuple[MissingWitness, ...] = ()


class WitnessRecord:
    """What the publisher found, and what everybody else reads of it."""

    def __init__(self, database: Database, origin: str, clock: Clock) -> None:
        self._database = database
        self._origin = origin
        self._clock = clock

    def keep(self, standings: Sequence[Standing], *, waiting: bool) -> None:
        """Write down how each witness stands, and whether their quorum is waited for, where that has changed.

        Whoever is no witness any more is forgotten. Nothing is known where nobody was asked yet.
        """
        with self._database.reading() as connection:
            before = self._state(connection)
        if not standings or before == self._next(before, standings, waiting=waiting):
            return
        with self._database.writing(durable=False) as connection:
            state, rows = self._next(self._state(connection), standings, waiting=waiting)
            connection.execute(delete(witnesses))
            upsert(connection, witnesses, list(rows.values()))
            upsert(connection, witnessing, [state])

    def _state(self, connection: Connection) -> tuple[_Row, dict[str, _Row]]:
        row = connection.execute(select(witnessing).where(witnessing.c.origin == self._origin)).first()
        state = row._asdict() if row else {"origin": self._origin, "released": None, "waiting_since": None}
        return state, {row.name: row._asdict() for row in connection.execute(select(witnesses))}

    def _next(
        self, before: tuple[_Row, dict[str, _Row]], standings: Sequence[Standing], *, waiting: bool
    ) -> tuple[_Row, dict[str, _Row]]:
        """Moments since when something is so stay as long as it is."""
        now = to_micros(self._clock.now())
        state, rows = before
        since = (state["waiting_since"] or now) if waiting else None
        return {**state, "waiting_since": since}, {
            standing.witness: {
                "name": standing.witness,
                "missing_since": None
                if standing.has_cosigned
                else rows.get(standing.witness, {}).get("missing_since") or now,
                "failure": standing.failure,
            }
            for standing in standings
        }

    def report(self) -> WitnessReport:
        with self._database.reading() as connection:
            since = connection.scalar(
                select(witnessing.c.waiting_since).where(witnessing.c.origin == self._origin)
            )
            rows = connection.execute(
                select(witnesses).where(witnesses.c.missing_since.is_not(None)).order_by(witnesses.c.name)
            ).all()
        return WitnessReport(
            None if since is None else from_micros(since),
            tuple(MissingWitness(row.name, from_micros(row.missing_since), row.failure) for row in rows),
        )
