"""A provider that answers what a test says, and signs what a test wants."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

WELL_KNOWN = "/.well-known/openid-configuration"
KEYS = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
}
OTHERS = {
    "a stranger": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "who knows our secret": b"s3cret",
    "who takes a public key for a secret": KEYS["RS256"].as_pem(private=False),
    "nobody": b"",
}


class ScriptedProvider:
    """`answers` are status, body and headers by path; `asked` are the paths and forms that came."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.answers: dict[str, tuple] = {"/keys": (200, KeySet(list(KEYS.values())).as_dict())}
        self.describe()

    def describe(self, **replaced: object) -> None:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        described = {name: self.issuer + path for name, path in paths.items()}
        self.answers[WELL_KNOWN] = (200, {"issuer": self.issuer, **described, **replaced})

    def tell(self, *, alg: str = "RS256", by: str = "", kid: str | None = "", beside=None, **claims) -> None:
        """Answer codes with a token that says this beside, or instead of, what it should; None leaves out."""
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "sub": "kim",
            "aud": "civic",
            "nonce": "n" * 20,
            "iat": now,
            "exp": now + 60,
        }
        said = {name: value for name, value in {**right, **claims}.items() if value is not None}
        key = OTHERS[by] if by else KEYS[alg]
        header = {"alg": alg} | ({"kid": key.kid if kid == "" else kid} if kid is not None else {})
        token = _sealed(header, said, key) if isinstance(key, bytes) else jwt.encode(header, said, key)
        self.answers["/token"] = (200, {"id_token": token, "token_type": "Bearer", **(beside or {})})

    def times_asked(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def scripted() -> Iterator[ScriptedProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def do_GET(self) -> None:
            self._answer({})

        def _answer(self, form: dict[str, list[str]]) -> None:
            provider.asked.append((self.path, form))
            status, body, *headers = provider.answers.get(self.path, (404, {}))
            self.send_response(status)
            for name, value in headers[0].items() if headers else ():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = ScriptedProvider(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()


def _sealed(header: dict[str, str], said: dict[str, object], secret: bytes) -> str:
    """Return a token as libraries do not make it: with a secret that is none, or with no signature at all."""
    written = b".".join(_encoded(json.dumps(part).encode()) for part in (header, said))
    code = hmac.digest(secret, written, "sha256") if secret else b""
    return b".".join((written, _encoded(code))).decode()


def _encoded(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
