"""Making the files of the published log again from the database, where they were lost or damaged.

Nothing is signed for others: the root that the events make must be the one in the newest checkpoint.
"""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from civic.kernel.errors import Refused
from civic.store.database import Database
from civic.store.publisher import CheckpointRow
from civic.store.tables import events
from civic.store.witnessing import ReleasedRow
from ledger.checkpoint import parse_checkpoint
from ledger.keys import NoteSigner
from ledger.log import Log
from ledger.note import parse_note
from ledger.storage import DirectoryStorage

BATCH = 4096


class NothingWasPublished(Refused):
    """There is no checkpoint to make the files of."""

    code = "store.nothing-was-published"


class DatabaseIsAnotherHistory(Refused):
    """The events of the database do not make the root of the newest checkpoint: a person must look first."""

    code = "store.database-is-another-history"


class _Register:
    """A lock for a log that only we can see."""

    def __init__(self) -> None:
        self._held: bytes | None = None

    def load(self) -> bytes | None:
        return self._held

    def replace(self, _old: bytes | None, new: bytes) -> bool:
        self._held = new
        return True


def remake_log(
    database: Database, directory: Path, signer: NoteSigner, *, witnessed: bool = False
) -> Path | None:
    """Make the log's files again and put them in place; return where the old ones are now, if there were any.

    If the log is `witnessed`, the checkpoint put there is the newest one that enough witnesses have cosigned;
    the publisher goes on from there. No worker may publish meanwhile. Raise NothingWasPublished or
    DatabaseIsAnotherHistory.
    """
    signed = CheckpointRow(database, signer.name).load()
    if signed is None:
        raise NothingWasPublished("the database holds no checkpoint; the worker publishes the first one")
    wanted = parse_checkpoint(parse_note(signed).text)
    released = ReleasedRow(database, signer.name).load() if witnessed else signed
    sizes = [wanted.size] if released is None else [_size_of(released), wanted.size]
    mark = secrets.token_hex(4)
    fresh, aside = (directory.with_name(f"{directory.name}.{word}-{mark}") for word in ("remade", "before"))
    storage = DirectoryStorage(fresh)
    log = Log(storage, _Register(), signer, signer.name)
    made = log.publish(iter(()))
    for leaves in _leaves(database, sizes):
        log.size()
        made = log.publish(leaves)
    if (made.size, made.root) != (wanted.size, wanted.root):
        raise DatabaseIsAnotherHistory(f"{made.size} events make another root than the newest checkpoint's")
    if released is None:
        (fresh / "checkpoint").unlink()
    else:
        storage.replace("checkpoint", released)
    if directory.exists():
        directory.rename(aside)
    fresh.rename(directory)
    return aside if aside.exists() else None


def _size_of(signed: bytes) -> int:
    return parse_checkpoint(parse_note(signed).text).size


def _leaves(database: Database, sizes: Sequence[int]) -> Iterator[list[bytes]]:
    """Yield the leaves up to the last of `sizes`, a batch at a time that ends where one of them does."""
    start = 0
    while start < sizes[-1]:
        end = min(start + BATCH, *(size for size in sizes if size > start))
        with database.reading() as connection:
            rows = connection.scalars(
                select(events.c.leaf)
                .where(events.c.position >= start, events.c.position < end)
                .order_by(events.c.position)
            )
            yield [bytes(leaf) for leaf in rows]
        start = end
