"""The connection that appends: one a process, the driver's own, the writer lock around each transaction."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable
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

    def begin(self) -> Cursor: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

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

    def begin(self) -> Cursor:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self._cursor.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._cursor.execute("COMMIT")
        fcntl.flock(self._lock, fcntl.LOCK_UN)

    def rollback(self) -> None:
        try:
            if self._connection.in_transaction:
                self._cursor.execute("ROLLBACK")
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
        self._cursor = connection.cursor()

    def begin(self) -> Cursor:
        return self._cursor.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


class Appending:
    """A writing transaction of one thread of this process; a class, because generators cost more."""

    __slots__ = ("_forget", "_mutex", "_writer")

    def __init__(
        self, mutex: threading.Lock, writer: Callable[[], Writer], forget: Callable[[], None]
    ) -> None:
        self._mutex = mutex
        self._forget = forget
        mutex.acquire()
        try:
            self._writer = writer()
        except BaseException:
            mutex.release()
            raise

    def __enter__(self) -> Cursor:
        try:
            return self._writer.begin()
        except BaseException as error:
            self._fail(error)
            raise

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self._writer.commit()
        except BaseException as failed:
            self._fail(failed)
            raise
        if error is None:
            self._mutex.release()
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Undo the transaction, let the next one begin, and say what the database meant."""
        writer = self._writer
        try:
            writer.rollback()
        except writer.error:
            self._forget()
        finally:
            self._mutex.release()
        if isinstance(error, writer.integrity_error):
            raise RowExistsAlready(str(error)) from error
        if isinstance(error, writer.error):
            self._forget()
            raise StoreCannotWrite(f"the database cannot write: {error}") from error
