"""ML-DSA-44 signatures over checkpoints (key type 0x06), which stand when Ed25519 falls to quantum computers.

Logs sign with them beside Ed25519, never instead of it; witnesses cosign with them. Extension lines of a
checkpoint are not covered.
Source: c2sp.org/tlog-cosignature; FIPS 204.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from ledger.canonical import encode_base64
from ledger.checkpoint import CheckpointIsMalformed, parse_checkpoint
from ledger.cosignature import MAX_TIMESTAMP, TimestampIsOutOfRange, parse_witness_skey, timestamp_of
from ledger.errors import LedgerError
from ledger.keys import ML_DSA_44, PRIVATE_PREFIX, KeyIsMalformed, KeyText, format_vkey, key_id, split_text
from ledger.note import NoteSignature, check_key_name

try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
except ImportError:
    _IS_HERE = False
else:
    _IS_HERE = True

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.checkpoint import Checkpoint
    from ledger.cosignature import CosignatureSigner

SIGNATURE_SIZE = 2420
PUBLIC_KEY_SIZE = 1312
SEED_SIZE = 32


class MlDsaIsNotSupported(LedgerError):
    """The `cryptography` that is installed, or what it is built on, has no ML-DSA-44."""

    def __init__(self) -> None:
        super().__init__("ML-DSA-44 needs `cryptography` 48 or newer, built on a library that has it")


class MlDsaVerifier:
    """Verifies signature lines of a log or a witness: 8 bytes of POSIX seconds, then 2,420 of ML-DSA-44."""

    kind = ML_DSA_44

    def __init__(self, name: str, public_key: bytes) -> None:
        check_key_name(name)
        self.name = name
        self.raw_key = public_key
        self._public_key = _load_public(public_key)
        self.key_id = key_id(name, self.kind, public_key)

    def verifies(self, text: bytes, signature: bytes) -> bool:
        if len(signature) != 8 + SIGNATURE_SIZE or timestamp_of(signature) > MAX_TIMESTAMP:
            return False
        try:
            message = cosigned_message(self.name, timestamp_of(signature), parse_checkpoint(text.decode()))
            self._public_key.verify(signature[8:], message)
        except (CheckpointIsMalformed, UnicodeDecodeError, InvalidSignature, NameIsTooLong):
            return False
        return True

    def vkey(self) -> str:
        return format_vkey(self.name, self.kind, self.raw_key)


class MlDsaSigner:
    """Signs checkpoints for a log, or as a witness at a given time; `clock` gives POSIX seconds."""

    def __init__(self, name: str, seed: bytes, clock: Callable[[], float] = time.time) -> None:
        self._private_key = _load_private(seed)
        self._clock = clock
        self.verifier = MlDsaVerifier(name, self._private_key.public_key().public_bytes_raw())
        self.name = name

    def sign(self, text: bytes) -> NoteSignature:
        return self.sign_at(text, int(self._clock()))

    def sign_at(self, text: bytes, timestamp: int) -> NoteSignature:
        """Raises TimestampIsOutOfRange, NameIsTooLong or CheckpointIsMalformed."""
        if not 0 <= timestamp <= MAX_TIMESTAMP:
            raise TimestampIsOutOfRange(f"{timestamp} is not a time of cosigning")
        message = cosigned_message(self.name, timestamp, parse_checkpoint(text.decode()))
        signature = self._private_key.sign(message)
        return NoteSignature(self.name, self.verifier.key_id, timestamp.to_bytes(8, "big") + signature)


class NameIsTooLong(LedgerError):
    """The name of a cosigner or an origin has more than 255 bytes."""


def cosigned_message(name: str, timestamp: int, checkpoint: Checkpoint) -> bytes:
    # SPEC: "subtree/v1\n\0", u8 length and cosigner name, u64 time, u8 length and origin, u64 start, u64 end,
    # 32-byte hash; of a checkpoint the start is 0 and the end its size.
    return b"".join(
        (
            b"subtree/v1\n\0",
            _prefixed(name),
            timestamp.to_bytes(8, "big"),
            _prefixed(checkpoint.origin),
            bytes(8),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _prefixed(text: str) -> bytes:
    encoded = text.encode()
    if len(encoded) > 255:
        raise NameIsTooLong(f"{text!r:.80} has {len(encoded)} bytes, more than 255")
    return bytes([len(encoded)]) + encoded


def new_ml_dsa_skey(name: str) -> str:
    """A new private form: whoever reads it can sign."""
    return format_ml_dsa_skey(name, os.urandom(SEED_SIZE))


def format_ml_dsa_skey(name: str, seed: bytes) -> str:
    identifier = MlDsaSigner(name, seed).verifier.key_id.hex()
    return f"{PRIVATE_PREFIX}{name}+{identifier}+{encode_base64(bytes([ML_DSA_44]) + seed)}"


def parse_ml_dsa_skey(text: str) -> MlDsaSigner:
    """Raises KeyIsMalformed or MlDsaIsNotSupported, never quoting the key."""
    if not text.startswith(PRIVATE_PREFIX):
        raise KeyIsMalformed("a signer key begins with PRIVATE+KEY+")
    parts = split_text(text[len(PRIVATE_PREFIX) :])
    if parts.kind != ML_DSA_44 or len(parts.material) != SEED_SIZE:
        raise KeyIsMalformed(f"the key {parts.name} is no ML-DSA-44 seed of {SEED_SIZE} bytes")
    signer = MlDsaSigner(parts.name, parts.material)
    if parts.key_id != signer.verifier.key_id:
        raise KeyIsMalformed(f"the key id of {parts.name} is not that of its key")
    return signer


def parse_cosigner_skey(text: str) -> CosignatureSigner | MlDsaSigner:
    """A witness's key of either type; raises what `parse_witness_skey` and `parse_ml_dsa_skey` raise."""
    is_ml_dsa = text.startswith(PRIVATE_PREFIX) and split_text(text[len(PRIVATE_PREFIX) :]).kind == ML_DSA_44
    return parse_ml_dsa_skey(text) if is_ml_dsa else parse_witness_skey(text)


def verifier_of(parts: KeyText) -> MlDsaVerifier:
    """The verifier of a vkey of type 0x06; raises KeyIsMalformed or MlDsaIsNotSupported."""
    return MlDsaVerifier(parts.name, parts.material)


def _load_public(raw: bytes) -> MLDSA44PublicKey:
    if len(raw) != PUBLIC_KEY_SIZE:
        raise KeyIsMalformed(f"an ML-DSA-44 public key has {PUBLIC_KEY_SIZE} bytes, not {len(raw)}")
    if not _IS_HERE:
        raise MlDsaIsNotSupported
    try:
        return MLDSA44PublicKey.from_public_bytes(raw)
    except UnsupportedAlgorithm as error:
        raise MlDsaIsNotSupported from error


def _load_private(seed: bytes) -> MLDSA44PrivateKey:
    if not _IS_HERE:
        raise MlDsaIsNotSupported
    try:
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    except UnsupportedAlgorithm as error:
        raise MlDsaIsNotSupported from error
