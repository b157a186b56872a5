"""What every entry of a log of statements must hold to: checked entry by entry, in order, within a stretch.

Which key may sign where is not decided here, because stretches are checked in parallel. A key id is the hash
of its key, so that a signature can be checked with any announced key, while the acts collected here tell
`writers.WriterKeys`, in order, who signed what.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger import dsse
from ledger.canonical import Base64IsNotCanonical, decode_base64
from ledger.ed25519 import verifying
from ledger.errors import LedgerError
from ledger.public_keys import load_public_key
from ledger.unique_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_ANNOUNCED = "audit.key.announced"
KEY_RETIRED = "audit.key.retired"
WRITER = "writer"

_RECORDED_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)


class PositionIsWrong(LedgerError):
    """The statement says that it is at another position of the log."""


class TimeRunsBackwards(LedgerError):
    """The statement was recorded earlier than the one before it, or its time is not comparable."""


class KeyEventIsMalformed(LedgerError):
    """An announcement or retirement of a key lacks what it must say."""


@dataclass(slots=True)
class Signed:
    """`keyid` signed the entries at positions `first` to `last`, all of them."""

    keyid: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Announced:
    """`signer` announced a key; `public_key` has 32 bytes, or is None if the purpose is not to write."""

    position: int
    keyid: str
    public_key: bytes | None
    signer: str


@dataclass(frozen=True, slots=True)
class Retired:
    """A key signs nothing after `position`."""

    position: int
    keyid: str


class StatementScan:
    """Checks statements at rising positions; `acts`, `recorded` and `has_unknown_signers` are what it found.

    `keys` are raw public keys by key id; keys announced on the way are added.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.acts: list[Signed | Announced | Retired] = []
        self.recorded: tuple[str, str] | None = None
        self.has_unknown_signers = False
        self._keys = {keyid: verifying(load_public_key(raw)) for keyid, raw in keys.items()}

    def check(self, position: int, entry: bytes) -> None:
        """Raises the error that says what is wrong with the statement."""
        statement = dsse.parse(entry)
        payload = parse_object(statement.payload)
        event = _key_event(position, payload, statement.keyid)
        self._verify(statement, event)
        self._note(position, statement.keyid, event)
        _check_position(position, payload)
        self._check_time(payload)

    def _verify(self, statement: dsse.Envelope, event: Announced | Retired | None) -> None:
        if isinstance(event, Announced) and event.public_key is not None:
            announced = verifying(load_public_key(event.public_key))
            if event.keyid == statement.keyid:
                statement.verify_by(announced)
                self._keys[event.keyid] = announced
                return
        key = self._keys.get(statement.keyid)
        if key is None:
            self.has_unknown_signers = True
            raise dsse.SignerIsUnknown(f"no key {statement.keyid} was announced before")
        statement.verify_by(key)
        if isinstance(event, Announced) and event.public_key is not None:
            self._keys[event.keyid] = announced

    def _note(self, position: int, signer: str, event: Announced | Retired | None) -> None:
        """Before the first entry no key is valid: its announcement comes before its own signature."""
        if event is not None and position == 0:
            self.acts.append(event)
        last = self.acts[-1] if self.acts else None
        if isinstance(last, Signed) and last.keyid == signer and last.last == position - 1:
            last.last = position
        else:
            self.acts.append(Signed(signer, position, position))
        if event is not None and position > 0:
            self.acts.append(event)

    def _check_time(self, payload: dict[str, Any]) -> None:
        if "recorded_at" not in payload:
            return
        time = payload["recorded_at"]
        if not isinstance(time, str) or not _RECORDED_AT.fullmatch(time):
            raise TimeRunsBackwards(f"recorded_at is not a time in UTC with microseconds: {time!r:.60}")
        first, latest = self.recorded or (time, time)
        self.recorded = first, max(latest, time)
        if time < latest:
            raise TimeRunsBackwards(f"recorded at {time}, but an entry before it at {latest}")


def _key_event(position: int, payload: dict[str, Any], signer: str) -> Announced | Retired | None:
    kind = payload.get("type")
    if kind not in (KEY_ANNOUNCED, KEY_RETIRED):
        return None
    data = payload.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("keyid"), str):
        raise KeyEventIsMalformed(f"{kind} does not name a key")
    if kind == KEY_RETIRED:
        return Retired(position, data["keyid"])
    public_key = _writer_key(data) if data.get("purpose") == WRITER else None
    return Announced(position, data["keyid"], public_key, signer)


def _writer_key(data: dict[str, Any]) -> bytes:
    if not isinstance(data.get("public_key"), str):
        raise KeyEventIsMalformed(f"{KEY_ANNOUNCED} does not carry a key")
    try:
        public_key = decode_base64(data["public_key"])
    except Base64IsNotCanonical as error:
        raise KeyEventIsMalformed(f"the announced key is {error}") from error
    load_public_key(public_key)
    if hashlib.sha256(public_key).hexdigest() != data["keyid"]:
        raise KeyEventIsMalformed("the announced key id is not the SHA-256 of the announced key")
    return public_key


def _check_position(position: int, payload: dict[str, Any]) -> None:
    said = payload.get("position", position)
    if type(said) is not int or said != position:
        raise PositionIsWrong(f"the statement says position {said!r:.40}, but is at {position}")
