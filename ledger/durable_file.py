"""One file that many processes replace, one at a time, and that no crash leaves half written.

POSIX only: the lock is flock(2), which ends with the process that held it.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """While this is held, no other thread or process holds it for the file at `path`; waits for its turn.

    The lock lies on `<path>.lock`, because `path` itself is another file after each replacement.
    """
    descriptor = os.open(_beside(path, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace_durably(path: Path, data: bytes) -> None:
    """Only under `exclusive`. After any error or crash the file is either all old or all new.

    Once this returned, the new bytes survive a loss of power. Raises OSError.
    """
    staged = _beside(path, ".new")
    with staged.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
    _make_names_durable(path.parent)


def read_if_there(path: Path) -> bytes | None:
    """The whole file, or None if there is none; raises OSError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _make_names_durable(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
