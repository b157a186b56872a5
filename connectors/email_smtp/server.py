"""Which server takes the mail: read from one URL, whose password is never shown."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Security = Literal["starttls", "tls", "none"]
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_HOW = "write smtp://user:password@host:587 or smtps://user:password@host:465"


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect and how."""

    host: str
    port: int
    security: Security
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_server(url: str) -> Server:
    """Read a URL; raise ValueError with what to write instead, and without the URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"is no URL; {_HOW}") from None
    if not host or parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/"):
        raise ValueError(f"is no address of a mail server; {_HOW}")
    security = _security(parts.scheme, parts.query)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and security == "none":
        raise ValueError("a password is not sent in clear; leave out tls=no, or user and password")
    return Server(host, port or _PORTS[security], security, user, password)


def _security(scheme: str, query: str) -> Security:
    if scheme == "smtps" and not query:
        return "tls"
    if scheme == "smtp" and not query:
        return "starttls"
    if scheme == "smtp" and parse_qs(query) == {"tls": ["no"]}:
        return "none"
    raise ValueError("the only option is tls=no, with smtp://")
