"""What a verified receipt proves, in plain words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ledger import dsse
from ledger.dsse_diagnosis import EnvelopeIsMalformed
from ledger.errors import LedgerError
from ledger.faults import printable
from ledger.unique_json import JsonIsMalformed, parse_object

if TYPE_CHECKING:
    from ledger.acceptance import AcceptedCheckpoint, Cosignature


class StatementIsAboutAnotherPosition(LedgerError):
    """The statement names another position than the one where the receipt proves it to be."""


def explain(index: int, entry: bytes, accepted: AcceptedCheckpoint) -> str:
    """Lines of text without a final newline; raises StatementIsAboutAnotherPosition."""
    checkpoint = accepted.checkpoint
    lines = [
        f"OK entry {index} of the log {checkpoint.origin} is exactly this statement of {len(entry)} bytes.",
        f"It was there, unchanged, when the log had {checkpoint.size} entries and signed that it had them.",
    ]
    lines += [_cosigned(cosignature) for cosignature in accepted.cosignatures]
    if not accepted.cosignatures:
        lines.append("No witness vouches that everybody is shown the same log.")
    return "\n".join(lines + _statement(index, entry))


def _cosigned(cosignature: Cosignature) -> str:
    try:
        time = datetime.fromtimestamp(cosignature.timestamp, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        time = f"POSIX second {cosignature.timestamp}"
    return f"The witness {printable(cosignature.witness)} saw the same log at {time}."


def _statement(index: int, entry: bytes) -> list[str]:
    """What the statement says of itself, if it is one of ours."""
    try:
        statement = dsse.parse(entry)
        payload = parse_object(statement.payload)
    except (EnvelopeIsMalformed, JsonIsMalformed):
        return []
    if payload.get("position", index) != index:
        raise StatementIsAboutAnotherPosition(
            f"the statement says position {payload['position']!r:.40}, but is at {index}"
        )
    return [
        *_said(payload),
        f"It names the writer key {statement.keyid}; verify the whole log to check that key.",
    ]


def _said(payload: dict[str, Any]) -> list[str]:
    told = [("type", "It is of type"), ("recorded_at", "It says that it was recorded at")]
    return [f"{words} {payload[name]!r:.100}." for name, words in told if name in payload]
