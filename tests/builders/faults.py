"""Faults of disk and database at any one step: the calls are counted, and one of them goes wrong.

A step is a call of the operating system that names, writes, keeps or locks a file, or a statement or commit
of the database driver. It fails before it did anything, or after that, when nobody hears of it any more.
"""

import errno
import fcntl
import io
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from unittest.mock import patch

import psycopg

CALLS = [
    *((os, name) for name in ("open", "write", "fsync", "link", "replace", "unlink", "mkdir", "stat")),
    (fcntl, "flock"),
    (psycopg.Cursor, "execute"),
    (psycopg.Cursor, "executemany"),
    (psycopg.Connection, "commit"),
]
READING = ("read", "stat", "SELECT", "PRAGMA")
"""How steps are called that only read."""


class Refusal:
    """The error that a call gives for a number of the operating system, as whoever made the call words it."""

    def __init__(self, number: int, by_sqlite: str) -> None:
        self._number = number
        self._by_sqlite = by_sqlite

    def __call__(self, owner: Any) -> None:
        if owner is sqlite3:
            raise sqlite3.OperationalError(self._by_sqlite)
        if owner in (psycopg.Cursor, psycopg.Connection):
            raise psycopg.OperationalError(os.strerror(self._number))
        raise OSError(self._number, os.strerror(self._number))


def kill(_owner: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


FAULTS: dict[str, Callable[[Any], None]] = {
    "EIO": Refusal(errno.EIO, "disk I/O error"),
    "ENOSPC": Refusal(errno.ENOSPC, "database or disk is full"),
    "SIGKILL": kill,
}


@dataclass
class Steps:
    """Counts steps while `armed`; the one numbered `at` has the fault, before or after it took effect."""

    at: int
    fault: Callable[[Any], None]
    takes_effect: bool
    armed: bool = False
    names: list[str] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        return len(self.names) > self.at

    def passes_over(self, name: str) -> bool:
        """Whether it makes no sense here: what only reads fills no disk, and has no effect to lose."""
        return (self.takes_effect or self.fault is FAULTS["ENOSPC"]) and name.startswith(READING)

    def around(self, owner: Any, name: str, action: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **options: Any) -> Any:
            if not self.armed or self.reached or self.passes_over(name):
                return action(*arguments, **options)
            self.names.append(name)
            if not self.reached:
                return action(*arguments, **options)
            if self.takes_effect:
                _let_go(name, action(*arguments, **options))
            return self.fault(owner)

        return guarded


def _let_go(name: str, result: Any) -> None:
    """Close what was opened, as nobody else will."""
    if name == "open" and isinstance(result, int):
        os.close(result)
    elif name == "open":
        result.close()


@contextmanager
def steps(at: int, fault: Callable[[Any], None], *, takes_effect: bool) -> Iterator[Steps]:
    """Yield the steps of everything that is opened from here on."""
    counted = Steps(at, fault, takes_effect)
    with ExitStack() as stack:
        for owner, name in CALLS:
            stack.enter_context(patch.object(owner, name, counted.around(owner, name, getattr(owner, name))))
        stack.enter_context(patch.object(io, "open", _opening(counted, io.open)))
        stack.enter_context(patch.object(sqlite3.dbapi2, "connect", _connecting(counted)))
        yield counted


def _opening(counted: Steps, action: Callable[..., Any]) -> Callable[..., Any]:
    opened = counted.around(io, "open", action)

    def open_counted(*arguments: Any, **options: Any) -> Any:
        return _File(counted, opened(*arguments, **options))

    return open_counted


class _File:
    """An open file whose reads and writes are steps."""

    def __init__(self, counted: Steps, file: Any) -> None:
        self._file = file
        for name in ("read", "write", "flush"):
            setattr(self, name, counted.around(io, name, getattr(file, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _connecting(counted: Steps) -> Callable[..., Any]:
    class Cursor(sqlite3.Cursor):
        def execute(self, statement: str, *values: Any) -> Any:
            return counted.around(sqlite3, statement[:40], super().execute)(statement, *values)

        def executemany(self, statement: str, *values: Any) -> Any:
            return counted.around(sqlite3, statement[:40], super().executemany)(statement, *values)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            counted.around(sqlite3, "commit", super().commit)()

    connect = sqlite3.dbapi2.connect

    def connect_counted(*arguments: Any, **options: Any) -> Any:
        return connect(*arguments, factory=Connection, **options)

    return connect_counted
