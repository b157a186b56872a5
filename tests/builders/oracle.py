"""The one question after whatever went wrong: is everything sound that the installation keeps and shows?"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from civic.store.integrity import faults_in_rows
from civic.store.key_files import KeyFiles
from civic.store.publisher import CheckpointRow
from civic.store.reading import statement_of
from civic.store.tables import commands, events, parts
from ledger.policy import Policy, PolicyLog
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from tests.builders.node import ORIGIN, Installation, Node


def assert_sound(
    installation: Installation,
    acknowledged: Mapping[str, int],
    *,
    seen: Iterable[bytes] = (),
    erased: Iterable[int] = (),
) -> Node:
    """Start as after a loss of power, publish, and check everything; return the node for going on.

    `acknowledged` are positions by command id; `seen` are checkpoints that somebody holds; `erased` are
    positions whose parts may be gone.
    """
    node = installation.node()
    node.eraser.finish()
    assert node.publisher.publish() == node.store.size(), "everything is published"
    assert_kept(installation, node, acknowledged, seen=seen, erased=erased)
    return node


def assert_kept(
    installation: Installation,
    node: Node,
    acknowledged: Mapping[str, int],
    *,
    seen: Iterable[bytes] = (),
    erased: Iterable[int] = (),
) -> None:
    """Check all that is kept and published as it is at this moment."""
    with node.database.reading() as connection:
        rows = connection.execute(select(events.c.position, events.c.leaf).order_by(events.c.position)).all()
        done = connection.execute(select(commands).order_by(commands.c.position)).all()
        kept = connection.execute(select(parts.c.position, parts.c.name)).all()
        leaves = [bytes(row.leaf) for row in rows]
        assert faults_in_rows(connection, node.store.reader, 0, leaves) == []
    assert [row.position for row in rows] == list(range(len(rows))), "positions have no gap"
    _assert_whole_commands(done, len(rows))
    assert {row.id: row.position for row in done}.items() >= acknowledged.items(), (
        "an acknowledged one is lost"
    )
    _assert_parts(leaves, {(row.position, row.name) for row in kept}, set(erased))
    _assert_published(installation, node, len(leaves), seen)


def _assert_whole_commands(done: Iterable[Any], size: int) -> None:
    """Every event is of one command, and every command has all of its events."""
    end = 0
    for row in done:
        assert row.position == end, f"command {row.id} begins at {row.position}, not at {end}"
        end += row.event_count
    assert end == size


def _assert_parts(leaves: Iterable[bytes], kept: set[tuple[int, str]], erased: set[int]) -> None:
    promised = {
        (n, name) for n, leaf in enumerate(leaves) for name in statement_of(leaf).get("commitments", {})
    }
    assert kept <= promised
    assert {position for position, _ in promised - kept} <= erased, "a part is lost"


def _assert_published(installation: Installation, node: Node, size: int, seen: Iterable[bytes]) -> None:
    signers = KeyFiles(installation.directory / "keys").log_signers(ORIGIN)
    policy = Policy(logs=tuple(PolicyLog(signer.verifier) for signer in signers))
    source = DirectoryStorage(installation.directory / "log")
    assert source.read("checkpoint") == CheckpointRow(node.database, ORIGIN).load()
    for older in list(seen) or [None]:
        outcome = verify_log(source, policy, since=older)
        assert outcome.faults == []
        assert outcome.entries <= size
