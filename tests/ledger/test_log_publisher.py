import hashlib
from base64 import b64decode
from itertools import count

import pytest
from ledger_vectors import (
    TESSERA_ENTRIES,
    TESSERA_LOG,
    TESSERA_ORIGIN,
    TESSERA_ROOTS,
    TESSERA_SKEY,
    needs_vectors,
)
from log_builders import LOG_SIGNER, ORIGIN, MemoryLock, private_key, publish

from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.keys import NoteSigner, parse_skey
from ledger.log import (
    AnotherPublisherWasFaster,
    CheckpointIsOfAnotherLog,
    LockIsEmptyButLogIsPublished,
    Log,
    PublishedCheckpointIsAnotherHistory,
    PublishedCheckpointIsNewerThanLock,
    TilesDoNotMatchTheLock,
)
from ledger.merkle import EMPTY_ROOT, leaf_hash, root_of
from ledger.note import NoteHasNoKnownSignature, sign_note
from ledger.storage import DirectoryStorage
from ledger.tile_reader import TileIsMissing
from ledger.tiles import EntryIsTooLarge


def numbered(first, last):
    return [f"entry {number}".encode() for number in range(first, last)]


def root(entries):
    return root_of([leaf_hash(entry) for entry in entries])


def published(storage, signer=LOG_SIGNER):
    return open_checkpoint(storage.read("checkpoint"), [signer.verifier])


def files_below(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and ".staging" not in path.parts
    }


@needs_vectors
def test_the_test_log_is_reproduced_byte_for_byte(tmp_path):
    storage, lock, checkpoints = DirectoryStorage(tmp_path), MemoryLock(), []
    for entries in ([], *([entry] for entry in TESSERA_ENTRIES)):
        Log(storage, lock, parse_skey(TESSERA_SKEY), TESSERA_ORIGIN).publish(entries)
        checkpoints.append(storage.read("checkpoint"))

    recorded = files_below(TESSERA_LOG)
    expected = [recorded.pop(f"checkpoint.{size}") for size in range(16)]
    assert checkpoints == expected
    assert files_below(tmp_path) == recorded


def test_the_sixteen_checkpoints_of_the_test_log_have_the_documented_digest(tmp_path):
    storage, lock = DirectoryStorage(tmp_path), MemoryLock()
    digest = hashlib.sha256()
    log = Log(storage, lock, parse_skey(TESSERA_SKEY), TESSERA_ORIGIN)
    for entries in ([], *([entry] for entry in TESSERA_ENTRIES)):
        log.publish(entries)
        digest.update(storage.read("checkpoint"))
        size = log.size()
        if size in TESSERA_ROOTS:
            assert published(storage, parse_skey(TESSERA_SKEY)).root == b64decode(TESSERA_ROOTS[size])

    assert digest.hexdigest() == "c366c82fdd7c77311b8141fbd3769670884dba48445f343867c348455de269fd"


def test_the_first_publish_without_entries_signs_the_empty_tree(tmp_path):
    storage = publish(tmp_path, [])

    assert published(storage) == Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert list(files_below(tmp_path)) == ["checkpoint"]


def test_a_later_publish_without_entries_changes_nothing(tmp_path):
    storage, lock = DirectoryStorage(tmp_path), MemoryLock()
    log = Log(storage, lock, LOG_SIGNER, ORIGIN)
    first = log.publish([b"one"])
    before = files_below(tmp_path)

    assert log.publish([]) == first
    assert files_below(tmp_path) == before


@pytest.mark.parametrize("steps", [[1], [255, 1, 1], [256], [600, 600], [300, 1, 70, 900]])
def test_a_log_grown_in_any_steps_has_the_root_of_its_entries(tmp_path, steps):
    log = Log(DirectoryStorage(tmp_path), MemoryLock(), LOG_SIGNER, ORIGIN)
    for step in steps:
        size = log.size()
        checkpoint = log.publish(numbered(size, size + step))
        assert checkpoint == Checkpoint(ORIGIN, size + step, root(numbered(0, size + step)))

    assert log.size() == sum(steps)
    assert published(DirectoryStorage(tmp_path)) == checkpoint


