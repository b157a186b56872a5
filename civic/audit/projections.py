"""What the site shows, made again from its published log alone, and compared."""

from collections.abc import Callable, Iterator, Sequence

from civic.kernel.event import Recorded
from civic.store.database import Database
from civic.store.projector import Projection
from civic.store.reading import EventReader
from civic.store.rebuild import Comparison, rebuild_all
from ledger.storage import Source
from ledger.tile_reader import read_entries
from ledger.tiles import WIDTH, bundle_for


class PublishedEvents:
    """The first `size` events of a published log that was verified before; no database is asked for them."""

    def __init__(self, source: Source, size: int, reader: EventReader) -> None:
        self._source = source
        self._size = size
        self._reader = reader

    def read(self, start: int, limit: int) -> list[Recorded]:
        """Return up to `limit` events from position `start` on, without their erasable parts."""
        end = min(start + limit, self._size)
        return [self._reader.from_leaf(leaf) for leaf in self._leaves(start, end)]

    def _leaves(self, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            entries = read_entries(self._source, bundle_for(start, self._size))
            some = entries[start % WIDTH :][: end - start]
            yield from some
            start += len(some)


def compare_projections(
    database: Database,
    published: PublishedEvents,
    projections: Sequence[Projection],
    on_progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[Comparison]:
    """Compare each read table, at the last event that it has seen, with what the log makes."""
    return rebuild_all(database, published, projections, replace=False, on_progress=on_progress)
