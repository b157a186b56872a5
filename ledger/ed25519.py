"""Ed25519 by the fastest library at hand: libsodium (PyNaCl) where it is installed, else `cryptography`.

Both sign the same bytes, and agree on every signature of a key that `load_public_key` accepts. libsodium
signs in two thirds of the time and verifies in half of it, and lets other threads run meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

try:
    from nacl import bindings
    from nacl.exceptions import BadSignatureError
except ImportError:
    _HAS_SODIUM = False
else:
    _HAS_SODIUM = True

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LIBRARY = "PyNaCl" if _HAS_SODIUM else "cryptography"
_SIGNATURE = 64


def signing(private_key: Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    """The function that returns the key's signature, 64 bytes, of a message."""
    if not _HAS_SODIUM:
        return private_key.sign
    try:
        _, secret = bindings.crypto_sign_seed_keypair(private_key.private_bytes_raw())
    except UnsupportedAlgorithm:  # a key that stays in its device, and signs there
        return private_key.sign

    def sign(message: bytes) -> bytes:
        return bindings.crypto_sign(message, secret)[:_SIGNATURE]

    return sign


def verifies(public_key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether the signature over these bytes is the key's."""
    return verifying(public_key)(signature, message)


def verifying(public_key: Ed25519PublicKey) -> Callable[[bytes, bytes], bool]:
    """The function that says of a signature and a message what `verifies` would, for many of one key."""
    raw = public_key.public_bytes_raw()

    def verify(signature: bytes, message: bytes) -> bool:
        if not _HAS_SODIUM or len(signature) != _SIGNATURE:
            return _verifies_by_cryptography(public_key, signature, message)
        try:
            bindings.crypto_sign_open(signature + message, raw)
        except BadSignatureError:
            return False
        return True

    return verify


def _verifies_by_cryptography(public_key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        public_key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
