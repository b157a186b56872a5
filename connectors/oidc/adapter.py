"""One provider: where a browser is sent, and who comes back."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from authlib.oauth2.auth import encode_client_secret_basic, encode_client_secret_post, encode_none
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from civic.ports import AnswerRefused, Identity, IdentityRequest
from connectors.oidc.client import WITHIN, Answer, Client
from connectors.oidc.id_token import KeyIsMissing, identity_of
from connectors.oidc.published import Metadata, Published
from connectors.oidc.registration import Registration


class OpenIdProvider:
    """Implements `civic.ports.IdentityProvider`."""

    def __init__(self, registration: Registration, within: float = WITHIN) -> None:
        self._ours = registration
        self._client = Client(within)
        self._published = Published(self._client, registration.issuer)

    def __repr__(self) -> str:
        return f"OpenIdProvider({self._ours.issuer!r})"

    @property
    def host(self) -> str:
        """See IdentityProvider.host."""
        return urlsplit(self._ours.issuer).netloc

    def address(self, asked: IdentityRequest, now: datetime) -> str:
        """See IdentityProvider.address."""
        return str(
            prepare_grant_uri(
                self._published.metadata(now).authorization,
                self._ours.client,
                "code",
                redirect_uri=asked.back,
                # What somebody is called is asked for where they are shown it, and nowhere else.
                scope="openid profile" if asked.anew else "openid",
                state=asked.state,
                nonce=asked.nonce,
                code_challenge=create_s256_code_challenge(asked.verifier),
                code_challenge_method="S256",
                prompt="login" if asked.anew else None,
            )
        )

    def identity(self, asked: IdentityRequest, answer: Mapping[str, str], now: datetime) -> Identity:
        """See IdentityProvider.identity."""
        metadata = self._published.metadata(now)
        if "error" in answer:
            raise AnswerRefused("sign-in-refused")
        self._ensure_from_here(answer, metadata)
        if not answer.get("code"):
            raise AnswerRefused("code-missing")
        told = dict(self._redeem(answer["code"], asked, metadata))
        try:
            return identity_of(told, self._published.keys(now), self._ours, asked.nonce, now)
        except KeyIsMissing:
            pass
        try:
            newer = self._published.keys(now, missing=True)
            return identity_of(told, newer, self._ours, asked.nonce, now)
        except KeyIsMissing:
            raise AnswerRefused("token-refused") from None

    def _ensure_from_here(self, answer: Mapping[str, str], metadata: Metadata) -> None:
        """Raise AnswerRefused if another provider has sent the browser.

        # SPEC: RFC 9207, 2.4: "If the value does not match the expected issuer identifier, clients MUST
        # reject the authorization response"; "Clients MUST reject authorization responses without the iss
        # parameter from authorization servers that do support the parameter".
        """
        named = answer.get("iss")
        if named != self._ours.issuer and (named is not None or metadata.names_itself):
            raise AnswerRefused("issuer-wrong")

    def _redeem(self, code: str, asked: IdentityRequest, metadata: Metadata) -> Answer:
        form = prepare_token_request(
            "authorization_code", redirect_uri=asked.back, code=code, code_verifier=asked.verifier
        )
        show = encode_client_secret_post if metadata.in_body else encode_client_secret_basic
        headers: dict[str, str] = {"Accept": "application/json"}
        _, headers, form = (show if self._ours.secret else encode_none)(
            _Shown(self._ours), "POST", metadata.token, headers, form
        )
        return self._client.post(metadata.token, form, headers)


class _Shown:
    """As the library wants to see who we are."""

    def __init__(self, registration: Registration) -> None:
        self.client_id = registration.client
        self.client_secret = registration.secret
