"""Ed25519 public keys that every verifier reads alike.

Verifiers disagree about points of small order and about second spellings of a point, so that a key of that
kind could make one of them accept what another refuses. Such keys are refused where they enter.
Source: RFC 8032 section 5.1.3; "Taming the many EdDSAs" (2020), section 5.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.errors import LedgerError

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SIGN_BIT = 1 << 255

# The y coordinates of the eight points whose order divides 8; two x coordinates share the last two each.
_SMALL_ORDER_Y = {
    0,
    1,
    _P - 1,
    int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    ),
    int.from_bytes(
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
    )
    & (_SIGN_BIT - 1),
}


class PublicKeyIsWeak(LedgerError):
    """The bytes are not the one spelling of a point of large order on the curve."""


def load_public_key(raw: bytes) -> Ed25519PublicKey:
    """The key in 32 raw bytes; raises PublicKeyIsWeak."""
    if len(raw) != 32:
        raise PublicKeyIsWeak(f"an Ed25519 public key has 32 bytes, not {len(raw)}")
    y = int.from_bytes(raw, "little") & (_SIGN_BIT - 1)
    if y >= _P:
        raise PublicKeyIsWeak("the Ed25519 public key is not in canonical form")
    if y in _SMALL_ORDER_Y:
        raise PublicKeyIsWeak("the Ed25519 public key is a point of small order")
    if not _is_on_curve(y):
        raise PublicKeyIsWeak("the Ed25519 public key is not a point on the curve")
    return Ed25519PublicKey.from_public_bytes(raw)


def _is_on_curve(y: int) -> bool:
    # SPEC: x^2 = (y^2 - 1) / (d y^2 + 1) (mod p) has a square root.
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    return pow(x_squared, (_P - 1) // 2, _P) == 1
