"""The writer of a log: entries become bundles and tiles, then a signed checkpoint, and never two histories.

A checkpoint is published in this order, and each step is durable before the next begins:
1. entry bundles and tiles, immutable, so that writing them again changes nothing;
2. the signature over the new checkpoint;
3. compare-and-swap in the trusted lock: from here on this is the log's history;
4. with witnesses: as many cosignatures as the quorum asks for, then compare-and-swap of the cosigned note in
   a second register, from which nobody can set the published one back;
5. the file `checkpoint`, which readers start from.
A crash before 3 leaves files that the next publisher writes again; a crash after 3 is mended by `recover`.
Witnesses are asked after 3 only, about what the lock holds, so that they never see a checkpoint that another
publisher does not continue. Until 4 is done the log does not grow: everyone goes on with the same checkpoint.
The storage is not trusted: before growing, the edge of the tree is recomputed and compared with the lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.errors import LedgerError
from ledger.frontier import Frontier
from ledger.merkle import leaf_hash
from ledger.note import parse_note, sign_note
from ledger.proofs import range_root
from ledger.tile_reader import TileReader, read_entries
from ledger.tiles import WIDTH, Tile, encode_bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.keys import NoteSigner
    from ledger.ml_dsa import MlDsaSigner
    from ledger.note import Verifier
    from ledger.proofs import NodeReader
    from ledger.storage import Storage

CHECKPOINT_PATH = "checkpoint"
DEFAULT_LIMIT = 65_536
_ENTRIES_IN_MEMORY = 16 * WIDTH


class AnotherPublisherWasFaster(LedgerError):
    """The log has grown since this publisher last looked; nothing was published."""


class LockIsEmptyButLogIsPublished(LedgerError):
    """There is a published checkpoint but none in the lock: a new history would be a fork."""


class PublishedCheckpointIsNewerThanLock(LedgerError):
    """The lock was set back, for instance by restoring a backup; growing from there would be a fork."""


class PublishedCheckpointIsAnotherHistory(LedgerError):
    """The published checkpoint is not the beginning of the tree that the lock holds."""


class CheckpointIsOfAnotherLog(LedgerError):
    """The checkpoint has another origin than this log."""


class TilesDoNotMatchTheLock(LedgerError):
    """The stored tiles or entries are not those of the checkpoint in the lock."""


class CheckpointLock(Protocol):
    """A trusted register for the newest signed checkpoint, kept apart from the storage of the log."""

    def load(self) -> bytes | None:
        """The newest signed checkpoint, or None if nothing was ever published."""
        ...

    def replace(self, old: bytes | None, new: bytes) -> bool:
        """Stores `new` durably if the register still holds `old`; returns whether it did."""
        ...


class Cosigners(Protocol):
    """Whoever must have seen a checkpoint before it is published."""

    def cosign(self, signed: bytes, node: NodeReader, *, afresh: bool = False) -> bytes:
        """The note with enough cosignatures, newer ones than before if `afresh`; raises QuorumIsNotMet.

        `node` reads the tree of that checkpoint.
        """
        ...


@dataclass(frozen=True)
class Witnessing:
    """`released` holds, like the lock and beside it, the newest note that enough of `cosigners` cosigned."""

    cosigners: Cosigners
    released: CheckpointLock


@dataclass(frozen=True)
class _State:
    """What the lock held when this publisher last looked, and the right edge of that tree."""

    signed: bytes | None
    checkpoint: Checkpoint | None
    frontier: Frontier
    open_bundle: bytes

    @property
    def size(self) -> int:
        return self.frontier.size


class Log:
    """One publisher of the log `origin`. Any number may run: all but one are told they were too slow.

    `also_trusted` are verifiers of earlier keys, whose checkpoints may still be in lock and storage;
    `also_signing` are keys that sign beside the first one, while one takes the place of the other.
    """

    def __init__(
        self,
        storage: Storage,
        lock: CheckpointLock,
        signer: NoteSigner,
        origin: str,
        *,
        also_trusted: Sequence[Verifier] = (),
        also_signing: Sequence[NoteSigner | MlDsaSigner] = (),
        witnessing: Witnessing | None = None,
    ) -> None:
        self._storage = storage
        self._lock = lock
        self._signers = (signer, *also_signing)
        self._origin = origin
        self._verifiers: tuple[Verifier, ...] = (*(s.verifier for s in self._signers), *also_trusted)
        self._witnessing = witnessing
        # Without witnesses, what is signed may be published.
        self._released = lock if witnessing is None else witnessing.released
        self._state: _State | None = None
        self._size_seen: int | None = None

    def size(self) -> int:
        """How many entries are in the log now; the next `publish` appends after these or refuses."""
        self._size_seen = self._current().size
        return self._size_seen

    def checkpoint(self) -> bytes | None:
        """The newest signed checkpoint, or None before the first `publish`."""
        return self._current().signed

    def renew(self, *, afresh: bool = False) -> None:
        """Publishes the checkpoint again with cosignatures that came meanwhile, or `afresh` with new ones.

        Raises QuorumIsNotMet, AnotherPublisherWasFaster, or what `recover` raises.
        """
        state = self._current()
        if state.checkpoint is not None and state.signed is not None:
            self._release(state.signed, state.checkpoint, afresh=afresh)

    def publish(self, entries: Iterable[bytes], *, limit: int = DEFAULT_LIMIT) -> Checkpoint:
        """Appends up to `limit` entries after the size last seen, and publishes the new checkpoint.

        Entries are taken as they are written, never all at once. Without any, an existing checkpoint is
        returned as it is, and the first one is that of the empty tree. After any error ask for `size` again:
        the entries may have been published all the same, and would be refused as too late.
        Raises AnotherPublisherWasFaster, EntryIsTooLarge, QuorumIsNotMet if the new checkpoint is signed and
        waits for witnesses, or what `recover` and the storage raise.
        """
        state = self._state or self._current()
        # Until this publish is complete, nothing in memory is trusted: the next call starts from the lock.
        self._state = None
        expected = state.size if self._size_seen is None else self._size_seen
        if self._lock.load() != state.signed or state.size != expected:
            raise AnotherPublisherWasFaster(f"the log has grown beyond {expected} entries meanwhile")
        self._size_seen = expected
        grown = self._append(state, islice(entries, limit))
        if state.checkpoint is not None and grown.size == state.size:
            self._state = state
            return state.checkpoint
        checkpoint, self._state = self._commit(state, grown)
        self._size_seen = checkpoint.size
        return checkpoint

    def recover(self) -> None:
        """Starts from the lock; publishes its checkpoint if a crash or a lack of witnesses prevented that.

        Raises QuorumIsNotMet as long as witnesses are lacking. Raises LockIsEmptyButLogIsPublished,
        PublishedCheckpointIsNewerThanLock, PublishedCheckpointIsAnotherHistory, TilesDoNotMatchTheLock,
        CheckpointIsOfAnotherLog, or what reading checkpoints and tiles raises: in all those cases a person
        must look first.
        """
        self._state = None
        self._state = self._recovered()

    def _current(self) -> _State:
        if self._state is None or self._lock.load() != self._state.signed:
            self.recover()
        assert self._state is not None
        return self._state

    def _append(self, state: _State, entries: Iterable[bytes]) -> _State:
        """Stores bundles and tiles, full ones as they fill and the partial ones at the end."""
        frontier, bundle = state.frontier.copy(), state.open_bundle
        iterator = iter(entries)
        files: dict[str, bytes] = {}
        while batch := list(islice(iterator, WIDTH - frontier.size % WIDTH)):
            bundle += encode_bundle(batch)
            full = frontier.extend([leaf_hash(entry) for entry in batch])
            if full:
                files[Tile(None, full[0][0].index).path()] = bundle
                files |= {tile.path(): data for tile, data in full}
                bundle = b""
            if len(files) * WIDTH > _ENTRIES_IN_MEMORY:
                self._storage.create_all(files)
                files = {}
        # SPEC: Partial tiles must exist for every size that has a checkpoint.
        files |= {tile.path(): data for tile, data in frontier.partial_tiles(since=state.size)}
        if bundle and frontier.size > state.size:
            files[Tile(None, frontier.size // WIDTH, frontier.size % WIDTH).path()] = bundle
        if files:
            self._storage.create_all(files)
        return _State(state.signed, state.checkpoint, frontier, bundle)

    def _commit(self, state: _State, grown: _State) -> tuple[Checkpoint, _State]:
        checkpoint = Checkpoint(self._origin, grown.size, grown.frontier.root())
        signed = sign_note(checkpoint.text(), *self._signers)
        if not self._lock.replace(state.signed, signed):
            raise AnotherPublisherWasFaster(f"the log has grown beyond {state.size} entries meanwhile")
        self._release(signed, checkpoint)
        return checkpoint, _State(signed, checkpoint, grown.frontier, grown.open_bundle)

    def _release(self, signed: bytes, checkpoint: Checkpoint, *, afresh: bool = False) -> None:
        """Publishes what the lock holds, cosigned if it has to be."""
        if self._witnessing is None:
            self._put_checkpoint(signed)
            return
        before = self._released.load()
        node = TileReader(self._storage, checkpoint.size)
        cosigned = self._witnessing.cosigners.cosign(signed, node, afresh=afresh)
        if cosigned == before:
            return
        if self._lock.load() != signed or not self._released.replace(before, cosigned):
            raise AnotherPublisherWasFaster("another publisher has released a checkpoint meanwhile")
        self._put_checkpoint(cosigned)

    def _put_checkpoint(self, signed: bytes) -> None:
        """Publishes a released checkpoint, or the newer one of a publisher that went ahead meanwhile.

        Whoever writes the file last looks at the register after that, so that the file ends as that does.
        """
        while True:
            self._storage.replace(CHECKPOINT_PATH, signed)
            newest = self._released.load()
            if newest is None or newest == signed:
                return
            signed = newest

    def _recovered(self) -> _State:
        # In this order: what is published was released before, and that was in the lock before, so that the
        # lock is never behind.
        published = self._storage.read(CHECKPOINT_PATH)
        released = self._released.load()
        locked = self._lock.load()
        if self._witnessing is None:
            released = locked
        if locked is None:
            if published is not None or released is not None:
                raise LockIsEmptyButLogIsPublished("a checkpoint is published, but the lock holds none")
            return _State(None, None, Frontier(), b"")
        checkpoint = self._open(locked)
        state = self._load_edge(locked, checkpoint)
        for earlier in {published, released} - {None, locked}:
            assert earlier is not None
            self._check_is_older(self._open(earlier), checkpoint)
        if released is not None and self._is_behind(published, released):
            self._put_checkpoint(released)
        if released is None or parse_note(released).text != parse_note(locked).text:
            self._release(locked, checkpoint)
        return state

    def _is_behind(self, published: bytes | None, released: bytes) -> bool:
        """Whether a crash came between the release of a checkpoint and its publication.

        A log that had no witnesses for a while has published beyond what was released before.
        """
        if published is None:
            return True
        return published != released and self._open(published).size <= self._open(released).size

    def _open(self, signed: bytes) -> Checkpoint:
        checkpoint = open_checkpoint(signed, self._verifiers)
        if checkpoint.origin != self._origin:
            raise CheckpointIsOfAnotherLog(f"a checkpoint of {checkpoint.origin!r}, not of {self._origin!r}")
        return checkpoint

    def _load_edge(self, signed: bytes, checkpoint: Checkpoint) -> _State:
        size = checkpoint.size
        frontier = Frontier.load(self._storage, size)
        if frontier.root() != checkpoint.root:
            raise TilesDoNotMatchTheLock(
                f"the tiles of size {size} have another root than the checkpoint in the lock"
            )
        width = size % WIDTH
        entries = read_entries(self._storage, Tile(None, size // WIDTH, width)) if width else []
        if width and [leaf_hash(entry) for entry in entries] != frontier.edge():
            raise TilesDoNotMatchTheLock("the last entry bundle does not match its tile")
        return _State(signed, checkpoint, frontier, encode_bundle(entries))

    def _check_is_older(self, published: Checkpoint, locked: Checkpoint) -> None:
        if published.size > locked.size:
            raise PublishedCheckpointIsNewerThanLock(
                f"published are {published.size} entries, but the lock holds {locked.size}"
            )
        reader = TileReader(self._storage, locked.size)
        if range_root(0, published.size, reader) != published.root:
            raise PublishedCheckpointIsAnotherHistory(
                f"the published checkpoint of size {published.size} is not the beginning of that in the lock"
            )
