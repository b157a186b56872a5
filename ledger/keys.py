"""Verifier keys and signer keys of notes, as text: what goes into policy files and key files.

Source: c2sp.org/signed-note (vkey); golang.org/x/mod/sumdb/note (the private form).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger import ed25519
from ledger.canonical import Base64IsNotCanonical, decode_base64, encode_base64
from ledger.errors import LedgerError
from ledger.note import KeyNameIsMalformed, NoteSignature, check_key_name
from ledger.public_keys import PublicKeyIsWeak, load_public_key

if TYPE_CHECKING:
    from typing import Final

ED25519: Final = 0x01
COSIGNATURE_V1: Final = 0x04
ML_DSA_44: Final = 0x06

PRIVATE_PREFIX = "PRIVATE+KEY+"


class KeyIsMalformed(LedgerError):
    """The text is not a verifier key or signer key."""


class KeyTypeIsNotSupported(LedgerError):
    """The key is of a type that this package does not verify, or not the one that is needed here."""


@dataclass(frozen=True, slots=True)
class KeyText:
    """The parts of a key in text form; `material` is the raw public key, or the seed of a private one."""

    name: str
    key_id: bytes
    kind: int
    material: bytes


class NoteVerifier:
    """Verifies plain Ed25519 signatures (type 0x01) over the text of a note."""

    kind: int = ED25519

    def __init__(self, name: str, public_key: Ed25519PublicKey) -> None:
        check_key_name(name)
        self.name = name
        self.public_key = public_key
        self.raw_key = public_key.public_bytes_raw()
        self.key_id = key_id(name, self.kind, self.raw_key)

    def verifies(self, text: bytes, signature: bytes) -> bool:
        return ed25519.verifies(self.public_key, signature, text)

    def vkey(self) -> str:
        return format_vkey(self.name, self.kind, self.raw_key)


class NoteSigner:
    """Signs the text of a note with plain Ed25519 (type 0x01)."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.verifier = NoteVerifier(name, private_key.public_key())
        self.name = name

    def sign(self, text: bytes) -> NoteSignature:
        return NoteSignature(self.name, self.verifier.key_id, self._private_key.sign(text))


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    # SPEC: key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
    return hashlib.sha256(b"%b\n%c%b" % (name.encode(), kind, public_key)).digest()[:4]


def format_vkey(name: str, kind: int, public_key: bytes) -> str:
    return f"{name}+{key_id(name, kind, public_key).hex()}+{encode_base64(bytes([kind]) + public_key)}"


def parse_vkey(text: str) -> NoteVerifier:
    """A verifier for plain Ed25519; raises KeyIsMalformed, KeyTypeIsNotSupported or PublicKeyIsWeak."""
    parts = split_vkey(text)
    if parts.kind != ED25519:
        raise KeyTypeIsNotSupported(
            f"key {parts.name} is of type 0x{parts.kind:02x}, needed is 0x01 (Ed25519)"
        )
    return NoteVerifier(parts.name, load_public_key(parts.material))


def split_vkey(text: str) -> KeyText:
    """The checked parts of a verifier key of any type; raises KeyIsMalformed or PublicKeyIsWeak."""
    parts = split_text(text)
    # SPEC: The key ID is not a security check, but a parser recomputes and compares it.
    if parts.key_id != key_id(parts.name, parts.kind, parts.material):
        raise KeyIsMalformed(f"the key id of {parts.name} is not that of its key")
    return parts


def format_skey(name: str, kind: int, private_key: Ed25519PrivateKey) -> str:
    """The private form: whoever reads it can sign."""
    identifier = key_id(name, kind, private_key.public_key().public_bytes_raw()).hex()
    seed = encode_base64(bytes([kind]) + private_key.private_bytes_raw())
    return f"{PRIVATE_PREFIX}{name}+{identifier}+{seed}"


def parse_skey(text: str) -> NoteSigner:
    """A signer with plain Ed25519; raises KeyIsMalformed or KeyTypeIsNotSupported, never quoting the key."""
    parts, private_key = split_skey(text)
    if parts.kind != ED25519:
        raise KeyTypeIsNotSupported(
            f"key {parts.name} is of type 0x{parts.kind:02x}, needed is 0x01 (Ed25519)"
        )
    return NoteSigner(parts.name, private_key)


def split_skey(text: str) -> tuple[KeyText, Ed25519PrivateKey]:
    """The checked parts of a signer key of either Ed25519 type, and the key itself."""
    if not text.startswith(PRIVATE_PREFIX):
        raise KeyIsMalformed("a signer key begins with PRIVATE+KEY+")
    parts = split_text(text[len(PRIVATE_PREFIX) :])
    if len(parts.material) != 32:
        raise KeyIsMalformed(f"the seed of {parts.name} has {len(parts.material)} bytes, not 32")
    private_key = Ed25519PrivateKey.from_private_bytes(parts.material)
    if parts.key_id != key_id(parts.name, parts.kind, private_key.public_key().public_bytes_raw()):
        raise KeyIsMalformed(f"the key id of {parts.name} is not that of its key")
    return parts, private_key


def split_text(text: str) -> KeyText:
    """The parts of a key of any type, its id not compared with its key yet; raises KeyIsMalformed."""
    # SPEC: Split on the first two plus signs only, because base64 contains them too.
    name, _, rest = text.partition("+")
    identifier, _, encoded = rest.partition("+")
    try:
        check_key_name(name)
        decoded = decode_base64(encoded)
    except (KeyNameIsMalformed, Base64IsNotCanonical) as error:
        raise KeyIsMalformed("a key is <name>+<8 hex digits>+<base64>") from error
    if len(identifier) != 8 or not set(identifier) <= set("0123456789abcdef") or not decoded:
        raise KeyIsMalformed("a key is <name>+<8 hex digits>+<base64>")
    _check_length(decoded)
    return KeyText(name, bytes.fromhex(identifier), decoded[0], decoded[1:])


def _check_length(decoded: bytes) -> None:
    if decoded[0] in (ED25519, COSIGNATURE_V1) and len(decoded) != 33:
        raise PublicKeyIsWeak(f"an Ed25519 key has 32 bytes, not {len(decoded) - 1}")
