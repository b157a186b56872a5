"""What ties a sign-in at an identity provider to one browser, which keeps it until the answer comes."""

import base64
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from civic.ports import IdentityRequest

ANSWERED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody has left for the provider of a city, to come in or to add a way in for an `official`.

    State, nonce and verifier are made of the id under a key of this site: whoever reads the cookie has none.
    """

    id: str
    city: str
    official: str
    language: str
    next: str
    until: int

    def asked(self, key: bytes, back: str) -> IdentityRequest:
        """Return what the provider is asked, the same whenever it is made."""
        state, nonce, verifier = (_derived(key, use, self.id) for use in ("state", "nonce", "verifier"))
        return IdentityRequest(state, nonce, verifier, back, anew=bool(self.official))

    def is_answered(self, key: bytes, state: str, now: datetime) -> bool:
        """Whether an answer is to this question, and in time."""
        fits = hmac.compare_digest(_derived(key, "state", self.id).encode(), state.encode("utf-8", "replace"))
        return fits and now.timestamp() <= self.until

    def kept(self) -> Mapping[str, Any]:
        """Return it as the cookie holds it."""
        return asdict(self)


def departing(city: str, official: str, language: str, wanted: str, now: datetime) -> Departure:
    """Return a new departure."""
    until = int((now + ANSWERED_WITHIN).timestamp())
    return Departure(secrets.token_urlsafe(16), city, official, language, wanted, until)


def _derived(key: bytes, use: str, departure: str) -> str:
    # SPEC: RFC 7636, 4.1: the verifier has "a minimum length of 43 characters", as these 32 bytes have.
    code = hmac.digest(key, f"identity provider {use}\n{departure}".encode(), "sha256")
    return base64.urlsafe_b64encode(code).rstrip(b"=").decode()
