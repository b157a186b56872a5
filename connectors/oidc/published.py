"""What a provider publishes about itself: where to go, and the keys that it signs with."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, import_key

from civic.ports import ProviderFailed
from connectors.oidc.client import Client
from connectors.oidc.registration import is_at_home, is_safe

FRESH = timedelta(hours=1)
AGAIN = timedelta(seconds=10)
"""How long a key that is missing is taken to be missing."""
FAILING = timedelta(seconds=10)
WELL_KNOWN = "/.well-known/openid-configuration"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`in_body` is whether the secret goes into the form; `names_itself` whether each answer has `iss`."""

    authorization: str
    token: str
    keys: str
    in_body: bool
    names_itself: bool


class Kept(Generic[Found]):
    """Something that is asked for once for everybody, and again when it is old; a failure is kept as well."""

    def __init__(self, ask: Callable[[], Found]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._found: tuple[datetime, Found] | None = None
        self._failed: tuple[datetime, ProviderFailed] | None = None

    def get(self, now: datetime, oldest: timedelta = FRESH) -> Found:
        """Return what was found no longer ago than `oldest`; raise ProviderFailed."""
        with self._lock:
            if self._found is not None and abs(now - self._found[0]) < oldest:
                return self._found[1]
            if self._failed is not None and abs(now - self._failed[0]) < FAILING:
                raise ProviderFailed(self._failed[1].code)
            try:
                self._found = (now, self._ask())
            except ProviderFailed as error:
                self._failed = (now, error)
                raise
            return self._found[1]


class Published:
    """Asks a provider about itself, seldom."""

    def __init__(self, client: Client, issuer: str) -> None:
        self._metadata = Kept(lambda: read_metadata(client.get(issuer.rstrip("/") + WELL_KNOWN), issuer))
        self._address = ""
        self._keys = Kept(lambda: read_keys(client.get(self._address)))

    def metadata(self, now: datetime) -> Metadata:
        found = self._metadata.get(now)
        self._address = found.keys
        return found

    def keys(self, now: datetime, *, missing: bool = False) -> KeySet:
        """Return the keys; newer ones if one is `missing` among those that are known."""
        self.metadata(now)
        return self._keys.get(now, AGAIN if missing else FRESH)


def read_metadata(found: Mapping[str, Any], issuer: str) -> Metadata:
    """Read a discovery document; raise ProviderFailed if it is not the issuer's own, or leads into the open.

    # SPEC: OpenID Connect Discovery 1.0, 4.3: "The issuer value returned MUST be identical to the Issuer URL
    # that was used as the prefix to /.well-known/openid-configuration".
    """
    at_home = is_at_home(issuer)
    authorization, token, keys = (
        str(found.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    are_safe = all(is_safe(address, at_home=at_home) for address in (authorization, token, keys))
    if found.get("issuer") != issuer or not are_safe:
        raise ProviderFailed("metadata-unusable")
    # SPEC: the same, 3: "If omitted, the default is client_secret_basic".
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    names_itself = found.get("authorization_response_iss_parameter_supported") is True
    return Metadata(authorization, token, keys, "client_secret_basic" not in methods, names_itself)


def read_keys(found: Mapping[str, Any]) -> KeySet:
    """Read a key set without what we cannot use; raise ProviderFailed if nothing is left.

    # SPEC: RFC 7517, 5: "Implementations SHOULD ignore JWKs within a JWK Set that use "kty" (key type) values
    # that are not understood by them".
    """
    keys = []
    for each in found["keys"] if isinstance(found.get("keys"), list) else ():
        try:
            keys.append(import_key(each))
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            continue
    if not keys:
        raise ProviderFailed("keys-unusable")
    return KeySet(keys)
