"""The request with which a log asks a witness to cosign: old size, consistency proof, signed checkpoint.

Source: c2sp.org/tlog-witness, add-checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.canonical import (
    Base64IsNotCanonical,
    NumberIsNotCanonical,
    decode_base64,
    encode_base64,
    parse_decimal,
)
from ledger.checkpoint import Checkpoint, parse_checkpoint_lines
from ledger.errors import LedgerError
from ledger.note import NoteIsMalformed, split_note

MAX_REQUEST_SIZE = 64 * 1024
MAX_PROOF_LINES = 63


class RequestIsMalformed(LedgerError):
    """The body is not old size, proof lines, an empty line and a checkpoint."""


class RequestIsTooLarge(LedgerError):
    """The body has more than MAX_REQUEST_SIZE bytes."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """`signed` is a note over `checkpoint` whose signatures nobody has looked at yet.

    The hashes of `proof` may have any length, and the empty tree any root: the witness judges both later.
    """

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    signed: bytes


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Raises RequestIsTooLarge, RequestIsMalformed or CheckpointIsMalformed."""
    if len(body) > MAX_REQUEST_SIZE:
        raise RequestIsTooLarge(f"the request has {len(body)} bytes, more than {MAX_REQUEST_SIZE}")
    # SPEC: an old size line, zero or more proof lines, an empty line, and a checkpoint.
    head, separator, signed = body.partition(b"\n\n")
    if not separator:
        raise RequestIsMalformed("the request has no empty line before the checkpoint")
    first, *proof = _lines(head)
    # SPEC: The client MUST NOT send more than 63 consistency proof lines.
    if len(proof) > MAX_PROOF_LINES:
        raise RequestIsMalformed(f"the request has {len(proof)} proof lines, more than {MAX_PROOF_LINES}")
    return AddCheckpoint(_old_size(first), tuple(map(_hash, proof)), _checkpoint(signed), signed)


def _lines(head: bytes) -> list[str]:
    try:
        return head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise RequestIsMalformed("old size and proof are not ASCII") from error


def _old_size(line: str) -> int:
    # SPEC: The old size line MUST consist of the string old, a single space, and the size in decimal.
    keyword, _, size = line.partition(" ")
    if keyword != "old":
        raise RequestIsMalformed(f"the request does not begin with old: {line!r:.80}")
    try:
        return parse_decimal(size)
    except NumberIsNotCanonical as error:
        raise RequestIsMalformed(f"the old size is {error}") from error


def _hash(line: str) -> bytes:
    try:
        return decode_base64(line)
    except Base64IsNotCanonical as error:
        raise RequestIsMalformed(f"a proof line is {error}") from error


def _checkpoint(signed: bytes) -> Checkpoint:
    try:
        text, _ = split_note(signed)
    except NoteIsMalformed as error:
        raise RequestIsMalformed(f"the checkpoint: {error}") from error
    return parse_checkpoint_lines(text)


def encode_add_checkpoint(old_size: int, proof: tuple[bytes, ...], signed: bytes) -> bytes:
    """The body of a request; `parse_add_checkpoint` reads it back."""
    lines = [f"old {old_size}", *map(encode_base64, proof), "", ""]
    return "\n".join(lines).encode() + signed
