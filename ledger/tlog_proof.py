"""Receipts: `.tlog-proof` files that prove, offline, that an entry is in a log.

Source: c2sp.org/tlog-proof. Our receipts carry the entry itself, which is a signed statement, in the `extra`
line; it is not authenticated there, but its leaf hash is what the proof is about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger.acceptance import AcceptedCheckpoint, accept_checkpoint
from ledger.canonical import (
    Base64IsNotCanonical,
    NumberIsNotCanonical,
    decode_base64,
    encode_base64,
    parse_decimal,
)
from ledger.checkpoint import parse_checkpoint
from ledger.errors import LedgerError
from ledger.merkle import HASH_SIZE, leaf_hash
from ledger.note import parse_note
from ledger.proofs import inclusion_proof, verify_inclusion
from ledger.tile_reader import TileReader, read_entries
from ledger.tiles import WIDTH, bundle_for

if TYPE_CHECKING:
    from ledger.policy import Policy
    from ledger.storage import Source

MAX_RECEIPT_SIZE = 2_000_000

_HEADER = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63


class ReceiptIsMalformed(LedgerError):
    """The bytes are not a .tlog-proof file."""


class LogHasNoCheckpoint(LedgerError):
    """There is no file named checkpoint where the log should be."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`hashes` lead from the sibling of leaf `index` (from 0) to the root; `signed` is the checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    signed: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        lines = [_HEADER]
        if self.extra is not None:
            lines.append(f"extra {encode_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += map(encode_base64, self.hashes)
        return "".join(line + "\n" for line in lines).encode() + b"\n" + self.signed


def make_receipt(source: Source, index: int, extra: bytes | None = None) -> bytes:
    """The receipt of entry `index` in the published log; raises LogHasNoCheckpoint or ProofIsImpossible.

    The signatures are those that are published; the proof is checked against the tree before it is returned.
    """
    signed = source.read("checkpoint")
    if signed is None:
        raise LogHasNoCheckpoint("there is no published checkpoint")
    checkpoint = parse_checkpoint(parse_note(signed).text)
    node = TileReader(source, checkpoint.size)
    hashes = inclusion_proof(index, checkpoint.size, node)
    verify_inclusion(index, checkpoint.size, node(0, index), hashes, checkpoint.root)
    return Receipt(index, tuple(hashes), signed, extra).encode()


def make_receipt_with_entry(source: Source, index: int) -> bytes:
    """A receipt that carries its entry as `extra`; raises also what reading the bundle raises."""
    receipt = parse_receipt(make_receipt(source, index))
    checkpoint = parse_checkpoint(parse_note(receipt.signed).text)
    entry = read_entries(source, bundle_for(index, checkpoint.size))[index % WIDTH]
    verify_inclusion(index, checkpoint.size, leaf_hash(entry), receipt.hashes, checkpoint.root)
    return replace(receipt, extra=entry).encode()


def verify_receipt(receipt: Receipt, policy: Policy, entry: bytes) -> AcceptedCheckpoint:
    """That `entry` is at the receipt's index in a log that the policy accepts.

    Raises what `accept_checkpoint` and `verify_inclusion` raise.
    """
    accepted = accept_checkpoint(policy, receipt.signed)
    checkpoint = accepted.checkpoint
    verify_inclusion(receipt.index, checkpoint.size, leaf_hash(entry), receipt.hashes, checkpoint.root)
    return accepted


def parse_receipt(data: bytes) -> Receipt:
    """The receipt as it stands, unverified; raises ReceiptIsMalformed."""
    if len(data) > MAX_RECEIPT_SIZE:
        raise ReceiptIsMalformed(f"the receipt has {len(data)} bytes, more than {MAX_RECEIPT_SIZE}")
    head, separator, signed = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ReceiptIsMalformed("the lines before the checkpoint are not ASCII") from error
    if not separator or lines.pop(0) != _HEADER:
        raise ReceiptIsMalformed(
            f"a receipt begins with {_HEADER} and has an empty line before its checkpoint"
        )
    extra = _take(lines, "extra ")
    index = _take(lines, "index ")
    if index is None:
        raise ReceiptIsMalformed("the receipt has no index line")
    try:
        return Receipt(
            parse_decimal(index), _hashes(lines), signed, None if extra is None else decode_base64(extra)
        )
    except (Base64IsNotCanonical, NumberIsNotCanonical) as error:
        raise ReceiptIsMalformed(str(error)) from error


def _take(lines: list[str], prefix: str) -> str | None:
    return lines.pop(0).removeprefix(prefix) if lines and lines[0].startswith(prefix) else None


def _hashes(lines: list[str]) -> tuple[bytes, ...]:
    hashes = tuple(map(decode_base64, lines))
    if len(hashes) > _MAX_HASHES or any(len(hash_) != HASH_SIZE for hash_ in hashes):
        raise ReceiptIsMalformed(f"a receipt has at most {_MAX_HASHES} hashes of {HASH_SIZE} bytes")
    return hashes
