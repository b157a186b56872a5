"""Checkpoints: the size and root of a log at a moment, as the text of a signed note.

Source: c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.canonical import (
    Base64IsNotCanonical,
    NumberIsNotCanonical,
    decode_base64,
    encode_base64,
    parse_decimal,
)
from ledger.errors import LedgerError
from ledger.merkle import EMPTY_ROOT, HASH_SIZE
from ledger.note import open_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.note import Verifier


class CheckpointIsMalformed(LedgerError):
    """The text is not origin, size and root hash on a line each."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`size` counts entries; `root` is the RFC 6962 root hash in 32 bytes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        return "\n".join((self.origin, str(self.size), encode_base64(self.root), *self.extensions, ""))


def parse_checkpoint(text: str) -> Checkpoint:
    """Raises CheckpointIsMalformed, also for an empty tree with a root other than that of nothing."""
    checkpoint = parse_checkpoint_lines(text)
    # SPEC: The root hash of the empty tree is SHA-256 of the empty string.
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise CheckpointIsMalformed("the root of an empty tree is not SHA-256 of nothing")
    return checkpoint


def parse_checkpoint_lines(text: str) -> Checkpoint:
    """The checkpoint whose empty tree may have any root; raises CheckpointIsMalformed."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "":
        raise CheckpointIsMalformed("a checkpoint has at least three lines, each ending with a newline")
    if not all(lines):
        raise CheckpointIsMalformed("a checkpoint has no empty lines")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, _parse_size(size), _parse_root(root), tuple(extensions))


def _parse_size(text: str) -> int:
    try:
        return parse_decimal(text)
    except NumberIsNotCanonical as error:
        raise CheckpointIsMalformed(f"the tree size is {error}") from error


def _parse_root(text: str) -> bytes:
    try:
        root = decode_base64(text)
    except Base64IsNotCanonical as error:
        raise CheckpointIsMalformed(f"the root hash is {error}") from error
    if len(root) != HASH_SIZE:
        raise CheckpointIsMalformed(f"the root hash has {len(root)} bytes, not {HASH_SIZE}")
    return root


def open_checkpoint(data: bytes, verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint in a signed note that at least one of `verifiers` signed.

    The origin is not compared with a key's name: sum.golang.org signs for "go.sum database tree".
    Raises what `open_note` and `parse_checkpoint` raise.
    """
    return parse_checkpoint(open_note(data, verifiers).text)
