"""The keys that sign events, announced in the log that they sign."""

import base64
from contextlib import suppress

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from civic.audit.events import KeyAnnounced
from civic.kernel.journal import Change, Journal, StreamHasMoved
from ledger.dsse import keyid_of

STREAM = "keys"
WRITER = "writer"


def announce_writer(journal: Journal, key: Ed25519PublicKey) -> None:
    """Announce the writer's key unless it is; in a new log that is the event at position 0."""
    keyid = keyid_of(key)
    announced = announced_writers(journal)
    if keyid in announced:
        return
    event = KeyAnnounced(
        keyid=keyid, public_key=base64.b64encode(key.public_bytes_raw()).decode(), purpose=WRITER
    )
    version = len(journal.load(STREAM))
    # Another process of the same installation may announce the same key at the same moment.
    with suppress(StreamHasMoved):
        journal.append([Change(STREAM, version, [event])], command_id=f"announce-{keyid}")


def announced_writers(journal: Journal) -> tuple[str, ...]:
    """Return the ids of all keys that were ever announced as writers, the first one first."""
    events = (recorded.event for recorded in journal.load(STREAM))
    return tuple(e.keyid for e in events if isinstance(e, KeyAnnounced) and e.purpose == WRITER)
