"""Connections: one engine, a write transaction that is alone, durable commits.

SQLite: WAL, synchronous=FULL, deleted content overwritten. Writers of several processes queue on a file
lock, which wakes the next one at once where SQLite's own busy handler would sleep.
PostgreSQL: an advisory lock held until the transaction ends, synchronous_commit=on.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL

from civic.store.writers import (
    WRITER_LOCK,
    Appending,
    Cursor,
    PostgresqlWriter,
    RowExistsAlready,
    SqliteWriter,
    StoreCannotWrite,
    Writer,
)

__all__ = ["Cursor", "Database", "RowExistsAlready", "StoreCannotWrite"]


class Database:
    """The engine and the rule that one transaction writes at a time."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(parsed) if self.is_sqlite else _postgresql_engine(parsed)
        self._lock_path = Path(f"{parsed.database}.lock") if self.is_sqlite else None
        self._append_turn = threading.Lock()
        self._writer: Writer | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """Yield the only writing transaction; committed and durable when the block ends.

        Rows that can be made again from the log may be written with `durable=False`: their commit does
        not wait for the disk, and never comes to be without the commits before it.
        """
        if self._lock_path is None:
            with self.engine.connect() as connection, connection.begin():
                if not durable:
                    connection.execute(text("SET LOCAL synchronous_commit = off"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
                yield connection
        else:
            with _alone(self._lock_path), self.engine.connect() as connection:
                # Straight to the driver: the pragma has no effect once a transaction has begun.
                driver: Any = connection.connection.dbapi_connection
                driver.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                # Last: were there an error before it began, the next reader would begin like this.
                connection.info["begin"] = "BEGIN IMMEDIATE"
                with connection.begin():
                    yield connection

    def appending(self) -> Appending:
        """Return the only writing transaction, which yields the driver's own cursor; durable when it ends.

        One connection is kept for it, because taking one from the pool costs more than an append. Raise
        RowExistsAlready if a unique key objects, StoreCannotWrite if the database cannot keep the rows.
        """
        return Appending(self._append_turn, self._own_writer, self._forget_writer)

    def _own_writer(self) -> Writer:
        """Return the kept connection; a forked process makes its own."""
        if self._writer is None or self._writer.process != os.getpid():
            connection = self.engine.raw_connection()
            connection.detach()
            driver: Any = connection.dbapi_connection
            self._writer = (
                SqliteWriter(driver, self._lock_path) if self._lock_path else PostgresqlWriter(driver)
            )
        return self._writer

    def _forget_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    @contextmanager
    def owning(self) -> Iterator[Connection]:
        """Yield a write transaction with the rights of the owner of the tables, for changing their form."""
        with self.writing() as connection:
            if not self.is_sqlite:
                # Until the end of the transaction: the connection goes back to the pool as it came.
                connection.execute(text("SET LOCAL ROLE NONE"))
            yield connection

    def close(self) -> None:
        if self._writer is not None and self._writer.process == os.getpid():
            self._writer.close()
        self._writer = None
        self.engine.dispose()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 60, "isolation_level": None}, pool_size=32)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "wal_autocheckpoint=4000",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.info.pop("begin", "BEGIN"))

    return engine


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_size=16)

    @event.listens_for(engine, "connect")
    def take_role(connection: Any, _record: Any) -> None:
        """Work with the rights of `civic_app`, which may add events and never change them."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'civic_app'")
            if cursor.fetchone() and _may_become_app(cursor):
                cursor.execute("SET ROLE civic_app")
        connection.commit()

    return engine


def _may_become_app(cursor: Any) -> bool:
    cursor.execute("SELECT pg_has_role(current_user, 'civic_app', 'MEMBER')")
    return bool(cursor.fetchone()[0])
