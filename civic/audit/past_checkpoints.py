"""The checkpoints that the log was published with: who signed each, and whom today's policy misses there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic.audit.vouching import Signature, signatures_of
from civic.kernel.clock import to_timestamp
from civic.store.checkpoint_history import CheckpointHistory, KeptCheckpoint
from ledger.checkpoint import parse_checkpoint
from ledger.note import parse_note
from ledger.policy import Policy

NO_LIMIT = 2**62
COLUMNS = ("size", "root_sha256_hex", "published_at", "log_keys", "witnesses", "missing_witnesses")


@dataclass(frozen=True, slots=True)
class PastCheckpoint:
    """`missing` names the witnesses of the policy that have not cosigned this checkpoint, or not rightly."""

    size: int
    root: bytes
    published_at: datetime
    signatures: tuple[Signature, ...]
    missing: tuple[str, ...]
    signed: bytes

    @property
    def log_signatures(self) -> tuple[Signature, ...]:
        return tuple(each for each in self.signatures if each.role == "log")

    @property
    def cosignatures(self) -> tuple[Signature, ...]:
        return tuple(each for each in self.signatures if each.role == "witness")

    def as_row(self) -> tuple[str | int, ...]:
        """Return what stands in the file of comma-separated values, under COLUMNS."""
        keys = (each.key for each in self.log_signatures)
        witnesses = (each.name for each in self.cosignatures)
        moment = to_timestamp(self.published_at)
        return self.size, self.root.hex(), moment, *map(" ".join, (keys, witnesses, self.missing))

    def as_json(self) -> Mapping[str, Any]:
        """Return the same for programs, with the note itself."""
        return {
            "size": self.size,
            "root_sha256_hex": self.root.hex(),
            "published_at": to_timestamp(self.published_at),
            "log_keys": [each.key for each in self.log_signatures],
            "witnesses": [
                {"name": each.name, "key": each.key, "seen_at": to_timestamp(each.seen_at)}
                for each in self.cosignatures
                if each.seen_at is not None
            ],
            "missing_witnesses": list(self.missing),
            "checkpoint": self.signed.decode(),
        }


@dataclass(frozen=True, slots=True)
class PastCheckpoints:
    """Some checkpoints, newest first, and the size below which the next ones are, if there are more."""

    found: tuple[PastCheckpoint, ...]
    next_below: int | None


def past_checkpoints(
    history: CheckpointHistory, policy: Policy, below: int | None, limit: int
) -> PastCheckpoints:
    """Return up to `limit` checkpoints of fewer than `below` entries; the newest without it.

    `policy` names all keys that the log ever had, and the witnesses of today.
    """
    rows = history.newest_first(NO_LIMIT if below is None else below, limit + 1)
    found = tuple(_judged(row, policy) for row in rows[:limit])
    return PastCheckpoints(found, found[-1].size if len(rows) > limit else None)


def _judged(row: KeptCheckpoint, policy: Policy) -> PastCheckpoint:
    signatures = signatures_of(row.signed, policy)
    return PastCheckpoint(
        size=row.size,
        root=parse_checkpoint(parse_note(row.signed).text).root,
        published_at=row.published_at,
        signatures=signatures,
        missing=_missing(signatures, policy),
        signed=row.signed,
    )


def _missing(signatures: Sequence[Signature], policy: Policy) -> tuple[str, ...]:
    seen = {each.name for each in signatures if each.role == "witness"}
    return tuple(each.verifier.name for each in policy.witnesses if each.verifier.name not in seen)
