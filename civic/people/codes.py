"""Codes that let somebody in once: invitations to type, and the six digits of an app."""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from civic.kernel.ids import ALPHABET

INVITATION = 20  # characters: 99 bits
STEP = 30  # SPEC: RFC 6238, 5.2: "We RECOMMEND a default time-step size of 30 seconds."
APP_SECRET = 20  # SPEC: RFC 4226, 4 R6: "This document RECOMMENDs a shared secret length of 160 bits."


def new_invitation_code() -> str:
    """Return a code without look-alike characters, in groups of five."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(INVITATION))
    return "-".join(drawn[at : at + 5] for at in range(0, INVITATION, 5))


def digest_of(code: str) -> str:
    """Return what is kept of an invitation: nobody finds 99 random bits from their hash."""
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def is_invitation(code: str, digest: str | None) -> bool:
    """Compare in constant time what somebody typed."""
    return digest is not None and hmac.compare_digest(digest_of(code), digest)


def new_app_secret() -> str:
    """Return 160 random bits as apps take them: base32."""
    return base64.b32encode(secrets.token_bytes(APP_SECRET)).decode()


def is_app_secret(text: str) -> bool:
    """Whether the text is a secret as `new_app_secret` makes them."""
    try:
        return len(base64.b32decode(text)) == APP_SECRET
    except (binascii.Error, ValueError):
        return False


def app_address(secret: str, official: str, site: str) -> str:
    """Return the otpauth:// address that an app reads from a QR code."""
    return _totp(secret).get_provisioning_uri(official, site)


def window_of(code: str, secret: str, now: datetime) -> int | None:
    """Return which 30 seconds the code of an app stands for; None if it is not right.

    # SPEC: RFC 6238, 5.2: "We RECOMMEND that at most one time step is allowed as the network delay."
    """
    at = int(now.timestamp())
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    for moment in (at, at - STEP):
        try:
            _totp(secret).verify(typed.encode(), moment)
        except InvalidToken:
            continue
        return moment // STEP
    return None


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP, enforce_key_length=True)  # noqa: S303 (RFC 6238)
