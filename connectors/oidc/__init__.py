"""A city's own identity provider: officials sign in there, by OpenID Connect Core 1.0.

Contract
    settings    CIVIC_OIDC_PROVIDERS  city=https://CLIENT:SECRET@issuer.example/path with blanks between, or
                                      the path of a file with these; https://CLIENT@… for a client without
                                      a secret; http:// on the loopback address only
    flow        authorization code with PKCE (S256), state and nonce; nothing but the ID token is used of the
                answer, and no userinfo, refresh or access token is kept
    published   discovery document, asked for again after an hour; keys, also when one is missing, at most
                every ten seconds
    accepted    an ID token of that issuer for us alone, signed by one of its keys with RSA, ECDSA or EdDSA,
                with our nonce, of this moment; the issuer named in the answer where it is (RFC 9207)
    failures    ProviderFailed with a code: provider-unreachable, provider-slow, tls-failed, provider-failed,
                answer-unreadable, metadata-unusable, keys-unusable; AnswerRefused: sign-in-refused,
                issuer-wrong, code-missing, code-refused, token-missing, token-refused

Neither redirects nor proxies of the environment are followed: the secret goes to the provider and nowhere
else. Certificates are checked against the authorities that `requests` knows (REQUESTS_CA_BUNDLE).
"""

from collections.abc import Mapping
from typing import Protocol

from civic.ports import ConnectorHasFaults, IdentityProvider
from connectors.oidc.registration import read_registrations


class Settings(Protocol):
    """What this connector reads of the settings."""

    @property
    def oidc_providers(self) -> str: ...


def connect(settings: Settings) -> Mapping[str, IdentityProvider]:
    """Return the provider of each city that has one, without asking it; raise ConnectorHasFaults."""
    try:
        registrations = read_registrations(settings.oidc_providers)
    except ValueError as error:
        raise ConnectorHasFaults(f"CIVIC_OIDC_PROVIDERS: {error}") from None
    if not registrations:
        return {}
    # Reading the library takes a fifth of a second: only where there is a provider.
    from connectors.oidc.adapter import OpenIdProvider  # noqa: PLC0415

    return {city: OpenIdProvider(registration) for city, registration in registrations.items()}
