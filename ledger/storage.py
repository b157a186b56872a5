"""Where the files of a log are kept: the protocols, and a directory that keeps every promise through a crash.

Paths are those of the tile layout, relative, with forward slashes.
"""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING, Protocol

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_STAGING = ".staging"
_SAFE_PATH = re.compile(r"[a-z0-9]+(?:[./]?[a-z0-9]+)*", re.ASCII)


class PathLeavesTheStorage(LedgerError):
    """The path could name something outside the log."""


class FileHasOtherBytes(LedgerError):
    """An immutable file exists already and holds something else."""


class Source(Protocol):
    """Something a published log can be read from."""

    def read(self, path: str) -> bytes | None:
        """The whole file, or None if there is none."""
        ...


class Storage(Source, Protocol):
    """Somewhere a log can be written to. What was stored survives a loss of power once the call returned."""

    def create(self, path: str, data: bytes) -> None:
        """Stores an immutable file; raises FileHasOtherBytes unless an existing one is equal."""
        ...

    def create_all(self, files: Mapping[str, bytes]) -> None:
        """Stores many immutable files as `create` does; after an error, any of them may exist."""
        ...

    def replace(self, path: str, data: bytes) -> None:
        """Stores a file in place of an older one; readers see either all of it or all of the older one."""
        ...


class DirectoryStorage:
    """A log in a directory. Files are complete from the moment their name appears."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        try:
            return self._place(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def create(self, path: str, data: bytes) -> None:
        self.create_all({path: data})

    def create_all(self, files: Mapping[str, bytes]) -> None:
        """One fsync for each file and each directory; nothing is named before all bytes are durable."""
        staged = {self._place(path): self._stage(data) for path, data in files.items()}
        try:
            for place, temporary in staged.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                _link_or_compare(temporary, place)
        finally:
            for temporary in staged.values():
                temporary.unlink()
        self._make_names_durable(staged)

    def replace(self, path: str, data: bytes) -> None:
        place = self._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._stage(data).replace(place)
        self._make_names_durable([place])

    def partials(self, path: str) -> list[str]:
        """The widths, as file names, of the partial tiles that exist for the full tile at `path`."""
        try:
            return sorted(place.name for place in self._place(path + ".p").iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _place(self, path: str) -> Path:
        if not _SAFE_PATH.fullmatch(path):
            raise PathLeavesTheStorage(f"not the path of a file of a log: {path!r:.120}")
        return self._root / path

    def _stage(self, data: bytes) -> Path:
        """A durable file without its final name; what a crash leaves behind here is never read."""
        temporary = self._root / _STAGING / secrets.token_hex(16)
        temporary.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return temporary

    def _make_names_durable(self, places: Iterable[Path]) -> None:
        """Also those of the directories above, which a publisher that died may have made but not kept."""
        directories = {
            above for place in places for above in place.parents if above not in self._root.parents
        }
        for directory in {*directories, self._root.parent}:
            _fsync(directory)


def _link_or_compare(temporary: Path, place: Path) -> None:
    try:
        os.link(temporary, place)
    except FileExistsError:
        if place.read_bytes() != temporary.read_bytes():
            raise FileHasOtherBytes(f"{place} exists already with other bytes") from None
        # A publisher that died may have named the file without making it durable.
        _fsync(place)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
