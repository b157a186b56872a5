"""Where tiles and entry bundles lie, how wide they are, and what is in them. Pure arithmetic, no I/O.

A full tile holds 256 hashes of 32 bytes; a bundle holds the 256 entries below a level-0 tile.
Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.merkle import HASH_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 256
TILE_SIZE = WIDTH * HASH_SIZE
MAX_LEVEL = 63
MAX_ENTRY_SIZE = 65_535
MAX_BUNDLE_SIZE = WIDTH * (2 + MAX_ENTRY_SIZE)

_GROUPS = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
_TILE = re.compile(r"tile/(entries|0|[1-9][0-9]?)/(.+)", re.ASCII)


class TilePathIsMalformed(LedgerError):
    """The path is not that of a tile or an entry bundle."""


class EntryIsTooLarge(LedgerError):
    """An entry has at most 65,535 bytes."""


class BundleIsMalformed(LedgerError):
    """The bytes are not a sequence of length-prefixed entries."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in the layout. `level` is None for an entry bundle; `width` is 1 to 256 hashes or entries."""

    level: int | None
    index: int
    width: int = WIDTH

    def path(self) -> str:
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_format_index(self.index)}{partial}"

    def full(self) -> Tile:
        return Tile(self.level, self.index)


def _format_index(index: int) -> str:
    # SPEC: N in 3-digit groups, all but the last prefixed with x: 1234067 is x001/x234/067.
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def parse_tile_path(path: str) -> Tile:
    """Raises TilePathIsMalformed."""
    match = _TILE.fullmatch(path)
    if match is None:
        raise TilePathIsMalformed(f"not the path of a tile: {path!r:.120}")
    level = None if match[1] == "entries" else int(match[1])
    if level is not None and level > MAX_LEVEL:
        raise TilePathIsMalformed(f"there is no level {level}")
    index, width = parse_index(match[2])
    return Tile(level, index, width)


def parse_index(text: str) -> tuple[int, int]:
    """Index and width from the last part of a path, such as `x001/234.p/7`; raises TilePathIsMalformed."""
    match = _GROUPS.fullmatch(text)
    if match is None:
        raise TilePathIsMalformed(f"not the index of a tile: {text!r:.120}")
    index, width = int(match[1].replace("x", "").replace("/", "")), int(match[2] or WIDTH)
    if _format_index(index) != match[1]:
        raise TilePathIsMalformed(f"a tile index with leading zeros: {text!r:.120}")
    if match[2] is not None and width >= WIDTH:
        raise TilePathIsMalformed(f"a partial tile of width {width}")
    return index, width


def tile_width(level: int, index: int, size: int) -> int:
    """How many hashes tile `index` at `level` has in a tree of `size` entries: 0 if there is no such tile."""
    # SPEC: The partial width at level l for size s is floor(s / 256^l) mod 256.
    return max(0, min(WIDTH, (size >> (8 * level)) - index * WIDTH))


def bundle_for(index: int, size: int) -> Tile:
    """The bundle that holds entry `index` in a tree of `size` entries."""
    return Tile(None, index // WIDTH, tile_width(0, index // WIDTH, size))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size` entries, level by level, without entry bundles."""
    level = 0
    while (hashes := size >> (8 * level)) > 0:
        for index in range(-(-hashes // WIDTH)):
            yield Tile(level, index, tile_width(level, index, size))
        level += 1


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Raises EntryIsTooLarge."""
    return b"".join(map(encode_entry, entries))


def encode_entry(entry: bytes) -> bytes:
    # SPEC: each entry is a big-endian uint16 length followed by its bytes.
    if len(entry) > MAX_ENTRY_SIZE:
        raise EntryIsTooLarge(f"the entry has {len(entry)} bytes, more than {MAX_ENTRY_SIZE}")
    return len(entry).to_bytes(2, "big") + entry


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """Exactly `width` entries and no stray bytes; raises BundleIsMalformed."""
    entries: list[bytes] = []
    offset = 0
    while offset < len(data):
        start = offset + 2
        offset = start + int.from_bytes(data[offset:start], "big")
        if offset > len(data) or start > len(data):
            raise BundleIsMalformed(f"entry {len(entries)} is cut short")
        entries.append(data[start:offset])
    if len(entries) != width:
        raise BundleIsMalformed(f"the bundle has {len(entries)} entries, not {width}")
    return entries


def split_hashes(data: bytes) -> list[bytes]:
    return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]
