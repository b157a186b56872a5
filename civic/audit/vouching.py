"""Who vouches for the published checkpoint: each signature line held against the policy."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from ledger.cosignature import timestamp_of
from ledger.note import NoteSignature, parse_note
from ledger.policy import Policy

Role = Literal["log", "witness", "wrong", "unknown"]
LATEST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a checkpoint. `seen_at` is when a witness saw this log; `line` is as it is published."""

    name: str
    role: Role
    seen_at: datetime | None
    line: str


def signatures_of(signed: bytes, policy: Policy) -> tuple[Signature, ...]:
    """Return what each signature is worth to somebody who holds this policy."""
    note = parse_note(signed)
    text = note.text.encode()
    return tuple(_judged(text, each, policy) for each in note.signatures)


def _judged(text: bytes, signature: NoteSignature, policy: Policy) -> Signature:
    line = signature.line().rstrip("\n")
    known = (signature.name, signature.key_id)
    for log in policy.logs:
        if (log.verifier.name, log.verifier.key_id) == known:
            is_right = log.verifier.verifies(text, signature.signature)
            return Signature(signature.name, "log" if is_right else "wrong", None, line)
    for witness in policy.witnesses:
        if (witness.verifier.name, witness.verifier.key_id) == known:
            if not witness.verifier.verifies(text, signature.signature):
                return Signature(signature.name, "wrong", None, line)
            return Signature(signature.name, "witness", _moment(signature.signature), line)
    return Signature(signature.name, "unknown", None, line)


def _moment(signature: bytes) -> datetime:
    seconds = timestamp_of(signature)
    return datetime.fromtimestamp(seconds, UTC) if seconds < LATEST.timestamp() else LATEST
