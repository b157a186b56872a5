"""The outbox: what has to be delivered after a commit, at least once, by one worker at a time.

Taking a row moves its time beyond the longest delivery: a worker that dies in between loses nothing, the row
is due again by itself. Rows hold codes and positions only; whom a message is for stays in the event.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from civic.kernel.clock import MICROSECOND, Clock, from_micros, to_micros
from civic.kernel.ids import new_event_id
from civic.store.database import Database
from civic.store.tables import outbox

CLAIM = timedelta(minutes=15)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 21  # the last one is 2 days and 21 hours after the first
NEVER = 2**63 - 1
NOWHERE = -1  # the position of a message that is about no event
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,5}")
_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is ours until `until`; `id` is the same in every attempt, which `attempt` counts from 1."""

    id: str
    topic: str
    position: int
    attempt: int
    until: int


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that nobody tries to deliver any more, and the code of what was wrong at last."""

    id: str
    topic: str
    position: int
    attempts: int
    last_error: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was tried in vain so far, or not at all yet; `last_error` is empty if not."""

    attempts: int
    due_at: datetime
    last_error: str


class Outbox:
    """Hands out due rows and remembers what became of them.

    `lanes` are topics whose rows somebody asks for by name, so that neither keeps the others waiting.
    """

    def __init__(self, database: Database, clock: Clock, lanes: Sequence[str] = ()) -> None:
        self._database = database
        self._clock = clock
        self._lanes = lanes

    def put(self, connection: Connection, topic: str, message_id: str = "") -> None:
        """Add a message that is about no event, in the caller's own write transaction."""
        row = {
            "id": message_id or new_event_id(),
            "topic": topic,
            "position": NOWHERE,
            "due_at": self._now(),
            "attempts": 0,
        }
        connection.execute(insert(outbox), row)

    def take(self, lane: str | None = None) -> Taken | None:
        """Return the row of a lane, or of none, that has been due for longest; None if nothing is due."""
        now = self._now()
        is_due = and_(outbox.c.due_at <= now, self._is_in(lane))
        if not self._is_anything(is_due):
            return None
        # A claim that is lost with the machine's power only makes the row due earlier.
        with self._database.writing(durable=False) as connection:
            due = select(outbox).where(is_due).order_by(outbox.c.due_at, outbox.c.position).limit(1)
            row = connection.execute(due).first()
            if row is None:
                return None
            taken = Taken(row.id, row.topic, row.position, row.attempts + 1, now + CLAIM // MICROSECOND)
            claim = update(outbox).where(outbox.c.id == row.id)
            connection.execute(claim.values(due_at=taken.until, attempts=taken.attempt))
            return taken

    def settle(self, taken: Taken) -> None:
        """Remove a row: it was delivered, or there is nobody to deliver it to."""
        with self._database.writing() as connection:
            connection.execute(delete(outbox).where(outbox.c.id == taken.id))

    def postpone(self, taken: Taken, code: str) -> bool:
        """Try again later, later each time; return whether the row was given up instead."""
        if taken.attempt >= MOST_ATTEMPTS:
            self.give_up(taken, code)
            return True
        self._move(taken, self._now() + pause_after(taken.attempt) // MICROSECOND, code)
        return False

    def give_up(self, taken: Taken, code: str) -> None:
        """Keep the row, due never, so that operators can see what did not arrive."""
        self._move(taken, NEVER, code)

    def given_up(self, limit: int = 100) -> list[GivenUp]:
        """Return rows that were given up."""
        rows = select(outbox).where(outbox.c.due_at == NEVER).order_by(outbox.c.position).limit(limit)
        with self._database.reading() as connection:
            return [
                GivenUp(row.id, row.topic, row.position, row.attempts, row.last_error)
                for row in connection.execute(rows)
            ]

    def counts(self) -> tuple[int, int]:
        """Return how many rows wait, and how many were given up."""
        with self._database.reading() as connection:
            everything = connection.scalar(select(func.count()).select_from(outbox)) or 0
            never = select(func.count()).select_from(outbox).where(outbox.c.due_at == NEVER)
            given_up = connection.scalar(never) or 0
        return everything - given_up, given_up

    def waiting(self, lane: str, position: int) -> Waiting | None:
        """Return how the message about an event fares; None if it is settled or was given up."""
        about = select(outbox).where(outbox.c.position == position, outbox.c.due_at < NEVER)
        with self._database.reading() as connection:
            row = connection.execute(about.where(self._is_in(lane))).first()
        return Waiting(row.attempts, from_micros(row.due_at), row.last_error or "") if row else None

    def _is_in(self, lane: str | None) -> ColumnElement[bool]:
        return outbox.c.topic.not_in(self._lanes) if lane is None else outbox.c.topic == lane

    def _is_anything(self, is_due: ColumnElement[bool]) -> bool:
        """Look without the writer lock, which an idle worker does not keep others from."""
        with self._database.reading() as connection:
            return connection.execute(select(outbox.c.id).where(is_due).limit(1)).first() is not None

    def _move(self, taken: Taken, due_at: int, code: str) -> None:
        values = {"due_at": due_at, "last_error": _harmless(code)}
        with self._database.writing() as connection:
            connection.execute(update(outbox).where(_still_ours(taken)).values(values))

    def _now(self) -> int:
        return to_micros(self._clock.now())


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after the attempt of that number, counted from 1."""
    return min(FIRST_PAUSE * (1 << (attempt - 1)), LONGEST_PAUSE)


def _still_ours(taken: Taken) -> ColumnElement[bool]:
    """Whoever took the row after our claim had ended decides what becomes of it."""
    return and_(outbox.c.id == taken.id, outbox.c.due_at == taken.until)


def _harmless(code: str) -> str:
    """Let nothing into the table that could be an address or the words of a server."""
    return code if len(code) <= _LONGEST_CODE and _CODE.fullmatch(code) else "unnamed-error"
