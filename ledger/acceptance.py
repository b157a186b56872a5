"""Whether a signed checkpoint is good enough for a policy, and who vouches for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.checkpoint import Checkpoint, parse_checkpoint
from ledger.cosignature import timestamp_of
from ledger.errors import LedgerError
from ledger.note import Note, open_note, parse_note

if TYPE_CHECKING:
    from ledger.policy import Policy


class LogIsNotInPolicy(LedgerError):
    """The policy has no key for the origin of this checkpoint."""


class LogHasNotSigned(LedgerError):
    """The checkpoint has no signature of a key that the policy lists for its origin."""


@dataclass(frozen=True, slots=True)
class Cosignature:
    """`witness` is the name in the policy; `timestamp` is in POSIX seconds."""

    witness: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class AcceptedCheckpoint:
    """A checkpoint that the policy accepts, and the known witnesses that cosigned it."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def accept_checkpoint(policy: Policy, signed: bytes, *, quorum: bool = True) -> AcceptedCheckpoint:
    """Checks log signature, cosignatures and, unless told otherwise, the quorum.

    Raises LogIsNotInPolicy, LogHasNotSigned, QuorumIsNotMet, or what reading the note raises.
    """
    origin = parse_checkpoint(parse_note(signed).text).origin
    # SPEC: the log's vkey name MUST correspond to the log's origin line.
    logs = [log.verifier for log in policy.logs if log.verifier.name == origin]
    if not logs:
        raise LogIsNotInPolicy(f"the policy has no key for the log {origin!r:.200}")
    note = open_note(signed, [*logs, *(witness.verifier for witness in policy.witnesses)])
    if not any((s.name, s.key_id) == (log.name, log.key_id) for s in note.signatures for log in logs):
        raise LogHasNotSigned(f"the checkpoint has no signature of the log {origin!r:.200}")
    cosignatures = _cosignatures(policy, note)
    if quorum:
        policy.check_quorum(cosignature.witness for cosignature in cosignatures)
    return AcceptedCheckpoint(parse_checkpoint(note.text), cosignatures)


def _cosignatures(policy: Policy, note: Note) -> tuple[Cosignature, ...]:
    names = {(w.verifier.name, w.verifier.key_id): w.name for w in policy.witnesses}
    return tuple(
        Cosignature(names[s.name, s.key_id], timestamp_of(s.signature))
        for s in note.signatures
        if (s.name, s.key_id) in names
    )
