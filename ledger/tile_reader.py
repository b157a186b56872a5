"""Reads tiles, bundles and single nodes of a log from any source. What is read here is not yet verified."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.merkle import HASH_SIZE, perfect_root
from ledger.tiles import BundleIsMalformed, Tile, parse_bundle, split_hashes, tile_width

if TYPE_CHECKING:
    from ledger.storage import Source

_TILES_KEPT = 64


class TileIsMissing(LedgerError):
    """A tile or bundle that the checkpoint implies is not there."""


class TileHasTheWrongSize(LedgerError):
    """A tile has 32 bytes for each of its hashes."""


def read_hashes(source: Source, tile: Tile) -> list[bytes]:
    """The hashes of a tile; raises TileIsMissing or TileHasTheWrongSize."""
    found, data = _read(source, tile)
    if len(data) != found.width * HASH_SIZE:
        raise TileHasTheWrongSize(
            f"{found.path()}: the tile has {len(data)} bytes, not {found.width * HASH_SIZE}"
        )
    return split_hashes(data)[: tile.width]


def read_entries(source: Source, bundle: Tile) -> list[bytes]:
    """The entries of a bundle; raises TileIsMissing or BundleIsMalformed."""
    found, data = _read(source, bundle)
    try:
        return parse_bundle(data, found.width)[: bundle.width]
    except BundleIsMalformed as error:
        raise BundleIsMalformed(f"{found.path()}: {error}") from error


def _read(source: Source, tile: Tile) -> tuple[Tile, bytes]:
    # SPEC: Clients request the partial tile a checkpoint implies, and fall back to the full tile.
    for candidate in (tile, tile.full()):
        data = source.read(candidate.path())
        if data is not None:
            return candidate, data
    raise TileIsMissing(f"{tile.path()}: the file is missing")


class TileReader:
    """The nodes of a tree of `size` entries, as proofs ask for them; keeps the last few tiles."""

    def __init__(self, source: Source, size: int) -> None:
        self.size = size
        self._tile = lru_cache(_TILES_KEPT)(lambda tile: read_hashes(source, tile))

    def __call__(self, level: int, index: int) -> bytes:
        """The root of the perfect subtree over entries index * 2^level to (index + 1) * 2^level - 1."""
        tile_level, height = divmod(level, 8)
        first = index << height
        number, offset = divmod(first, 256)
        tile = Tile(tile_level, number, tile_width(tile_level, number, self.size))
        return perfect_root(self._tile(tile)[offset : offset + (1 << height)])
