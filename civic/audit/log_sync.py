"""The published log in an object store: what it holds is the beginning of our log, at every moment.

Files that never change come first, the checkpoint last. Whatever interrupts that, the store shows the older
checkpoint with all of its files, and the next run writes what is missing.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterator

from civic.audit.export import files_of
from civic.audit.published import LogIsDamaged, PublishedLog
from civic.kernel.errors import Refused
from civic.ports import ObjectStore, PublicFile
from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.errors import LedgerError
from ledger.proofs import range_root
from ledger.tile_reader import TileReader
from ledger.tiles import Tile, tile_width

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
A_SECOND, A_MINUTE = "public, max-age=1", "public, max-age=60"


class StoreHoldsAnotherLog(Refused):
    """What is in the store is not the beginning of our log: a person must look first."""

    code = "audit.store-holds-another-log"


def sync_log(
    log: PublishedLog,
    store: ObjectStore,
    *,
    again: bool = False,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> tuple[int, int]:
    """Write what the store lacks; return the size of the log there and how many files were written.

    `again` looks at every file of the log, also at those that the store's checkpoint already covers. Raise
    StoreHoldsAnotherLog, LogIsDamaged, or ObjectStoreFailed.
    """
    signed, size = log.checkpoint(), log.size()
    if signed is None:
        raise LogIsDamaged("nothing is published yet")
    there = _size_there(log, store, size)
    written = 0
    for done, tile in enumerate(_missing(size, 0 if again else there), 1):
        written += _write_once(store, tile.path(), _file_of(log, tile))
        on_progress(done)
    _write_over(store, "policy", _text(log.policy(), A_MINUTE))
    # Another run may have been faster; what it published is never replaced by something older.
    if _size_there(log, store, size) <= size:
        _write_over(store, "checkpoint", _text(signed, A_SECOND))
    return size, written


def published_file(content: bytes, *, is_bundle: bool) -> PublicFile:
    """Return a tile or a bundle as it is served: its name stands for these bytes for ever."""
    # SPEC (tlog-tiles): entry bundles SHOULD be compressed at the HTTP level.
    body = gzip.compress(content, compresslevel=6, mtime=0) if is_bundle else content
    return PublicFile(body, BYTES, FOR_EVER, _digest(content), "gzip" if is_bundle else "")


def _missing(size: int, there: int) -> Iterator[Tile]:
    for tile in files_of(size):
        if tile_width(tile.level or 0, tile.index, there) != tile.width:
            yield tile


def _file_of(log: PublishedLog, tile: Tile) -> PublicFile:
    content = log.file(tile.path())
    if content is None:
        raise LogIsDamaged(f"{tile.path()} is missing")
    return published_file(content, is_bundle=tile.level is None)


def _write_once(store: ObjectStore, name: str, file: PublicFile) -> bool:
    """Write a file that never changes, unless it is there; what is there stays as it is."""
    there = store.digest(name)
    if there is None:
        store.write(name, file)
    elif there != file.digest:
        raise StoreHoldsAnotherLog(f"the store holds another {name}")
    return there is None


def _write_over(store: ObjectStore, name: str, file: PublicFile) -> None:
    if store.digest(name) != file.digest:
        store.write(name, file)


def _size_there(log: PublishedLog, store: ObjectStore, size: int) -> int:
    """Return the size of the log in the store, 0 if there is none; raise StoreHoldsAnotherLog."""
    signed = store.read("checkpoint")
    if signed is None:
        return 0
    try:
        there = open_checkpoint(signed, log.every_verifier())
    except LedgerError as error:
        raise StoreHoldsAnotherLog(f"the checkpoint in the store is none of this log: {error}") from error
    if there.origin != log.origin or not _is_ours(log, there, size):
        raise StoreHoldsAnotherLog("the checkpoint in the store is not the beginning of this log")
    return there.size


def _is_ours(log: PublishedLog, there: Checkpoint, size: int) -> bool:
    """Whether our log continues the one there, which may have grown since we looked at ours."""
    if there.size > size:
        size = log.size()
    if there.size > size:
        return False
    return range_root(0, there.size, TileReader(log.source, size)) == there.root


def _text(content: bytes, keep: str) -> PublicFile:
    return PublicFile(content, TEXT, keep, _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
