"""The connection that appends: one a process, the driver's own, the writer lock around each transaction."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from civic.kernel.errors import Refused

WRITER_LOCK = 0x43495649  # "CIVI", the key of the advisory lock
Cursor = Any


class RowExistsAlready(Exception):
    """A unique key objects: the command was done before, or the stream has moved."""


class StoreCannotWrite(Refused):
    """The database cannot keep what was sent (full, read-only, gone); nothing of it is stored."""

    code = "store.cannot-write"
    status = 503


class Writer(Protocol):
    """Runs transactions that nobody else writes beside."""

    process: int
    error: type[Exception]
    integrity_error: type[Exception]

    def transaction(self) -> Any: ...

    def close(self) -> None: ...


class SqliteWriter:
    """Writers of all processes queue on a file lock; the one before wakes the next at once."""

    error: type[Exception] = sqlite3.Error
    integrity_error: type[Exception] = sqlite3.IntegrityError

    def __init__(self, connection: sqlite3.Connection, lock: Path) -> None:
        self.process = os.getpid()
        self._connection = connection
        self._cursor = connection.cursor()
        self._lock = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
            try:
                yield self._cursor
                self._cursor.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._cursor.execute("ROLLBACK")
                raise
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def close(self) -> None:
        self._connection.close()
        os.close(self._lock)


class PostgresqlWriter:
    """Writers of all machines queue on an advisory lock that ends with the transaction."""

    error: type[Exception] = psycopg.Error
    integrity_error: type[Exception] = psycopg.IntegrityError

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.process = os.getpid()
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
            yield cursor

    def close(self) -> None:
        self._connection.close()
