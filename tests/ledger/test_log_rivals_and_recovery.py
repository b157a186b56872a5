import pytest
from log_builders import (
    LOG_SIGNER,
    ORIGIN,
    MemoryLock,
    numbered,
    private_key,
    publish,
    published,
    root,
)

from ledger.checkpoint import Checkpoint
from ledger.errors import LedgerError
from ledger.keys import NoteSigner
from ledger.log import (
    AnotherPublisherWasFaster,
    CheckpointIsOfAnotherLog,
    LockIsEmptyButLogIsPublished,
    Log,
    PublishedCheckpointIsAnotherHistory,
    PublishedCheckpointIsNewerThanLock,
    TilesDoNotMatchTheLock,
)
from ledger.note import NoteHasNoKnownSignature, sign_note
from ledger.storage import DirectoryStorage
from ledger.tile_reader import TileIsMissing


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
    """Lets another publisher go ahead just before the checkpoint file is written for the first time."""

    go_ahead = None

    def replace(self, path, data):
        self.go_ahead, go_ahead = None, self.go_ahead
        if go_ahead is not None:
            go_ahead()
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


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
@pytest.mark.parametrize("kept", [0, 0.5, -1], ids=["empty", "half", "all but one byte"])
def test_a_log_with_a_truncated_file_is_never_continued(tmp_path, path, kept):
    lock = MemoryLock()
    storage = publish(tmp_path, numbered(0, 300), lock=lock)
    held, data = lock.held, storage.read(path)
    (tmp_path / path).write_bytes(data[: kept if kept < 0 else int(len(data) * kept)])

    with pytest.raises(LedgerError):
        Log(storage, lock, LOG_SIGNER, ORIGIN).publish([b"more"])
    assert lock.held == held


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
