"""The right edge of a tiled tree: all that a log must remember in order to grow.

Growing yields the tiles that became full, each with its hashes; what is left over are the partial tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.merkle import EMPTY_ROOT, fold_right_edge, perfect_root
from ledger.tile_reader import read_hashes
from ledger.tiles import WIDTH, Tile, tile_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.storage import Source


class Frontier:
    """`size` counts the hashes appended at the lowest level, which is level `base` of the whole tree."""

    def __init__(self, base: int = 0) -> None:
        self.size = 0
        self._base = base
        self._edges: list[list[bytes]] = []

    @classmethod
    def load(cls, source: Source, size: int) -> Frontier:
        """The edge of a published tree of `size` entries; raises TileIsMissing or TileHasTheWrongSize."""
        frontier = cls()
        frontier.size = size
        level = 0
        while (count := size >> (8 * level)) > 0:
            index = count // WIDTH
            width = tile_width(level, index, size)
            frontier._edges.append(read_hashes(source, Tile(level, index, width)) if width else [])
            level += 1
        return frontier

    @classmethod
    def above(cls, lowest: list[bytes], upper: Frontier) -> Frontier:
        """The whole edge, from the hashes of the partial level-0 tile and a frontier with base 1."""
        frontier = cls()
        frontier.size = upper.size * WIDTH + len(lowest)
        frontier._edges = [lowest, *upper._edges]
        return frontier

    def copy(self) -> Frontier:
        twin = Frontier(self._base)
        twin.size, twin._edges = self.size, [list(edge) for edge in self._edges]
        return twin

    def edge(self) -> list[bytes]:
        """The hashes of the lowest partial tile."""
        return self._edges[0] if self._edges else []

    def extend(self, hashes: Sequence[bytes]) -> list[tuple[Tile, bytes]]:
        """Appends hashes at the lowest level; gives the tiles that are now full, lowest level first."""
        full: list[tuple[Tile, bytes]] = []
        appended, level, count = list(hashes), 0, self.size
        self.size += len(hashes)
        while appended:
            if level == len(self._edges):
                self._edges.append([])
            waiting = self._edges[level] + appended
            cut = len(waiting) - len(waiting) % WIDTH
            self._edges[level] = waiting[cut:]
            tiles = [waiting[start : start + WIDTH] for start in range(0, cut, WIDTH)]
            first = count // WIDTH
            full += [(Tile(self._base + level, first + n), b"".join(tile)) for n, tile in enumerate(tiles)]
            appended, level, count = [perfect_root(tile) for tile in tiles], level + 1, first
        return full

    def partial_tiles(self, since: int = 0) -> list[tuple[Tile, bytes]]:
        """The tiles at the edge with their bytes; only those that a tree of size `since` has not."""
        tiles = []
        for level, edge in enumerate(self._edges):
            count = self.size >> (8 * level)
            if edge and count != since >> (8 * level):
                tiles.append((Tile(self._base + level, count // WIDTH, len(edge)), b"".join(edge)))
        return tiles

    def root(self) -> bytes:
        return fold_right_edge(self._peaks()) or EMPTY_ROOT

    def _peaks(self) -> Iterator[bytes]:
        """Perfect subtrees from the smallest to the largest: lower levels and lower binary digits first."""
        for edge in self._edges:
            end, width = len(edge), 1
            while width <= len(edge):
                if len(edge) & width:
                    yield perfect_root(edge[end - width : end])
                    end -= width
                width *= 2
