"""The keys that sign, announced and retired by events in the log itself.

A writer key signs events; only a key that was announced before may announce the next one. A log key signs
checkpoints; policies say which, and the log says when one took the place of another.
"""

import base64
from contextlib import suppress
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from civic.audit.events import KeyAnnounced, KeyRetired
from civic.kernel.event import Event
from civic.kernel.journal import Change, Journal, StreamHasMoved
from civic.store.writer_keys import STREAM
from ledger.dsse import keyid_of
from ledger.public_keys import load_public_key

WRITER = "writer"
LOG = "log"


class KeyCannotBeUsed(Exception):
    """What was asked of a key would make the log unverifiable, or cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key as the log knows it; `retired_at` is the position from which it signs nothing any more."""

    keyid: str
    purpose: str
    public_key: bytes
    announced_at: int
    retired_at: int | None = None


def announce_writer(journal: Journal, key: Ed25519PublicKey) -> None:
    """In a new log, announce the writer's key by the event at position 0.

    Raise KeyCannotBeUsed if the log has begun with other keys: what this one signs would not verify.
    """
    keyid = keyid_of(key)
    known = known_keys(journal)
    while not known:
        first = KeyAnnounced(keyid=keyid, public_key=_encoded(key.public_bytes_raw()), purpose=WRITER)
        # Another process may begin the log at the same moment, with this key or with another one.
        with suppress(StreamHasMoved):
            journal.append([Change(STREAM, 0, [first])], command_id=f"announce-{keyid}")
        known = known_keys(journal)
    if keyid not in known:
        raise KeyCannotBeUsed(
            f"the writer key {keyid} was never announced in this log: give back the key that belongs to it, "
            "or announce this one with a key that may sign"
        )
    if known[keyid].retired_at is not None:
        raise KeyCannotBeUsed(
            f"the writer key {keyid} was retired at position {known[keyid].retired_at}: "
            "give this process the key that took its place"
        )


def announce(journal: Journal, public_key: bytes, purpose: str) -> str:
    """Announce a key unless it is, and return its id; raise KeyCannotBeUsed, or PublicKeyIsWeak."""
    keyid = keyid_of(load_public_key(public_key))
    for known in known_keys(journal).values():
        if known.keyid == keyid and (known.retired_at is not None or known.purpose != purpose):
            raise KeyCannotBeUsed(f"the key {keyid} was retired, or announced as a {known.purpose} key")
        if known.keyid == keyid:
            return keyid
    event = KeyAnnounced(keyid=keyid, public_key=_encoded(public_key), purpose=purpose)
    _say(journal, event, f"announce-{keyid}")
    return keyid


def retire(journal: Journal, keyid: str) -> None:
    """Say that the key signs nothing from here on; raise KeyCannotBeUsed."""
    known = known_keys(journal).get(keyid)
    if known is None:
        raise KeyCannotBeUsed(f"no key {keyid} was ever announced")
    if known.retired_at is None:
        _say(journal, KeyRetired(keyid=keyid), f"retire-{keyid}")


def known_keys(journal: Journal) -> dict[str, KnownKey]:
    """Return every key that was ever announced, by its id, in the order of announcement."""
    known: dict[str, KnownKey] = {}
    for recorded in journal.load(STREAM):
        event = recorded.event
        if isinstance(event, KeyAnnounced):
            public_key = base64.b64decode(event.public_key)
            known[event.keyid] = KnownKey(event.keyid, event.purpose, public_key, recorded.position)
        elif isinstance(event, KeyRetired) and event.keyid in known:
            known[event.keyid] = replace(known[event.keyid], retired_at=recorded.position)
    return known


def announced_writers(journal: Journal) -> tuple[str, ...]:
    """Return the ids of all keys that were ever announced as writers, the first one first."""
    return tuple(key.keyid for key in known_keys(journal).values() if key.purpose == WRITER)


def _say(journal: Journal, event: Event, command_id: str) -> None:
    while True:
        version = len(journal.load(STREAM))
        # Another process may say something about keys at the same moment; saying the same twice is once.
        with suppress(StreamHasMoved):
            journal.append([Change(STREAM, version, [event])], command_id=command_id)
            return


def _encoded(public_key: bytes) -> str:
    return base64.b64encode(public_key).decode()
