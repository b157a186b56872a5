"""Which keys sign events and checkpoints. The log's first event announces the first writer."""

from dataclasses import dataclass

from civic.kernel.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnnounced(Event):
    """From here on this key may sign; `keyid` is hex SHA-256 of the raw key, `public_key` its base64.

    `purpose` is writer (of events), log (checkpoints, Ed25519) or log-ml-dsa-44 (checkpoints beside it).
    """

    TYPE = "audit.key.announced"

    keyid: str
    public_key: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRetired(Event):
    """From here on this key signs nothing any more."""

    TYPE = "audit.key.retired"

    keyid: str


EVENTS: tuple[type[Event], ...] = (KeyAnnounced, KeyRetired)
