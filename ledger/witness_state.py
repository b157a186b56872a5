"""What a witness remembers, in one file: the note it cosigned last, for each log.

The first line is `ledger-witness-state@v1 <SHA-256 of the rest>`; the rest is a JSON object from origins to
notes. Losing this file, or putting an older one in its place, makes a witness cosign a second history.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from ledger.checkpoint import parse_checkpoint
from ledger.durable_file import exclusive, read_if_there, replace_durably
from ledger.errors import LedgerError
from ledger.note import parse_note
from ledger.unique_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_HEADER = b"ledger-witness-state@v1 "


class WitnessStateIsDamaged(LedgerError):
    """The state file is not what a witness wrote; nothing may be cosigned before a person has looked."""


class StateFile:
    """A register of cosigned notes that threads and processes share."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, origin: str) -> bytes | None:
        """Raises WitnessStateIsDamaged or OSError."""
        return self.load_all().get(origin)

    def load_all(self) -> dict[str, bytes]:
        """From origins to notes; empty without a file. Raises WitnessStateIsDamaged or OSError."""
        data = read_if_there(self._path)
        return {} if data is None else parse_state(data)

    def update(self, origin: str, change: Callable[[bytes | None], bytes]) -> bytes:
        """Raises what `change` raises, WitnessStateIsDamaged or OSError."""
        with exclusive(self._path):
            notes = self.load_all()
            notes[origin] = change(notes.get(origin))
            replace_durably(self._path, format_state(notes))
            return notes[origin]


def format_state(notes: Mapping[str, bytes]) -> bytes:
    """The file; `parse_state` gives the same notes back."""
    members = {origin: note.decode() for origin, note in notes.items()}
    body = (json.dumps(members, indent=1, sort_keys=True) + "\n").encode()
    return _HEADER + sha256(body).hexdigest().encode() + b"\n" + body


def parse_state(data: bytes) -> dict[str, bytes]:
    """Raises WitnessStateIsDamaged."""
    first, _, body = data.partition(b"\n")
    if first != _HEADER + sha256(body).hexdigest().encode():
        raise WitnessStateIsDamaged("the first line of the state is not the hash of the rest")
    try:
        return {origin: _note(origin, note) for origin, note in parse_object(body).items()}
    except LedgerError as error:
        raise WitnessStateIsDamaged(f"the state: {error}") from error


def _note(origin: str, note: object) -> bytes:
    if not isinstance(note, str):
        raise WitnessStateIsDamaged(f"no note for {origin!r:.200}")
    try:
        data = note.encode()
    except UnicodeEncodeError as error:
        raise WitnessStateIsDamaged(f"the note for {origin!r:.200} is not UTF-8") from error
    if parse_checkpoint(parse_note(data).text).origin != origin:
        raise WitnessStateIsDamaged(f"the note for {origin!r:.200} is of another log")
    return data
