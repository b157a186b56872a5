"""Which programs of others may file cases. Everyone may know which, and how much each may send."""

from dataclasses import dataclass

from civic.kernel.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAdmitted(Event):
    """From here on a program may file cases.

    `key_digest` is the hex SHA-256 of its key. A key is 32 random bytes, so nobody finds it from that.
    """

    TYPE = "cases.client.admitted"

    client: str
    name: str
    key_digest: str
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRevoked(Event):
    """From here on a program files nothing any more."""

    TYPE = "cases.client.revoked"

    client: str


EVENTS: tuple[type[Event], ...] = (ClientAdmitted, ClientRevoked)
