"""Signed statements: one payload, one Ed25519 signature, in a DSSE envelope with exactly one spelling.

The envelope bytes are what is stored, hashed into the tree and handed out. Verifying never re-serialises,
and `parse` refuses every byte sequence that `StatementSigner.sign` would not have made.
Source: secure-systems-lab/dsse, envelope.md and protocol.md, version 1.
"""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_base64
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ledger import dsse_diagnosis, ed25519
from ledger.canonical import Base64IsNotCanonical, decode_base64
from ledger.dsse_diagnosis import (
    MAX_ENVELOPE_SIZE,
    EnvelopeBase64IsNotCanonical,
    EnvelopeIsTooLarge,
)
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PAYLOAD_TYPE = "application/vnd.civic.event+json"

_OPENING = b'{"payload":"'
_BEFORE_SIGNATURE = b'","sig":"'
_CLOSING = b'"}]}'
_KEYID_AND_SIGNATURE = 64 + len(_BEFORE_SIGNATURE) + 88 + len(_CLOSING)
_KEYID = re.compile(rb"[0-9a-f]{64}")


class SignerIsUnknown(LedgerError):
    """The statement names a key that is not among the given ones."""


class StatementSignatureIsWrong(LedgerError):
    """The statement's signature was not made by the named key over these bytes."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed statement. `keyid` is as `keyid_of` gives it; `signature` has 64 bytes."""

    payload: bytes
    payload_type: str
    keyid: str
    signature: bytes

    def verify_with(self, public_key: Ed25519PublicKey) -> None:
        """Raises StatementSignatureIsWrong."""
        self.verify_by(ed25519.verifying(public_key))

    def verify_by(self, verify: Callable[[bytes, bytes], bool]) -> None:
        """The same with what `ed25519.verifying` made of the key."""
        if not verify(self.signature, pre_authentication_encoding(self.payload_type, self.payload)):
            raise StatementSignatureIsWrong(f"signature does not verify with key {self.keyid}")


class StatementSigner:
    """Signs payloads of one type with one writer key."""

    def __init__(
        self, private_key: Ed25519PrivateKey, keyid: str | None = None, payload_type: str = PAYLOAD_TYPE
    ) -> None:
        self.keyid = keyid_of(private_key.public_key()) if keyid is None else keyid
        self.payload_type = payload_type
        self._sign = ed25519.signing(private_key)
        self._preamble = _preamble(payload_type)
        self._middle = _before_keyid(payload_type) + self.keyid.encode() + _BEFORE_SIGNATURE

    def sign(self, payload: bytes) -> bytes:
        """The envelope of `payload`; raises EnvelopeIsTooLarge above 65,535 bytes."""
        signature = self._sign(b"%b%d %b" % (self._preamble, len(payload), payload))
        envelope = b"%b%b%b%b%b" % (
            _OPENING,
            b2a_base64(payload, newline=False),
            self._middle,
            b2a_base64(signature, newline=False),
            _CLOSING,
        )
        if len(envelope) > MAX_ENVELOPE_SIZE:
            raise EnvelopeIsTooLarge(f"the envelope has {len(envelope)} bytes, more than {MAX_ENVELOPE_SIZE}")
        return envelope


def keyid_of(public_key: Ed25519PublicKey) -> str:
    """The SHA-256 of the raw public key in lower-case hex."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed."""
    return b"%b%d %b" % (_preamble(payload_type), len(payload), payload)


@lru_cache
def _preamble(payload_type: str) -> bytes:
    # SPEC: PAE is "DSSEv1", the length of the type, the type, the length of the body and the body, with
    # one space between each two; lengths are in ASCII decimal.
    encoded = payload_type.encode()
    return b"DSSEv1 %d %b " % (len(encoded), encoded)


def parse(envelope: bytes, payload_type: str = PAYLOAD_TYPE) -> Envelope:
    """The parts of an envelope, or the error from `dsse_diagnosis` that names the broken rule."""
    # All but the payload has a fixed length, so that every part has its place counted from the end.
    before_keyid = _before_keyid(payload_type)
    keyid_start = len(envelope) - _KEYID_AND_SIGNATURE
    payload_end = keyid_start - len(before_keyid)
    keyid_end = keyid_start + 64
    signature_start = keyid_end + len(_BEFORE_SIGNATURE)
    keyid = envelope[keyid_start:keyid_end]
    if not (
        len(_OPENING) <= payload_end
        and len(envelope) <= MAX_ENVELOPE_SIZE
        and envelope.startswith(_OPENING)
        and envelope.startswith(before_keyid, payload_end)
        and _KEYID.fullmatch(keyid)
        and envelope.startswith(_BEFORE_SIGNATURE, keyid_end)
        and envelope.endswith(_CLOSING)
    ):
        raise dsse_diagnosis.broken_rule(envelope, payload_type)
    try:
        payload = decode_base64(envelope[len(_OPENING) : payload_end])
        signature = decode_base64(envelope[signature_start : -len(_CLOSING)])
    except Base64IsNotCanonical as error:
        raise dsse_diagnosis.broken_rule(envelope, payload_type) from error
    if len(signature) != 64:
        raise dsse_diagnosis.broken_rule(envelope, payload_type)
    return Envelope(payload, payload_type, keyid.decode(), signature)


@lru_cache
def _before_keyid(payload_type: str) -> bytes:
    return f'","payloadType":"{payload_type}","signatures":[{{"keyid":"'.encode()


def payload_of(envelope: bytes) -> bytes:
    """The payload of an envelope that is already known to be well formed, without checking the rest."""
    start = len(_OPENING)
    try:
        return decode_base64(envelope[start : envelope.index(b'"', start)])
    except (ValueError, Base64IsNotCanonical) as error:
        raise EnvelopeBase64IsNotCanonical("the envelope does not begin with a base64 payload") from error


def verify(
    envelope: bytes, keys: Mapping[str, Ed25519PublicKey], payload_type: str = PAYLOAD_TYPE
) -> Envelope:
    """Parses strictly and checks the signature with the key named in the envelope.

    Raises SignerIsUnknown, StatementSignatureIsWrong or whatever `parse` raises.
    """
    statement = parse(envelope, payload_type)
    public_key = keys.get(statement.keyid)
    if public_key is None:
        raise SignerIsUnknown(f"no key {statement.keyid} is known")
    statement.verify_with(public_key)
    return statement
