"""Looks at a published log again and again: is it still the beginning of what it shows now?

The claim of one look without faults: the log and a quorum of witnesses signed the checkpoint, and the tiles
prove that it continues the one seen before. What the entries say is for `verify_log`; whether other people
are shown the same log, only witnesses can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.acceptance import AcceptedCheckpoint, accept_checkpoint
from ledger.errors import LedgerError
from ledger.faults import Fault
from ledger.http_source import LogIsUnreachable
from ledger.log import CHECKPOINT_PATH
from ledger.policy import QuorumIsNotMet
from ledger.proofs import consistency_proof, verify_consistency
from ledger.tile_reader import TileReader

if TYPE_CHECKING:
    from ledger.checkpoint import Checkpoint
    from ledger.policy import Policy
    from ledger.storage import Source

CLOCKS_DIFFER = 300
"""How many seconds a witness's clock may be ahead of ours."""


class LastCheckpointIsUnusable(LedgerError):
    """What is said to be the last checkpoint is none of a log of this policy."""


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """`seconds` before `now` the checkpoint must have been seen; both times are in POSIX seconds.

    `file_time` is when its file was written, if there is a file: whoever keeps the log can set it, so that it
    counts only where no known witness has cosigned.
    """

    seconds: int
    now: int
    file_time: int | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look found. `before` is the checkpoint seen last, `signed` the note that is there now.

    `continues` says that `signed` may take the place of the last checkpoint, however old it is;
    `contradicts`, that the log signed it and nothing proves that it continues the last one.
    """

    faults: tuple[Fault, ...]
    signed: bytes | None = None
    before: Checkpoint | None = None
    accepted: AcceptedCheckpoint | None = None
    continues: bool = False
    contradicts: bool = False


def look(source: Source, policy: Policy, last: bytes | None, age: AgeLimit | None = None) -> Sighting:
    """`last` is the signed checkpoint of an earlier look, if there was one.

    Raises LogIsUnreachable, OSError of a directory, or LastCheckpointIsUnusable.
    """
    before = None if last is None else _last(policy, last)
    signed = source.read(CHECKPOINT_PATH)
    if signed is None:
        return Sighting((_fault("the file is missing"),), before=before)
    try:
        accepted = accept_checkpoint(policy, signed, quorum=False)
    except LedgerError as error:
        return Sighting((_fault(str(error)),), signed, before)
    broken = _continuity_faults(source, before, accepted.checkpoint)
    unwitnessed = _quorum_faults(policy, accepted)
    old = [] if age is None else _age_faults(accepted, age)
    return Sighting(
        (*broken, *unwitnessed, *old),
        signed,
        before,
        accepted,
        continues=not broken and not unwitnessed,
        contradicts=bool(broken),
    )


def _last(policy: Policy, last: bytes) -> Checkpoint:
    try:
        return accept_checkpoint(policy, last, quorum=False).checkpoint
    except LedgerError as error:
        raise LastCheckpointIsUnusable(f"the last checkpoint: {error}") from error


def _fault(message: str) -> Fault:
    return Fault(CHECKPOINT_PATH, message)


def _continuity_faults(source: Source, before: Checkpoint | None, now: Checkpoint) -> list[Fault]:
    if before is None:
        return []
    if now.origin != before.origin:
        return [_fault(f"it is of the log {now.origin!r:.200}, but seen before was {before.origin!r:.200}")]
    if now.size < before.size:
        return [_fault(f"the log has shrunk: {now.size} entries, but seen before were {before.size}")]
    if now.size == before.size and now.root != before.root:
        return [_fault(f"the log has forked: it has signed two roots for {now.size} entries")]
    if before.size in (0, now.size):
        return []
    return _growth_faults(source, before, now)


def _growth_faults(source: Source, before: Checkpoint, now: Checkpoint) -> list[Fault]:
    try:
        proof = consistency_proof(before.size, now.size, TileReader(source, now.size))
        verify_consistency(before.size, now.size, before.root, now.root, proof)
    except LogIsUnreachable:
        raise
    except LedgerError as error:
        return [
            _fault(
                f"nothing proves that {now.size} entries continue the {before.size} seen before: {error}; "
                "the log has forked, or its tiles are damaged, which fsck tells"
            )
        ]
    return []


def _quorum_faults(policy: Policy, accepted: AcceptedCheckpoint) -> list[Fault]:
    try:
        policy.check_quorum(cosignature.witness for cosignature in accepted.cosignatures)
    except QuorumIsNotMet as error:
        return [_fault(str(error))]
    return []


def _age_faults(accepted: AcceptedCheckpoint, age: AgeLimit) -> list[Fault]:
    cosigned = [cosignature.timestamp for cosignature in accepted.cosignatures]
    if cosigned:
        # A witness whose clock runs far ahead would make a log look fresh for as long.
        credible = [time for time in cosigned if time <= age.now + CLOCKS_DIFFER]
        if not credible:
            return [_fault("its age cannot be told: it was cosigned in the future")]
        return _staleness(age, max(credible), "it was cosigned last")
    if age.file_time is not None:
        return _staleness(age, age.file_time, "its file was written")
    return [_fault("its age cannot be told: no known witness has cosigned it, and it is not a local file")]


def _staleness(age: AgeLimit, time: int, what: str) -> list[Fault]:
    passed = age.now - time
    if passed <= age.seconds:
        return []
    return [_fault(f"the log is stale: {what} {passed} s ago, more than {age.seconds} s")]
