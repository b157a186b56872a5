"""Cosignatures of witnesses (cosignature/v1, key type 0x04): the checkpoint, and the time it was seen.

Source: c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.keys import COSIGNATURE_V1, KeyTypeIsNotSupported, NoteVerifier, split_skey, split_vkey
from ledger.note import NoteSignature
from ledger.public_keys import load_public_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_TIMESTAMP = 2**63 - 1


class TimestampIsOutOfRange(LedgerError):
    """A cosignature's time is in POSIX seconds from 0 to 2^63 - 1."""


class CosignatureVerifier(NoteVerifier):
    """Verifies a witness's signature lines: 8 bytes of big-endian POSIX seconds, then 64 bytes of Ed25519."""

    kind = COSIGNATURE_V1

    def verifies(self, text: bytes, signature: bytes) -> bool:
        if len(signature) != 72 or timestamp_of(signature) > MAX_TIMESTAMP:
            return False
        return super().verifies(cosigned_text(text, timestamp_of(signature)), signature[8:])


class CosignatureSigner:
    """Signs checkpoints as a witness, at a given time."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.verifier = CosignatureVerifier(name, private_key.public_key())
        self.name = name

    def sign_at(self, text: bytes, timestamp: int) -> NoteSignature:
        """Raises TimestampIsOutOfRange."""
        if not 0 <= timestamp <= MAX_TIMESTAMP:
            raise TimestampIsOutOfRange(f"{timestamp} is not a time of cosigning")
        signature = self._private_key.sign(cosigned_text(text, timestamp))
        return NoteSignature(self.name, self.verifier.key_id, timestamp.to_bytes(8, "big") + signature)


def cosigned_text(text: bytes, timestamp: int) -> bytes:
    # SPEC: cosignature/v1 newline, time <decimal> newline, then the whole note text of the checkpoint.
    return b"cosignature/v1\ntime %d\n%b" % (timestamp, text)


def timestamp_of(signature: bytes) -> int:
    """POSIX seconds from a cosignature."""
    return int.from_bytes(signature[:8], "big")


def parse_witness_vkey(text: str) -> CosignatureVerifier:
    """Raises KeyIsMalformed, KeyTypeIsNotSupported or PublicKeyIsWeak."""
    parts = split_vkey(text)
    if parts.kind != COSIGNATURE_V1:
        raise KeyTypeIsNotSupported(
            f"key {parts.name} is of type 0x{parts.kind:02x}, needed is 0x04 (cosignature/v1)"
        )
    return CosignatureVerifier(parts.name, load_public_key(parts.material))


def parse_witness_skey(text: str) -> CosignatureSigner:
    """Raises KeyIsMalformed or KeyTypeIsNotSupported."""
    parts, private_key = split_skey(text)
    if parts.kind != COSIGNATURE_V1:
        raise KeyTypeIsNotSupported(
            f"key {parts.name} is of type 0x{parts.kind:02x}, needed is 0x04 (cosignature/v1)"
        )
    return CosignatureSigner(parts.name, private_key)
