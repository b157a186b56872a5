"""Erasable parts: committed to in the log, encrypted beside it with a key of the person they concern.

Commitment = HMAC-SHA-256 with a fresh 32-byte key over the part's deterministic JSON. The commitment key is
stored inside the ciphertext, so that destroying a person's data key destroys every way to guess the text.
"""

import hmac
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, select

from civic.kernel.event import Part, Withheld
from civic.kernel.ids import PersonId
from civic.kernel.journal import File
from civic.kernel.randomness import random_bytes
from civic.kernel.withheld import reduced
from civic.store.keyring import KEY, NONCE, Keyring
from civic.store.serialisation import from_bytes, from_event
from civic.store.tables import data_keys

SEAL = NONCE + KEY  # random bytes that sealing one part takes


class PartIsDamaged(Exception):
    """A stored part is not what was encrypted for this event."""


@dataclass(slots=True)
class SealedPart:
    """A part as it is stored, and the commitment that goes into the leaf (base64)."""

    name: str
    person: PersonId
    body: bytes
    commitment: str


@dataclass(slots=True)
class SealedFile:
    """A file as it is stored."""

    name: str
    part: str
    person: PersonId
    body: bytes


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """A part as it was written: the exact committed bytes and the key that opens the commitment.

    Of a part of which something is `withheld`, only whoever reads it whole gets these.
    """

    kind: str
    role: str
    person: PersonId
    committed: bytes
    commitment_key: bytes
    withheld: tuple[Withheld, ...] = ()

    def as_part(self) -> Part:
        return Part(self.kind, self.role, self.person, from_bytes(self.committed), self.withheld)

    def for_everyone(self) -> "OpenedPart":
        """Return the part without what is withheld, and then without the key: it would confirm a guess."""
        if not self.withheld:
            return self
        left = reduced(from_bytes(self.committed), (each.item for each in self.withheld))
        return replace(self, committed=from_event(left), commitment_key=b"")

    def commitment(self) -> str:
        return commitment(self.commitment_key, self.committed)


def commitment(key: bytes, body: bytes) -> str:
    """Return base64 of HMAC-SHA-256(key, body)."""
    # Unlike hmac.digest, this keeps the interpreter for short texts: other threads cost more than the digest.
    return b2a_base64(hmac.new(key, body, "sha256").digest(), newline=False).decode()


class Sealer:
    """Seals parts with one person's data key."""

    def __init__(self, data_key: bytes) -> None:
        self._cipher = AESGCM(data_key)

    def seal(self, part: Part, event_id: str, fresh: bytes) -> SealedPart:
        """Encrypt and commit; `fresh` are SEAL random bytes that nothing else uses."""
        body = from_event(part.value)
        nonce, commitment_key = fresh[:NONCE], fresh[NONCE:]
        hidden = self._cipher.encrypt(nonce, commitment_key + body, _context(event_id, part.name))
        return SealedPart(part.name, part.person, nonce + hidden, commitment(commitment_key, body))

    def seal_file(self, file: File, person: PersonId, event_id: str) -> SealedFile:
        """Encrypt; what a file is committed to by is its part."""
        body = self.encrypt_file(file.body, event_id, file.part, file.name)
        return SealedFile(file.name, file.part, person, body)

    def encrypt_file(self, body: bytes, event_id: str, part: str, name: str) -> bytes:
        nonce = random_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, body, _context(event_id, f"{part}/{name}"))


class Vault:
    """Wraps persons' data keys, and opens what was sealed with them."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def wrap(self, keys: Sequence[tuple[PersonId, bytes]]) -> list[tuple[str, str, bytes]]:
        """Return the rows (person, wrapping, wrapped) of `data_keys` that keep these persons' keys.

        Call it under the writer lock only: a rotation then finds every row that it has to wrap anew.
        """
        key_id, key = self._keyring.current()
        cipher, fresh = AESGCM(key), random_bytes(NONCE * len(keys))
        rows: list[tuple[str, str, bytes]] = []
        for at, (person, data_key) in enumerate(keys):
            nonce = fresh[NONCE * at : NONCE * (at + 1)]
            rows.append((person, key_id, nonce + cipher.encrypt(nonce, data_key, person.encode())))
        return rows

    def keys_of(self, connection: Connection, persons: Iterable[PersonId]) -> dict[PersonId, bytes]:
        """Return the data keys of those persons who have one."""
        wanted = list(persons)
        if not wanted:
            return {}
        rows = connection.execute(_KEYS_OF, {"persons": wanted})
        return {row.person: self.unwrap(row) for row in rows}

    def rewrap(self, row: Any) -> tuple[str, str, bytes]:
        """Return the row wrapped by the current key-encryption key."""
        return self.wrap([(row.person, self.unwrap(row))])[0]

    def open(self, row: Any, event_id: str, data_key: bytes) -> OpenedPart:
        """Undo `seal` for a row of `parts`; raise PartIsDamaged."""
        try:
            clear = AESGCM(data_key).decrypt(row.body[:NONCE], row.body[NONCE:], _context(event_id, row.name))
        except InvalidTag as error:
            raise PartIsDamaged(f"part {row.name} of event {row.position} is damaged") from error
        kind, role = row.name.split(".", 1)
        return OpenedPart(kind, role, row.person, clear[KEY:], clear[:KEY])

    def reseal(self, row: Any, event_id: str, old_key: bytes, new_key: bytes) -> bytes:
        """Return the body of a row of `parts` under another data key; its commitment stays what it is.

        Raise PartIsDamaged.
        """
        opened, nonce = self.open(row, event_id, old_key), random_bytes(NONCE)
        clear = opened.commitment_key + opened.committed
        return nonce + AESGCM(new_key).encrypt(nonce, clear, _context(event_id, row.name))

    def open_file(self, row: Any, event_id: str, data_key: bytes) -> bytes:
        """Undo `seal_file` for a row of `files`; raise PartIsDamaged."""
        context = _context(event_id, f"{row.part}/{row.name}")
        try:
            return AESGCM(data_key).decrypt(row.body[:NONCE], row.body[NONCE:], context)
        except InvalidTag as error:
            raise PartIsDamaged(f"file {row.name} of event {row.position} is damaged") from error

    def reseal_file(self, row: Any, event_id: str, old_key: bytes, new_key: bytes) -> bytes:
        """Return the body of a row of `files` under another data key; raise PartIsDamaged."""
        body = self.open_file(row, event_id, old_key)
        return Sealer(new_key).encrypt_file(body, event_id, row.part, row.name)

    def unwrap(self, row: Any) -> bytes:
        key = self._keyring.key(row.wrapping)
        try:
            return AESGCM(key).decrypt(row.wrapped[:NONCE], row.wrapped[NONCE:], row.person.encode())
        except InvalidTag as error:
            raise PartIsDamaged(f"a data key does not unwrap with key {row.wrapping}") from error


_KEYS_OF = select(data_keys).where(data_keys.c.person.in_(bindparam("persons", expanding=True)))


def _context(event_id: str, name: str) -> bytes:
    return f"{event_id}/{name}".encode()
