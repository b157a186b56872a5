"""Verifies a whole published log: the tree, the checkpoint and every statement, in constant memory.

The claim after success: the entries are exactly those that the checkpoint commits to; each is signed by a key
that was valid at its position; and, given an older checkpoint, nothing before it has changed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.acceptance import AcceptedCheckpoint, accept_checkpoint
from ledger.faults import Fault, attempt
from ledger.frontier import Frontier
from ledger.merkle import EMPTY_ROOT
from ledger.proofs import ProofIsWrong, consistency_proof, verify_consistency
from ledger.stretch import Stretch, StretchReport, stale_partials
from ledger.tile_reader import TileIsMissing, TileReader, read_hashes
from ledger.tiles import WIDTH, Tile, split_hashes
from ledger.workers import reports_in_order
from ledger.writers import SignerIsNotEntitled, WriterKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.checkpoint import Checkpoint
    from ledger.policy import Policy
    from ledger.storage import Source

ENOUGH_FAULTS = 1000

_CHECKPOINT = "checkpoint"


@dataclass
class Outcome:
    """What was verified; the log is good if there are no `faults`, of which each file has at most one."""

    accepted: AcceptedCheckpoint | None = None
    entries: int = 0
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Listener:
    """Is told each fault when it is found, and how many of all entries are verified so far."""

    fault: Callable[[Fault], None] = lambda _: None
    progress: Callable[[int, int], None] = lambda _done, _all: None


def verify_log(
    source: Source,
    policy: Policy,
    *,
    since: bytes | None = None,
    jobs: int = 1,
    structure_only: bool = False,
    listener: Listener | None = None,
) -> Outcome:
    """`since` is an older signed checkpoint; `jobs` counts processes; errors of files become faults."""
    started = time.monotonic()
    run = _Run(source, policy, listener or Listener(), structure_only=structure_only)
    accepted = attempt(_CHECKPOINT, lambda: accept_checkpoint(policy, _read_checkpoint(source)))
    if isinstance(accepted, Fault):
        run.report(accepted)
    else:
        run.outcome.accepted = accepted
        run.verify_entries(accepted.checkpoint, jobs)
        run.verify_tree(accepted.checkpoint)
        if since is not None:
            run.verify_since(accepted.checkpoint, since)
    run.outcome.seconds = time.monotonic() - started
    return run.outcome


def _read_checkpoint(source: Source) -> bytes:
    signed = source.read(_CHECKPOINT)
    if signed is None:
        raise TileIsMissing("the file is missing")
    return signed


class _Run:
    """The state of one verification, which is small whatever the size of the log."""

    def __init__(self, source: Source, policy: Policy, listener: Listener, *, structure_only: bool) -> None:
        self.outcome = Outcome()
        self._source = source
        self._policy = policy
        self._listener = listener
        self._faulty_paths: set[str] = set()
        self._structure_only = structure_only
        self._writers = WriterKeys(policy.pinned_writers)
        self._upper: Frontier | None = Frontier(base=1)
        self._tail: list[bytes] = []
        self._latest: str | None = None

    def report(self, fault: Fault) -> None:
        if fault.path not in self._faulty_paths:
            self._faulty_paths.add(fault.path)
            self.outcome.faults.append(fault)
            self._listener.fault(fault)

    def verify_entries(self, checkpoint: Checkpoint, jobs: int) -> None:
        keys = None if self._structure_only else self._writers.public_keys
        for stretch, report in reports_in_order(self._source, checkpoint.size, keys, jobs):
            faults = report.faults + self._time_faults(stretch, report) + self._writer_faults(stretch, report)
            for fault in sorted(faults, key=lambda fault: (fault.path, fault.entry or 0)):
                self.report(fault)
            self._grow(report)
            self.outcome.entries += report.entries
            done = min((stretch.first + stretch.count) * WIDTH, checkpoint.size)
            self._listener.progress(done, checkpoint.size)
            if len(self.outcome.faults) >= ENOUGH_FAULTS:
                self._upper = None
                self.report(
                    Fault(_CHECKPOINT, f"{ENOUGH_FAULTS} files are faulty; the rest is not looked at")
                )
                return

    def _time_faults(self, stretch: Stretch, report: StretchReport) -> list[Fault]:
        """Whether time runs backwards from the stretch before to this one."""
        if report.recorded is None:
            return []
        earliest, latest = report.recorded
        before, self._latest = self._latest, max(latest, self._latest or latest)
        if before is None or earliest >= before:
            return []
        return [
            stretch.fault(stretch.first * WIDTH, f"recorded at {earliest}, but an entry before at {before}")
        ]

    def _writer_faults(self, stretch: Stretch, report: StretchReport) -> list[Fault]:
        """Whether every key was valid where it signed."""
        faults = []
        for act in report.acts:
            try:
                self._writers.follow(act)
            except SignerIsNotEntitled as error:
                faults.append(stretch.fault(error.position, str(error)))
        return faults

    def _grow(self, report: StretchReport) -> None:
        if report.tree_is_unknown:
            self._upper = None
        if self._upper is None:
            return
        self._tail = report.tail
        for tile, data in self._upper.extend(report.roots):
            self._compare(tile, data)

    def _compare(self, tile: Tile, data: bytes) -> None:
        stored = attempt(tile.path(), lambda: read_hashes(self._source, tile))
        recomputed = split_hashes(data)
        if isinstance(stored, Fault):
            self.report(stored)
        elif stored != recomputed:
            number = next(n for n in range(tile.width) if stored[n] != recomputed[n])
            below = Tile((tile.level or 0) - 1, tile.index * WIDTH + number).path()
            self.report(Fault(tile.path(), f"hash {number} is not the root of {below}"))
        for fault in stale_partials(self._source, tile, lambda width: b"".join(recomputed[:width])):
            self.report(fault)

    def verify_tree(self, checkpoint: Checkpoint) -> None:
        """The partial tiles above level 0, and the root."""
        if self._upper is None:
            return
        for tile, data in self._upper.partial_tiles():
            self._compare(tile, data)
        if Frontier.above(self._tail, self._upper).root() != checkpoint.root:
            self.report(Fault(_CHECKPOINT, "its root hash is not that of the entries"))

    def verify_since(self, checkpoint: Checkpoint, since: bytes) -> None:
        """The older checkpoint needs the log's signature, but no quorum: nobody may sign two histories."""
        older = attempt("since", lambda: accept_checkpoint(self._policy, since, quorum=False).checkpoint)
        if isinstance(older, Fault):
            self.report(Fault("since", f"the older checkpoint: {older.message}"))
            return
        consistent = attempt(_CHECKPOINT, lambda: self._check_consistency(older, checkpoint))
        if isinstance(consistent, Fault):
            self.report(
                Fault(_CHECKPOINT, f"not a continuation of the older checkpoint: {consistent.message}")
            )

    def _check_consistency(self, older: Checkpoint, checkpoint: Checkpoint) -> None:
        if older.origin != checkpoint.origin:
            raise ProofIsWrong(f"the older checkpoint is of {older.origin!r:.200}")
        if older.size == 0 and older.root == EMPTY_ROOT:
            return
        node = TileReader(self._source, checkpoint.size)
        proof = consistency_proof(older.size, checkpoint.size, node)
        verify_consistency(older.size, checkpoint.size, older.root, checkpoint.root, proof)