def test_a_log_of_70000_entries_has_the_documented_tiles(tmp_path):
    publish(tmp_path, (b"%d" % n for n in range(65_536)), (b"%d" % n for n in range(65_536, 70_000)))
    files = files_below(tmp_path)

    full = [path for path in files if path.startswith("tile/0/") and ".p/" not in path]
    assert len(full) == 273
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= files.keys()


def test_only_as_many_entries_as_the_limit_are_taken(tmp_path):
    log = Log(DirectoryStorage(tmp_path), MemoryLock(), LOG_SIGNER, ORIGIN)
    endless = (f"entry {number}".encode() for number in count())

    assert log.publish(endless, limit=700).size == 700
    assert next(endless) == b"entry 700"


def test_an_entry_that_is_too_large_publishes_nothing(tmp_path):
    log = Log(DirectoryStorage(tmp_path), MemoryLock(), LOG_SIGNER, ORIGIN)
    log.publish([b"one"])

    with pytest.raises(EntryIsTooLarge):
        log.publish([b"two", bytes(65_536)])
    assert log.size() == 1
    assert log.publish([b"two", bytes(65_535)]).size == 3


def test_a_publisher_that_was_overtaken_publishes_nothing(tmp_path):
    storage, lock = DirectoryStorage(tmp_path), MemoryLock()
    slow, fast = (Log(storage, lock, LOG_SIGNER, ORIGIN) for _ in range(2))
    assert (slow.size(), fast.size()) == (0, 0)
    fast.publish(numbered(0, 10))

    with pytest.raises(AnotherPublisherWasFaster):
        slow.publish(numbered(0, 10))
    assert published(storage).size == 10
    assert slow.size() == 10
    assert slow.publish(numbered(10, 20)).root == root(numbered(0, 20))
    assert fast.size() == 20


def test_entries_are_not_published_twice_after_an_error_that_came_too_late(tmp_path):
    class LockThatLosesItsAnswer(MemoryLock):
        def replace(self, old, new):
            super().replace(old, new)
            raise ConnectionError

    storage, lock = DirectoryStorage(tmp_path), LockThatLosesItsAnswer()
    log = Log(storage, lock, LOG_SIGNER, ORIGIN)
    with pytest.raises(ConnectionError):
        log.publish([b"one"])

    with pytest.raises(AnotherPublisherWasFaster):
        log.publish([b"one"])
    assert log.size() == 1
    assert published(storage) == Checkpoint(ORIGIN, 1, root([b"one"]))


def test_a_publisher_that_is_overtaken_while_it_writes_publishes_nothing(tmp_path):
    storage, lock = DirectoryStorage(tmp_path), MemoryLock()
    slow, fast = (Log(storage, lock, LOG_SIGNER, ORIGIN) for _ in range(2))

    def entries():
        yield from numbered(0, 300)
        fast.publish(numbered(0, 400))
        yield from numbered(300, 350)

    with pytest.raises(AnotherPublisherWasFaster):
        slow.publish(entries())
    assert published(storage) == Checkpoint(ORIGIN, 400, root(numbered(0, 400)))
    assert slow.size() == 400
    assert slow.publish(numbered(400, 500)).root == root(numbered(0, 500))


class StorageWithAnEarlierCaller(DirectoryStorage):
    """Lets another publisher go ahead just before the checkpoint file is written or read."""

    go_ahead = None

    def _interrupt(self):
        self.go_ahead, go_ahead = None, self.go_ahead
        if go_ahead is not None:
            go_ahead()

    def replace(self, path, data):
        self._interrupt()
        super().replace(path, data)


def test_a_publisher_that_is_slow_to_publish_never_sets_the_file_back(tmp_path):
    storage, lock = StorageWithAnEarlierCaller(tmp_path), MemoryLock()
    slow, fast = (
        Log(storage, lock, LOG_SIGNER, ORIGIN),
        Log(DirectoryStorage(tmp_path), lock, LOG_SIGNER, ORIGIN),
    )
    storage.go_ahead = lambda: fast.publish([b"two"])

    assert slow.publish([b"one"]) == Checkpoint(ORIGIN, 1, root([b"one"]))
    assert published(storage) == Checkpoint(ORIGIN, 2, root([b"one", b"two"]))
    assert storage.read("checkpoint") == lock.held


