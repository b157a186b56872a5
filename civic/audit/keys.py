"""The keys that sign, announced and retired by events in the log itself.

A writer key signs events; only a key that was announced before may announce the next one. A log key signs
checkpoints; policies say which to believe, and the log says which there are and when one ceased to sign.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from civic.audit.events import KeyAnnounced, KeyRetired
from civic.kernel.journal import Change, Journal, StreamHasMoved, append_last
from civic.store.writer_keys import STREAM
from ledger.keys import NoteSigner, NoteVerifier
from ledger.ml_dsa import MlDsaIsNotSupported, MlDsaSigner, MlDsaVerifier
from ledger.public_keys import load_public_key

WRITER = "writer"
LOG = "log"
LOG_ML_DSA = "log-ml-dsa-44"


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


def announce_keys(
    journal: Journal, writer: Ed25519PublicKey, log_signers: Iterable[NoteSigner | MlDsaSigner] = ()
) -> None:
    """Announce the keys that sign events and checkpoints, each of them once; in a new log all together.

    Raise KeyCannotBeUsed for a key that was retired or has another purpose, and for the writer's key if the
    log has begun with other keys: what this one signs would not verify.
    """
    first = _announcement(writer.public_bytes_raw(), WRITER)
    others = dict.fromkeys(_announcement(each.verifier.raw_key, _purpose(each)) for each in log_signers)
    if first.keyid in {other.keyid for other in others}:
        raise KeyCannotBeUsed("the writer key is also a log key: whoever stole it would have both powers")
    known = _begin(journal, [first, *others])
    if first.keyid not in known:
        raise KeyCannotBeUsed(
            f"the writer key {first.keyid} was never announced in this log: give back the key that belongs "
            "to it, or announce this one with a key that may sign"
        )
    for event in (first, *others):
        _ensure_is_said(journal, known, event)


def _begin(journal: Journal, events: Sequence[KeyAnnounced]) -> dict[str, KnownKey]:
    """Return the keys that the log knows; a new log begins by announcing its own, the writer's first."""
    command_id = "-".join(["announce", *(event.keyid for event in events)])
    while not (known := known_keys(journal)):
        # Another process may begin the log at the same moment, with these keys or with others.
        with suppress(StreamHasMoved):
            journal.append([Change(STREAM, 0, events)], command_id=command_id)
    return known


def announce(journal: Journal, public_key: bytes, purpose: str) -> str:
    """Announce an Ed25519 key unless it is, and return its id; raise KeyCannotBeUsed, or PublicKeyIsWeak."""
    load_public_key(public_key)
    event = _announcement(public_key, purpose)
    _ensure_is_said(journal, known_keys(journal), event)
    return event.keyid


def _ensure_is_said(journal: Journal, known: Mapping[str, KnownKey], event: KeyAnnounced) -> None:
    if event.keyid in known:
        _ensure_may_be(known[event.keyid], event.purpose)
    else:
        append_last(journal, STREAM, event, command_id=f"announce-{event.keyid}")


def _ensure_may_be(known: KnownKey, purpose: str) -> None:
    if known.purpose != purpose:
        raise KeyCannotBeUsed(
            f"the key {known.keyid} was announced as a {known.purpose} key and cannot be a {purpose} key too"
        )
    if known.retired_at is not None:
        raise KeyCannotBeUsed(
            f"the {purpose} key {known.keyid} was retired at position {known.retired_at}: "
            "give this process the key that took its place"
        )


def retire(journal: Journal, keyid: str) -> None:
    """Say that the key signs nothing from here on; raise KeyCannotBeUsed."""
    known = known_keys(journal).get(keyid)
    if known is None:
        raise KeyCannotBeUsed(f"no key {keyid} was ever announced")
    if known.retired_at is None:
        append_last(journal, STREAM, KeyRetired(keyid=keyid), command_id=f"retire-{keyid}")


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


def id_of(public_key: bytes) -> str:
    """Return the id of a key of any kind, the SHA-256 of its raw public half."""
    return hashlib.sha256(public_key).hexdigest()


def log_verifier(origin: str, key: KnownKey) -> NoteVerifier | MlDsaVerifier | None:
    """Return what verifies checkpoints signed by the key; None if it signs no checkpoints, or not here."""
    if key.purpose == LOG:
        return NoteVerifier(origin, load_public_key(key.public_key))
    with suppress(MlDsaIsNotSupported):
        return MlDsaVerifier(origin, key.public_key) if key.purpose == LOG_ML_DSA else None
    return None


def announced_writers(journal: Journal) -> tuple[str, ...]:
    """Return the ids of all keys that were ever announced as writers, the first one first."""
    return tuple(key.keyid for key in known_keys(journal).values() if key.purpose == WRITER)


def _announcement(public_key: bytes, purpose: str) -> KeyAnnounced:
    encoded = base64.b64encode(public_key).decode()
    return KeyAnnounced(keyid=id_of(public_key), public_key=encoded, purpose=purpose)


def _purpose(signer: NoteSigner | MlDsaSigner) -> str:
    return LOG if isinstance(signer, NoteSigner) else LOG_ML_DSA
