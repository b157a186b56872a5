"""What an ID token says, once it is certain that it is the issuer's, for us, for this browser, for now."""

from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from civic.ports import AnswerRefused, Identity
from connectors.oidc.registration import Registration

# Only what nobody but the holder of a private key can make: neither `none` nor a secret that two know.
ALGORITHMS = (
    *(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)),
    *("EdDSA", "Ed25519"),
)
LEEWAY = 60  # seconds that two clocks may differ
LONGEST_NAME = 200
UNREADABLE = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class KeyIsMissing(Exception):
    """The token was signed by a key that is not among those that are known."""


def identity_of(
    answer: dict[str, Any], keys: KeySet, registration: Registration, nonce: str, now: datetime
) -> Identity:
    """Return whom the token in an answer of the token endpoint is about.

    Raise AnswerRefused, or KeyIsMissing if newer keys may help.

    # SPEC: OpenID Connect Core 1.0, 3.1.3.7 (ID Token Validation).
    """
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise AnswerRefused("token-missing")
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    try:
        read = jwt.decode(token, keys, registry=registry)
        about = {"client_id": registration.client, "nonce": nonce, "access_token": answer.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, _expected(registration), about)
        claims.validate(int(now.timestamp()), LEEWAY)
        return _identity(claims)
    except InvalidKeyIdError:
        raise KeyIsMissing from None
    except UNREADABLE:
        raise AnswerRefused("token-refused") from None


def _expected(registration: Registration) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": registration.issuer},
        # A token for several is taken if we are the one that it was made for: `azp` says so.
        "aud": {"essential": True, "value": registration.client},
        "nonce": {"essential": True},
    }


def _identity(claims: CodeIDToken) -> Identity:
    subject, name = claims["sub"], claims.get("name") or claims.get("preferred_username")
    # SPEC: the same, 2: sub "MUST NOT exceed 255 ASCII [RFC20] characters in length".
    if not isinstance(subject, str) or not subject.isascii() or not 1 <= len(subject) <= 255:
        raise ValueError("no subject")
    shown = name if isinstance(name, str) and name.isprintable() else ""
    return Identity(claims["iss"], subject, shown[:LONGEST_NAME])