def test_a_publisher_that_is_slow_to_recover_never_sets_the_file_back(tmp_path):
    lock = MemoryLock()
    publish(tmp_path, [b"one"], lock=lock)
    (tmp_path / "checkpoint").unlink()
    storage = StorageWithAnEarlierCaller(tmp_path)
    fast = Log(DirectoryStorage(tmp_path), lock, LOG_SIGNER, ORIGIN)
    storage.go_ahead = lambda: fast.publish([b"two"])

    Log(storage, lock, LOG_SIGNER, ORIGIN).recover()

    assert storage.read("checkpoint") == lock.held
    assert published(storage).size == 2


def test_a_published_log_without_a_lock_is_never_continued(tmp_path):
    storage = publish(tmp_path, [b"one"])

    with pytest.raises(LockIsEmptyButLogIsPublished):
        Log(storage, MemoryLock(), LOG_SIGNER, ORIGIN).publish([b"another one"])
    assert published(storage).size == 1


def test_a_lock_from_a_backup_is_never_continued(tmp_path):
    lock = MemoryLock()
    publish(tmp_path, [b"one"], lock=lock)
    backup = lock.held
    storage = publish(tmp_path, [b"two"], lock=lock)

    with pytest.raises(PublishedCheckpointIsNewerThanLock):
        Log(storage, MemoryLock(backup), LOG_SIGNER, ORIGIN).publish([b"another two"])
    assert published(storage).root == root([b"one", b"two"])


def test_an_older_published_checkpoint_is_replaced_by_that_of_the_lock(tmp_path):
    lock = MemoryLock()
    storage = publish(tmp_path, [b"one"], lock=lock)
    older = storage.read("checkpoint")
    publish(tmp_path, [b"two"], lock=lock)
    storage.replace("checkpoint", older)

    Log(storage, lock, LOG_SIGNER, ORIGIN).recover()

    assert storage.read("checkpoint") == lock.held


def test_a_published_checkpoint_of_another_history_is_left_for_people_to_look_at(tmp_path):
    lock = MemoryLock()
    storage = publish(tmp_path, [b"one", b"two"], lock=lock)
    fork = Checkpoint(ORIGIN, 1, root([b"another one"]))
    storage.replace("checkpoint", sign_note(fork.text(), LOG_SIGNER))

    with pytest.raises(PublishedCheckpointIsAnotherHistory):
        Log(storage, lock, LOG_SIGNER, ORIGIN).recover()
    assert published(storage) == fork


@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
def test_a_log_with_a_damaged_edge_is_never_continued(tmp_path, path):
    lock = MemoryLock()
    storage = publish(tmp_path, numbered(0, 300), lock=lock)
    damaged = bytearray(storage.read(path))
    damaged[-1] ^= 1
    (tmp_path / path).write_bytes(damaged)

    with pytest.raises(TilesDoNotMatchTheLock):
        Log(storage, lock, LOG_SIGNER, ORIGIN).publish([b"more"])
    (tmp_path / path).unlink()
    with pytest.raises(TileIsMissing):
        Log(storage, lock, LOG_SIGNER, ORIGIN).publish([b"more"])


def test_the_lock_of_another_log_is_refused(tmp_path):
    lock = MemoryLock()
    publish(tmp_path, [b"one"], lock=lock)

    with pytest.raises(CheckpointIsOfAnotherLog):
        Log(DirectoryStorage(tmp_path), lock, LOG_SIGNER, "another.example").recover()


def test_a_new_log_key_continues_the_log_of_a_key_it_trusts(tmp_path):
    lock = MemoryLock()
    storage = publish(tmp_path, [b"one"], lock=lock)
    successor = NoteSigner(ORIGIN, private_key(50))

    with pytest.raises(NoteHasNoKnownSignature):
        Log(storage, lock, successor, ORIGIN).publish([b"two"])
    Log(storage, lock, successor, ORIGIN, also_trusted=[LOG_SIGNER.verifier]).publish([b"two"])

    assert published(storage, successor).root == root([b"one", b"two"])
