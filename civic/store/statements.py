"""The SQL of the write path, executed on the driver itself.

SQLAlchemy compiles each statement once per dialect; running it through SQLAlchemy would cost more than
signing the event (about 0.1 ms a statement).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from civic.store.tables import commands, data_keys, events, outbox, parts

Cursor = Any
Done = tuple[bytes | None, int, int]  # fingerprint, first position and number of events of a command
Values = Sequence[tuple[Any, ...]]

_TABLES = (events, parts, data_keys, commands, outbox)


class Statements:
    """The few statements of an append, in the driver's own parameter style."""

    def __init__(self, *, is_sqlite: bool) -> None:
        mark = "?" if is_sqlite else "%s"
        dialects: Any = sqlite if is_sqlite else postgresql
        dialect = dialects.dialect(paramstyle="qmark" if is_sqlite else "format")
        self._inserts = {table.name: str(table.insert().compile(dialect=dialect)) for table in _TABLES}
        self._head = "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1"
        self._versions = f"SELECT MAX(version) FROM events WHERE stream = {mark}"  # noqa: S608
        self._done = f"SELECT fingerprint, position, event_count FROM commands WHERE id = {mark}"  # noqa: S608
        self._key = f"SELECT 1 FROM data_keys WHERE person = {mark}"  # noqa: S608

    def insert(self, cursor: Cursor, table: Table, rows: Values) -> None:
        """Insert rows given in the order of the table's columns."""
        if len(rows) == 1:
            cursor.execute(self._inserts[table.name], rows[0])
        elif rows:
            cursor.executemany(self._inserts[table.name], rows)

    def head(self, cursor: Cursor) -> tuple[int, int] | None:
        """Return position and time of the last event."""
        found: tuple[int, int] | None = cursor.execute(self._head).fetchone()
        return found

    def version(self, cursor: Cursor, stream: str) -> int:
        (version,) = cursor.execute(self._versions, (stream,)).fetchone()
        return version or 0

    def done(self, cursor: Cursor, command_id: str) -> Done | None:
        found: Done | None = cursor.execute(self._done, (command_id,)).fetchone()
        return found

    def has_key(self, cursor: Cursor, person: str) -> bool:
        return cursor.execute(self._key, (person,)).fetchone() is not None
