"""The SQL of the write path, executed on the driver itself.

Running a statement through SQLAlchemy would cost more than signing the event (about 0.1 ms a statement).
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Table

from civic.store.tables import commands, data_keys, events, files, look_ups, outbox, parts
from civic.store.writer_keys import STREAM as KEYS

Cursor = Any
Done = tuple[bytes | None, int, int]  # fingerprint, first position and number of events of a command
Values = Sequence[tuple[Any, ...]]

MOST_ROWS = 64
_TABLES = (events, parts, files, look_ups, data_keys, commands, outbox)


class Statements:
    """The few statements of an append, in the driver's own parameter style."""

    def __init__(self, *, is_sqlite: bool) -> None:
        mark = "?" if is_sqlite else "%s"
        # SQLite then keeps no journal for undoing the statement alone: whoever appends undoes everything.
        insert = "INSERT OR ROLLBACK" if is_sqlite else "INSERT"
        self._inserts = {
            table.name: [_insert(insert, table, mark, rows) for rows in range(MOST_ROWS + 1)]
            for table in _TABLES
        }
        about_keys = f"SELECT MAX(version) FROM events WHERE stream = '{KEYS}'"  # noqa: S608 (a name of our own)
        self._head = (
            f"SELECT position, recorded_at, ({about_keys}) FROM events ORDER BY position DESC LIMIT 1"  # noqa: S608
        )
        self._about_keys = f"SELECT leaf FROM events WHERE stream = '{KEYS}' ORDER BY version"  # noqa: S608
        self._versions = f"SELECT MAX(version) FROM events WHERE stream = {mark}"  # noqa: S608
        self._done = f"SELECT fingerprint, position, event_count FROM commands WHERE id = {mark}"  # noqa: S608
        self._key = f"SELECT 1 FROM data_keys WHERE person = {mark}"  # noqa: S608

    def insert(self, cursor: Cursor, table: Table, rows: Values) -> None:
        """Insert rows given in the order of the table's columns, many in a statement.

        A statement a row would give other threads the interpreter at every row, and take it back as often.
        """
        inserts = self._inserts[table.name]
        for start in range(0, len(rows), MOST_ROWS):
            some = rows[start : start + MOST_ROWS]
            cursor.execute(inserts[len(some)], tuple(chain.from_iterable(some)))

    def head(self, cursor: Cursor) -> tuple[int, int, int | None] | None:
        """Return position and time of the last event, and how many events are about keys."""
        found: tuple[int, int, int | None] | None = cursor.execute(self._head).fetchone()
        return found

    def about_keys(self, cursor: Cursor) -> list[bytes]:
        """Return the leaves of the events about keys."""
        return [bytes(leaf) for (leaf,) in cursor.execute(self._about_keys).fetchall()]

    def version(self, cursor: Cursor, stream: str) -> int:
        (version,) = cursor.execute(self._versions, (stream,)).fetchone()
        return version or 0

    def done(self, cursor: Cursor, command_id: str) -> Done | None:
        found: Done | None = cursor.execute(self._done, (command_id,)).fetchone()
        return found

    def has_key(self, cursor: Cursor, person: str) -> bool:
        return cursor.execute(self._key, (person,)).fetchone() is not None


def _insert(insert: str, table: Table, mark: str, rows: int) -> str:
    columns = ", ".join(column.name for column in table.columns)
    row = f"({', '.join([mark] * len(table.columns))})"
    return f"{insert} INTO {table.name} ({columns}) VALUES {', '.join([row] * rows)}"
