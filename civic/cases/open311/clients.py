"""Clients: programs of others that may file, each with a key of its own and a limit.

The log says who was admitted and revoked; nothing else is kept, and of a key only its digest.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from civic.cases.open311.events import ClientAdmitted, ClientRevoked
from civic.kernel.clock import Clock
from civic.kernel.errors import NotFound
from civic.kernel.ids import NumberHasATypo, new_public_id, parse_public_id
from civic.kernel.journal import Journal, append_last
from civic.web.throttle import Buckets

STREAM = "clients"
KEY_BYTES = 32


class NoSuchClient(NotFound):
    """No client was ever admitted under that id."""

    code = "cases.no-such-client"


@dataclass(frozen=True, slots=True)
class Client:
    """A program that may file, or might once."""

    id: str
    name: str
    key_digest: str
    per_minute: int
    is_revoked: bool = False


class Clients:
    """Admits, revokes and recognises clients."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._buckets: dict[int, Buckets] = {}

    def all(self) -> Sequence[Client]:
        """Return every client that was ever admitted, in that order."""
        known: dict[str, Client] = {}
        for recorded in self._journal.load(STREAM):
            event = recorded.event
            if isinstance(event, ClientAdmitted):
                known[event.client] = Client(event.client, event.name, event.key_digest, event.per_minute)
            elif isinstance(event, ClientRevoked) and event.client in known:
                known[event.client] = replace(known[event.client], is_revoked=True)
        return tuple(known.values())

    def admit(self, name: str, per_minute: int) -> tuple[str, str]:
        """Let a program file; return its id, and its key, which nobody can ask for again."""
        key, client = secrets.token_urlsafe(KEY_BYTES), new_public_id()
        event = ClientAdmitted(client=client, name=name, key_digest=_digest(key), per_minute=per_minute)
        append_last(self._journal, STREAM, event, command_id=f"admit-{client}")
        return client, key

    def revoke(self, text: str) -> Client:
        """Let a program file no more; raise NoSuchClient."""
        client = self._named(text)
        if not client.is_revoked:
            event = ClientRevoked(client=client.id)
            append_last(self._journal, STREAM, event, command_id=f"revoke-{client.id}")
        return client

    def with_key(self, key: str) -> Client | None:
        """Return the client that has this key, if it may still file."""
        digest, found = _digest(key), None
        # Each is compared, and each in constant time: how long it takes tells nothing of any key.
        for client in self.all():
            if hmac.compare_digest(client.key_digest, digest) and not client.is_revoked:
                found = client
        return found

    def may_send_more(self, client: Client) -> bool:
        """Take one of what the client may send in a minute, and say whether there was one."""
        buckets = self._buckets.setdefault(client.per_minute, Buckets(self._clock, client.per_minute))
        return buckets.take(client.id)

    def _named(self, text: str) -> Client:
        with suppress(NumberHasATypo):
            wanted = parse_public_id(text)
            for client in self.all():
                if client.id == wanted:
                    return client
        raise NoSuchClient(f"there is no client {text!r}: `civic client list` shows all", client=text[:40])


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
