"""Verifies a stretch of neighbouring bundles on its own: what one worker process does.

Entries against level-0 tile, statements against keys, and partial files of earlier checkpoints against both.
The roots of the tiles go back to the process that verifies the rest of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ledger.errors import LedgerError
from ledger.faults import Fault, attempt
from ledger.merkle import leaf_hash, perfect_root
from ledger.statements import Announced, Retired, Signed, StatementScan
from ledger.tile_reader import read_entries, read_hashes
from ledger.tiles import WIDTH, Tile, encode_bundle, tile_width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger.storage import Source


@dataclass(frozen=True)
class Stretch:
    """Bundles `first` to `first + count - 1` of a log of `size` entries; `keys` are raw public keys by id."""

    source: Source
    size: int
    first: int
    count: int
    keys: Mapping[str, bytes] | None
    """None if only the tree is verified, whatever the entries are."""

    def bundle(self, index: int) -> Tile:
        return Tile(None, index, tile_width(0, index, self.size))

    def fault(self, position: int, message: str) -> Fault:
        """A fault of the entry at `position` of the log."""
        index, number = divmod(position, WIDTH)
        return Fault(self.bundle(index).path(), message, number)


@dataclass
class StretchReport:
    """`roots` are of full level-0 tiles, in order; `tail` the leaf hashes of a partial one."""

    entries: int = 0
    faults: list[Fault] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)
    tail: list[bytes] = field(default_factory=list)
    tree_is_unknown: bool = False
    acts: list[Signed | Announced | Retired] = field(default_factory=list)
    recorded: tuple[str, str] | None = None
    has_unknown_signers: bool = False


@runtime_checkable
class _ListsPartials(Protocol):
    def partials(self, path: str) -> list[str]: ...


def verify_stretch(stretch: Stretch) -> StretchReport:
    report = StretchReport()
    scan = None if stretch.keys is None else StatementScan(stretch.keys)
    for index in range(stretch.first, stretch.first + stretch.count):
        _verify_bundle(stretch.source, stretch.bundle(index), scan, report)
    if scan is not None:
        report.acts, report.recorded = scan.acts, scan.recorded
        report.has_unknown_signers = scan.has_unknown_signers
    return report


def _verify_bundle(source: Source, bundle: Tile, scan: StatementScan | None, report: StretchReport) -> None:
    tile = Tile(0, bundle.index, bundle.width)
    entries = attempt(bundle.path(), lambda: read_entries(source, bundle))
    stored = attempt(tile.path(), lambda: read_hashes(source, tile))
    report.faults += [found for found in (entries, stored) if isinstance(found, Fault)]
    if isinstance(entries, Fault):
        hashes = None if isinstance(stored, Fault) else stored
    else:
        report.entries += len(entries)
        wrong = _first_wrong_entry(bundle, entries, scan)
        hashes = _settle(tile, stored, entries, wrong, report)
        report.faults += stale_partials(source, bundle, lambda width: encode_bundle(entries[:width]))
    if hashes is not None:
        report.faults += stale_partials(source, tile, lambda width: b"".join(hashes[:width]))
    _keep_hashes(hashes, report)


def _first_wrong_entry(bundle: Tile, entries: list[bytes], scan: StatementScan | None) -> Fault | None:
    """Checks all entries, because later ones depend on what earlier ones announce."""
    if scan is None:
        return None
    first: Fault | None = None
    for number, entry in enumerate(entries):
        try:
            scan.check(bundle.index * WIDTH + number, entry)
        except LedgerError as error:
            first = first or Fault(bundle.path(), str(error), number)
    return first


def _settle(
    tile: Tile, stored: list[bytes] | Fault, entries: list[bytes], wrong: Fault | None, report: StretchReport
) -> list[bytes]:
    """The hashes to verify the tree with; where tile and entries differ, those of the one that is believed.

    The bundle is blamed if the first different entry is wrong by itself, else the tile. Either way the levels
    above tell whether the other one is the original.
    """
    leaves = [leaf_hash(entry) for entry in entries]
    if wrong is not None:
        report.faults.append(wrong)
    if isinstance(stored, Fault) or stored == leaves:
        return leaves
    number = next(n for n, pair in enumerate(zip(stored, leaves, strict=True)) if pair[0] != pair[1])
    if wrong is not None and wrong.entry == number:
        return stored
    bundle = Tile(None, tile.index, tile.width).path()
    report.faults.append(Fault(tile.path(), f"hash {number} is not that of entry {number} in {bundle}"))
    return leaves


def stale_partials(source: Source, tile: Tile, prefix: Callable[[int], bytes]) -> list[Fault]:
    """Partial files of earlier checkpoints that do not begin the tile; only directories can list them."""
    if not isinstance(source, _ListsPartials):
        return []
    faults = []
    for name in source.partials(tile.full().path()):
        path = f"{tile.full().path()}.p/{name}"
        if not name.isdecimal() or not 0 < int(name) < WIDTH or name != str(int(name)):
            faults.append(Fault(path, "not the name of a partial tile"))
        elif int(name) < tile.width and attempt(path, partial(source.read, path)) != prefix(int(name)):
            faults.append(Fault(path, f"differs from the beginning of {tile.path()}"))
    return faults


def _keep_hashes(leaves: list[bytes] | None, report: StretchReport) -> None:
    if leaves is None:
        report.tree_is_unknown = True
    elif len(leaves) == WIDTH:
        report.roots.append(perfect_root(leaves))
    else:
        report.tail = leaves
