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
from log_builders import (
    LOG_SIGNER,
    ORIGIN,
    MemoryLock,
    numbered,
    publish,
    published,
    root,
)

from ledger.checkpoint import Checkpoint
from ledger.keys import parse_skey
from ledger.log import (
    Log,
)
from ledger.merkle import EMPTY_ROOT
from ledger.storage import DirectoryStorage
from ledger.tiles import EntryIsTooLarge


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
