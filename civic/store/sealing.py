"""Before the lock: take events apart and seal their parts, in the thread of whoever appends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from civic.kernel.event import Event, Json, Part, take_apart
from civic.kernel.ids import PersonId, new_event_id
from civic.kernel.journal import Change, File, Message
from civic.kernel.randomness import random_bytes
from civic.store.database import Database
from civic.store.keyring import KEY
from civic.store.serialisation import from_event
from civic.store.vault import SEAL, SealedFile, SealedPart, Sealer, Vault

# Base64 in an envelope of at most 65,535 bytes, with room for position and time.
LARGEST_STATEMENT = 48_000


class EventIsTooLarge(ValueError):
    """An event has more data in clear than a leaf of the log can hold."""


@dataclass(slots=True)
class Prepared:
    """An event that is ready but for its position, time and signature.

    Of its statement's deterministic JSON, `before` and `after` are what stands before and after those two.
    `look_ups` are by which digests it is found, and in which part each of them is said.
    """

    stream: str
    version: int
    type: str
    before: bytes
    after: bytes
    sealed: list[SealedPart]
    files: Sequence[SealedFile] = ()
    look_ups: Sequence[tuple[str, str]] = ()

    def statement(self, position: int, recorded_at: str) -> bytes:
        """Return the statement whole: `position` and `recorded_at` sort between `id` and `stream`."""
        return b'%b,"position":%d,"recorded_at":"%b",%b' % (
            self.before,
            position,
            recorded_at.encode(),
            self.after,
        )


@dataclass(slots=True)
class Append:
    """One command's events, and the persons whom they concern.

    `known` have a data key, who is introduced gets one of `new_keys`; whoever is `unknown` has been erased.
    """

    command_id: str
    fingerprint: bytes
    expected: Mapping[str, int]
    events: list[Prepared]
    known: frozenset[PersonId]
    unknown: frozenset[PersonId]
    new_keys: list[tuple[PersonId, bytes]]
    messages: list[tuple[str, int]]


_Taken = tuple[Change, int, Event, Json, list[Part]]
NOBODY: frozenset[PersonId] = frozenset()


class Fresh:
    """Random bytes for one caller's keys and nonces, made many at once."""

    def __init__(self, at_once: int = 3 * (SEAL + KEY)) -> None:
        self._at_once = at_once
        self._bytes = b""
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes; none is given out twice."""
        if self._at + count > len(self._bytes):
            self._bytes, self._at = random_bytes(max(count, self._at_once)), 0
        start, self._at = self._at, self._at + count
        return self._bytes[start : self._at]


class Preparation:
    """Prepares appends; holds nothing but what it needs to look up and seal."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def prepare(
        self,
        changes: Sequence[Change],
        command_id: str,
        fingerprint: bytes = b"",
        messages: Sequence[Message] = (),
        *,
        fresh: Fresh | None = None,
    ) -> Append:
        """Do everything that needs no lock; the new persons' data keys are made here and wrapped under it.

        Raise ValueError if two changes name the same stream: they would expect the same version of it.
        """
        expected = {change.stream: change.expected_version for change in changes}
        if len(expected) < len(changes):
            raise ValueError("a command changes each stream once")
        taken = [
            (change, version, event, *take_apart(event))
            for change in changes
            for version, event in enumerate(change.events, change.expected_version + 1)
        ]
        fresh = fresh or Fresh()
        concerned = {part.person for _, _, _, _, found in taken for part in found}
        if concerned:
            concerned -= NOBODY.union(*(change.introduces for change in changes))
        known = self._known_keys(concerned) if concerned else {}
        sealers = {person: Sealer(key) for person, key in known.items()}
        new_keys: list[tuple[PersonId, bytes]] = []
        prepared = []
        for change, version, event, data, found in taken:
            for part in found:
                if part.person not in sealers:
                    new_keys.append((part.person, fresh.take(KEY)))
                    sealers[part.person] = Sealer(new_keys[-1][1])
            at = version - change.expected_version - 1
            files = [file for file in change.files if file.event == at] if change.files else ()
            prepared.append(_seal(change.stream, version, event, data, found, sealers, fresh, files))
            if change.look_ups:
                prepared[-1].look_ups = [
                    (each.digest, each.part) for each in change.look_ups if each.event == at
                ]
        return Append(
            command_id,
            fingerprint,
            expected,
            prepared,
            frozenset(known) if known else NOBODY,
            frozenset(concerned - known.keys()) if concerned else NOBODY,
            new_keys,
            [(message.topic, _offset(message, changes)) for message in messages],
        )

    def prepare_all(self, batch: Iterable[tuple[Sequence[Change], str]]) -> list[Append]:
        """Prepare many commands, (changes, command id) each."""
        fresh = Fresh(at_once=4096)
        return [self.prepare(changes, command_id, fresh=fresh) for changes, command_id in batch]

    def _known_keys(self, persons: set[PersonId]) -> dict[PersonId, bytes]:
        with self._database.reading() as connection:
            return self._vault.keys_of(connection, persons)


def _seal(
    stream: str,
    version: int,
    event: Event,
    data: Json,
    found: Sequence[Part],
    sealers: Mapping[PersonId, Sealer],
    fresh: "Fresh",
    files: Sequence[File],
) -> Prepared:
    event_id = new_event_id()
    sealed = [sealers[part.person].seal(part, event_id, fresh.take(SEAL)) for part in found]
    before = {
        "commitments": {part.name: part.commitment for part in sealed},
        "data": data,
        "id": event_id,
    }
    after = {"stream": stream, "type": event.TYPE, "type_version": event.VERSION, "version": version}
    prepared = Prepared(stream, version, event.TYPE, from_event(before)[:-1], from_event(after)[1:], sealed)
    if files:
        persons = {part.name: part.person for part in found}
        prepared.files = [
            sealers[persons[file.part]].seal_file(file, persons[file.part], event_id) for file in files
        ]
    # Here, where it is one caller's error, and not under the lock, where it would be the whole group's.
    if len(prepared.before) + len(prepared.after) > LARGEST_STATEMENT:
        raise EventIsTooLarge(f"{event.TYPE} does not fit into {LARGEST_STATEMENT} bytes")
    return prepared


def _offset(message: Message, changes: Sequence[Change]) -> int:
    """Return how many events of the command stand before the one that the message is about."""
    return sum(len(change.events) for change in changes[: message.change]) + message.event
