"""A device with passkeys, in software: makes keys and signs as WebAuthn says, or lies about it."""

import json
import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


class Authenticator:
    """Holds one passkey of one site; what a method is given replaces what an honest device would say."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.id = os.urandom(16)
        self.user = b""
        self._key = generate_private_key(SECP256R1())

    def register(self, asked: dict[str, Any], **lies: Any) -> str:
        """Answer to `navigator.credentials.create`."""
        asked = asked["publicKey"]
        self.user = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        flags = lies.get("flags", FLAG.UP | FLAG.UV) | FLAG.AT
        data = AuthenticatorData.create(_site(lies.get("site", asked["rp"]["id"])), flags, 0, credential)
        return self._answer(
            client=self._client("webauthn.create", asked["challenge"], lies),
            attestationObject=bytes(AttestationObject.create("none", data, {})),
        )

    def sign_in(self, asked: dict[str, Any], **lies: Any) -> str:
        """Answer to `navigator.credentials.get`."""
        asked = asked["publicKey"]
        flags = lies.get("flags", FLAG.UP | FLAG.UV)
        data = AuthenticatorData.create(_site(lies.get("site", asked["rpId"])), flags, 1)
        client = self._client("webauthn.get", asked["challenge"], lies)
        signature = self._key.sign(data + sha256(client).digest(), ECDSA(SHA256()))
        return self._answer(
            client=client,
            authenticatorData=bytes(data),
            signature=lies.get("signature", signature),
            userHandle=lies.get("user", self.user),
        )

    def _client(self, kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        origin = lies.get("origin", self.origin)
        said = {"type": lies.get("type", kind), "challenge": lies.get("challenge", challenge)}
        return json.dumps(said | {"origin": origin, "crossOrigin": False}).encode()

    def _answer(self, client: bytes, **parts: bytes) -> str:
        encoded = {name: websafe_encode(part) for name, part in parts.items()}
        name = websafe_encode(self.id)
        response = {"clientDataJSON": websafe_encode(client), **encoded}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _site(name: str) -> bytes:
    return sha256(name.encode()).digest()
