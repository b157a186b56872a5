"""What verification finds, in words and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """`path` names the file as in the layout; `entry` counts from 0 within the file."""

    path: str
    message: str
    entry: int | None = None

    def line(self) -> str:
        place = self.path if self.entry is None else f"{self.path} entry {self.entry}"
        return f"FAULT {place}: {printable(self.message)}"


def printable(text: str) -> str:
    """The text on one line, without characters that would move or colour a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def attempt(path: str, action: Callable[[], T]) -> T | Fault:
    """What `action` returns, or the fault of the file at `path` that made it fail."""
    try:
        return action()
    except (LedgerError, OSError) as error:
        return Fault(path, str(error).removeprefix(f"{path}: "))
