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
    """One line under a checkpoint. `seen_at` is when a witness saw this log; `line` is as it is published.

    `key` is name and key id, as in a verifier key: it tells several keys of one log apart.
    """

    name: str
    role: Role
    seen_at: datetime | None
    line: str
    key: str


def signatures_of(signed: bytes, policy: Policy) -> tuple[Signature, ...]:
    """Return what each signature is worth to somebody who holds this policy."""
    note = parse_note(signed)
    text = note.text.encode()
    return tuple(_judged(text, each, policy) for each in note.signatures)


def _judged(text: bytes, signature: NoteSignature, policy: Policy) -> Signature:
    role, seen_at = _worth(text, signature, policy)
    line = signature.line().rstrip("\n")
    return Signature(signature.name, role, seen_at, line, f"{signature.name}+{signature.key_id.hex()}")


def _worth(text: bytes, signature: NoteSignature, policy: Policy) -> tuple[Role, datetime | None]:
    known = (signature.name, signature.key_id)
    for log in policy.logs:
        if (log.verifier.name, log.verifier.key_id) == known:
            return ("log" if log.verifier.verifies(text, signature.signature) else "wrong"), None
    for witness in policy.witnesses:
        if (witness.verifier.name, witness.verifier.key_id) == known:
            if not witness.verifier.verifies(text, signature.signature):
                return "wrong", None
            return "witness", _moment(signature.signature)
    return "unknown", None


def _moment(signature: bytes) -> datetime:
    seconds = timestamp_of(signature)
    return datetime.fromtimestamp(seconds, UTC) if seconds < LATEST.timestamp() else LATEST
