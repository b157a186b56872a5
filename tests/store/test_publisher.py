"""Publishing: what is committed becomes a log, whoever publishes and whatever happened to its files."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.audit.keys import announce_keys
from civic.store.key_files import KeyFiles
from civic.store.publisher import EventIsMissing
from ledger.errors import LedgerError
from ledger.log import LockIsEmptyButLogIsPublished, PublishedCheckpointIsNewerThanLock
from ledger.policy import Policy, PolicyLog
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from tests.builders.cases import filing
from tests.builders.node import ORIGIN


def announced(installation):
    node = installation.node()
    announce_keys(node.store, KeyFiles(installation.directory / "keys").writer().public_key())
    return node


def file_many(node, count, prefix):
    node.store.append_batch([([filing()], f"{prefix}-{number}") for number in range(count)])


def faults(installation, since=None):
    signer = KeyFiles(installation.directory / "keys").log_signer(ORIGIN)
    policy = Policy(logs=(PolicyLog(signer.verifier),))
    outcome = verify_log(DirectoryStorage(installation.directory / "log"), policy, since=since)
    return outcome.faults, outcome.entries


def checkpoint(installation):
    return (installation.directory / "log" / "checkpoint").read_bytes()


def test_what_is_committed_is_published_and_verifies(installation):
    node = announced(installation)
    for size in (1, 257, 300, 301):
        file_many(node, size - node.store.size(), f"to-{size}")

        assert node.publisher.publish() == size
        assert faults(installation) == ([], size)


def test_an_empty_log_can_be_published(node):
    assert node.publisher.publish() == 0


def test_publishing_again_without_new_events_changes_nothing(installation):
    node = announced(installation)
    node.publisher.publish()
    first = checkpoint(installation)

    assert installation.node().publisher.publish() == 1
    assert checkpoint(installation) == first


def test_several_publishers_at_once_make_one_log(installation):
    nodes = [announced(installation), installation.node(), installation.node()]
    seen = []
    for number in range(6):
        barrier = threading.Barrier(3)
        file_many(nodes[0], 90, f"round-{number}")

        def publish(node, barrier=barrier):
            barrier.wait()
            return node.publisher.publish()

        with ThreadPoolExecutor(3) as pool:
            assert max(pool.map(publish, nodes)) == nodes[0].store.size()
        seen.append(checkpoint(installation))

    assert faults(installation) == ([], 541)
    assert [faults(installation, since=older)[0] for older in seen] == [[]] * 6


def test_one_publisher_may_be_asked_by_several_threads_at_once(installation):
    node = announced(installation)
    for number in range(6):
        barrier = threading.Barrier(4)

        def publish(_, number=number, barrier=barrier):
            barrier.wait()
            file_many(node, 20, f"{number}-{threading.get_ident()}")
            return node.publisher.publish()

        with ThreadPoolExecutor(4) as pool:
            sizes = list(pool.map(publish, range(4)))

        assert max(sizes) == node.store.size()

    assert faults(installation) == ([], 481)


def test_a_published_directory_that_was_set_back_is_noticed_and_never_forked(installation):
    node = announced(installation)
    file_many(node, 300, "first")
    node.publisher.publish()
    shutil.copytree(installation.directory / "log", installation.directory / "backup")
    file_many(node, 400, "second")
    node.publisher.publish()
    newest = checkpoint(installation)
    shutil.copytree(installation.directory / "log", installation.directory / "newest")
    shutil.rmtree(installation.directory / "log")
    (installation.directory / "backup").rename(installation.directory / "log")

    # The files of the newer log are missing: that is said, and nothing is signed meanwhile.
    with pytest.raises(LedgerError):
        installation.node().publisher.publish()

    shutil.rmtree(installation.directory / "log")
    (installation.directory / "newest").rename(installation.directory / "log")
    file_many(node, 1, "third")
    assert installation.node().publisher.publish() == 702
    assert faults(installation, since=newest) == ([], 702)


def test_a_checkpoint_file_that_was_set_back_is_put_right(installation):
    node = announced(installation)
    node.publisher.publish()
    old = checkpoint(installation)
    file_many(node, 5, "more")
    node.publisher.publish()
    newest = checkpoint(installation)
    (installation.directory / "log" / "checkpoint").write_bytes(old)

    assert installation.node().publisher.publish() == 6
    assert checkpoint(installation) == newest


@pytest.mark.parametrize(
    ("set_back", "refusal"),
    [
        ("DELETE FROM checkpoints", LockIsEmptyButLogIsPublished),
        ("UPDATE checkpoints SET body = ?", PublishedCheckpointIsNewerThanLock),
    ],
)
def test_a_database_that_was_set_back_behind_its_published_log_publishes_nothing(
    installation, set_back, refusal
):
    node = announced(installation)
    node.publisher.publish()
    old = checkpoint(installation)
    file_many(node, 300, "more")
    node.publisher.publish()
    newest = checkpoint(installation)
    node.change(set_back, *([old] if "?" in set_back else []))

    with pytest.raises(refusal):
        installation.node().publisher.publish()

    assert checkpoint(installation) == newest


def test_a_missing_event_is_named_and_nothing_is_published(sqlite_installation):
    node = announced(sqlite_installation)
    node.publisher.publish()
    file_many(node, 5, "more")
    node.change("DROP TRIGGER events_forbid_delete")
    node.change("DELETE FROM events WHERE position = 3")

    with pytest.raises(EventIsMissing, match="position 3"):
        node.publisher.publish()

    assert faults(sqlite_installation) == ([], 1)
    sqlite_installation.close()
