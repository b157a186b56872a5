"""Passkeys: WebAuthn registration and sign-in, checked by the library of those who make the keys."""

import hmac
import json
import secrets
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from civic.kernel.errors import Refused

LARGEST_ANSWER = 20_000
ANSWERED_WITHIN = 3600  # seconds: somebody may look for the device for a while
# What the library raises for CBOR and structures that are cut off or are something else.
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error)


class PasskeyDoesNotFit(Refused):
    """What the device answered is not for this site, this moment or this person."""

    code = "people.passkey-does-not-fit"
    status = 403


class Passkeys:
    """What one site asks of devices, and what it makes of their answers.

    A challenge carries its own end and its purpose under a key of this site, so that nothing has to be kept
    until the answer comes, however many pages somebody has open.

    # SPEC: WebAuthn Level 3, 5.4.2: the RP ID is "a valid domain string"; an IP address is none.
    """

    def __init__(self, site: str, key: bytes, now: datetime) -> None:
        parts = urlsplit(site)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        host = parts.hostname or ""
        self.is_possible = (parts.scheme == "https" or host == "localhost") and not _is_number(host)
        self._server = Fido2Server(
            PublicKeyCredentialRpEntity(id=host, name=host), verify_origin=self._origin.__eq__
        )
        self._key = key
        self._now = int(now.timestamp())

    def to_register(self, official: str, known: Sequence[str]) -> dict[str, Any]:
        """Return what a browser is asked to make for an official who has some passkeys."""
        user = PublicKeyCredentialUserEntity(id=official.encode(), name=official, display_name=official)
        asked, _ = self._server.register_begin(
            user,
            [_credential(secret) for secret in known],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
            challenge=self._challenge(official),
        )
        return dict(asked)

    def registered(self, official: str, answer: str) -> str:
        """Return the public key to keep, as text; raise PasskeyDoesNotFit."""
        try:
            read = _read(answer)
            made = self._server.register_complete(self._state(read, official), read)
        except UNREADABLE as error:
            raise PasskeyDoesNotFit(f"the new passkey cannot be used: {error}") from error
        assert made.credential_data is not None
        return websafe_encode(bytes(made.credential_data))

    def to_sign_in(self) -> dict[str, Any]:
        """Return what a browser is asked to sign."""
        asked, _ = self._server.authenticate_begin(
            user_verification=UserVerificationRequirement.REQUIRED, challenge=self._challenge("")
        )
        return dict(asked)

    def signed_in(self, answer: str, known: Sequence[str]) -> str:
        """Return the challenge that one of the known passkeys has signed; raise PasskeyDoesNotFit."""
        try:
            read = _read(answer)
            state = self._state(read, "")
            self._server.authenticate_complete(state, [_credential(secret) for secret in known], read)
        except UNREADABLE as error:
            raise PasskeyDoesNotFit(f"the passkey is refused: {error}") from error
        return state["challenge"]

    def _challenge(self, purpose: str) -> bytes:
        """Return 16 random bytes, the second in which they end, and a code of both and of the purpose.

        # SPEC: WebAuthn Level 3, 13.4.3: challenges "SHOULD therefore be at least 16 bytes long".
        """
        begun = secrets.token_bytes(16) + (self._now + ANSWERED_WITHIN).to_bytes(8)
        return begun + self._code(begun, purpose)

    def _state(self, answer: Mapping[str, Any], purpose: str) -> dict[str, str]:
        """Return what the library checks an answer with; raise ValueError if its challenge is not ours."""
        client = json.loads(websafe_decode(answer["response"]["clientDataJSON"]))
        challenge = websafe_decode(client["challenge"])
        begun, code = challenge[:24], challenge[24:]
        if not hmac.compare_digest(code, self._code(begun, purpose)):
            raise ValueError("the challenge is not of this site")
        if int.from_bytes(begun[16:]) < self._now:
            raise ValueError("the challenge is too old")
        required = UserVerificationRequirement.REQUIRED
        return {"challenge": client["challenge"], "user_verification": required}

    def _code(self, begun: bytes, purpose: str) -> bytes:
        return hmac.digest(self._key, b"passkey\n" + purpose.encode() + b"\n" + begun, "sha256")[:16]


def holder_of(answer: str) -> str:
    """Return which official the answer says that it comes from; raise PasskeyDoesNotFit."""
    try:
        return websafe_decode(_read(answer)["response"]["userHandle"]).decode("ascii")
    except UNREADABLE as error:
        raise PasskeyDoesNotFit(f"the answer does not say whose it is: {error}") from error


def _credential(secret: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(secret))


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LARGEST_ANSWER:
        raise PasskeyDoesNotFit(f"an answer of {len(answer)} characters")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise PasskeyDoesNotFit("the answer is no object")
    return read


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()
