"""As whom providers know us: read from one setting, whose secrets are never shown."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from civic.settings import entries_of

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HOW = "write city=https://CLIENT:SECRET@issuer.example"


@dataclass(frozen=True, slots=True)
class Registration:
    """`issuer` is written as the provider writes itself, to the last slash."""

    issuer: str
    client: str
    secret: str = field(repr=False)


def read_registrations(setting: str) -> dict[str, Registration]:
    """Return the registration of each city; raise ValueError with what to write, and without a secret."""
    found: dict[str, Registration] = {}
    for number, entry in enumerate(entries_of(setting), 1):
        city, _, address = entry.partition("=")
        if not city or city in found:
            raise ValueError(f"entry {number} names no city, or one that another entry names; {_HOW}")
        try:
            found[city] = _registration(address)
        except ValueError as error:
            raise ValueError(f"entry {number} {error}; {_HOW}") from None
    return found


def is_safe(address: str, *, at_home: bool) -> bool:
    """Whether secrets may go to an address: by https, or on this machine where the provider is `at_home`."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (at_home and parts.scheme == "http" and host in LOOPBACK)


def is_at_home(issuer: str) -> bool:
    return urlsplit(issuer).hostname in LOOPBACK


def _registration(address: str) -> Registration:
    try:
        parts = urlsplit(address)
        issuer = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        raise ValueError("is no URL") from None
    if not parts.username:
        raise ValueError("names no client")
    if parts.query or not is_safe(issuer, at_home=True):
        raise ValueError("is no address of an issuer")
    return Registration(issuer, unquote(parts.username), unquote(parts.password or ""))
