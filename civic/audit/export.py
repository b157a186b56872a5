"""The published log as a directory that any web server or auditor can take as it is."""

from collections.abc import Iterator
from pathlib import Path

from civic.audit.published import LogIsDamaged, PublishedLog
from ledger.storage import DirectoryStorage
from ledger.tiles import Tile, tiles_of


def export_log(log: PublishedLog, directory: Path) -> int:
    """Write checkpoint, tiles, entries and policy; return the number of events.

    The checkpoint comes last, so that an interrupted export is never taken for a whole one. Raise
    LogIsDamaged, or FileHasOtherBytes if the directory holds another log.
    """
    signed, size = log.checkpoint(), log.size()
    if signed is None:
        raise LogIsDamaged("nothing is published yet")
    directory.mkdir(parents=True, exist_ok=True)
    target = DirectoryStorage(directory)
    for tile in files_of(size):
        body = log.file(tile.path())
        if body is None:
            raise LogIsDamaged(f"{tile.path()} is missing")
        target.create(tile.path(), body)
    target.replace("policy", log.policy())
    target.replace("checkpoint", signed)
    return size


def files_of(size: int) -> Iterator[Tile]:
    """Yield every tile that a log of this size has, and beside those of the leaves their entry bundles."""
    for tile in tiles_of(size):
        yield tile
        if tile.level == 0:
            yield Tile(None, tile.index, tile.width)
