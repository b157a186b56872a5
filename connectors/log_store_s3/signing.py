"""AWS Signature Version 4 for requests to S3: pure, and held to the examples that AWS publishes.

Source: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    access_key: str = field(repr=False)
    secret: str = field(repr=False)
    region: str


@dataclass(frozen=True, slots=True)
class Request:
    """`path` as it is before percent-encoding; `headers` without those that signing adds."""

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def signed_headers(request: Request, credentials: Credentials, now: datetime) -> dict[str, str]:
    """Return all headers to send, `now` in UTC."""
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(request.body).hexdigest()
    headers = {**request.headers, "x-amz-content-sha256": digest, "x-amz-date": moment}
    signed = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    signed["host"] = request.host
    names = ";".join(sorted(signed))
    scope = f"{moment[:8]}/{credentials.region}/s3/aws4_request"
    canonical = _canonical(request, signed, names, digest)
    # SPEC: StringToSign = algorithm, time, scope, hex of SHA-256 of the canonical request, one a line.
    to_sign = "\n".join((ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    signature = _mac(_signing_key(credentials, moment[:8]), to_sign).hex()
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope},SignedHeaders={names},Signature={signature}"
    )
    return headers


def encoded_path(path: str) -> str:
    # SPEC: URI-encode every byte except the unreserved characters; in an object's key not the slash.
    return quote(path, safe="/-._~")


def _canonical(request: Request, signed: Mapping[str, str], names: str, digest: str) -> str:
    query = "&".join(
        f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}"
        for name, value in sorted(request.query.items())
    )
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    # SPEC: method, URI, query, headers (each with a line end), names of headers, hash of the payload.
    return "\n".join((request.method, encoded_path(request.path), query, lines, names, digest))


def _signing_key(credentials: Credentials, day: str) -> bytes:
    # SPEC: HMAC of the date, of the region, of the service, of "aws4_request", each with the one before.
    key = f"AWS4{credentials.secret}".encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
