"""Appending: seal the parts; under the writer lock check, number, sign and insert; then it is durable."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from civic.kernel.clock import Clock, to_timestamp
from civic.kernel.errors import Refused
from civic.kernel.event import Event, Json, Part, take_apart
from civic.kernel.ids import PersonId, new_event_id
from civic.kernel.journal import (
    Change,
    CommandIdWasUsedForSomethingElse,
    Message,
    Outcome,
    StreamHasMoved,
)
from civic.store.database import Database
from civic.store.group_commit import Waiting
from civic.store.serialisation import to_bytes
from civic.store.statements import Cursor, Done, Statements
from civic.store.tables import commands, data_keys, events, outbox, parts
from civic.store.vault import SealedPart, Vault, commitments, new_data_key
from ledger.dsse import StatementSigner

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Values = tuple[Any, ...]
Effect = Callable[[Connection], None]
_Member = Waiting["Append", Outcome]


class PersonIsErased(Refused):
    """Somebody was erased while something was written that concerns them; decide again."""

    code = "store.person-is-erased"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event that is ready but for its position, time and signature; `statement` holds the rest."""

    stream: str
    version: int
    type: str
    statement: dict[str, Any]
    sealed: tuple[SealedPart, ...]


@dataclass(frozen=True, slots=True)
class Append:
    """One command's events, and the persons whose keys they use: those there were, and new keys."""

    command_id: str
    fingerprint: bytes
    expected: Mapping[str, int]
    events: tuple[Prepared, ...]
    known: frozenset[PersonId]
    new_keys: tuple[tuple[PersonId, bytes], ...]
    messages: tuple[tuple[str, int], ...]
    effect: Effect | None


class _Rows:
    """What one transaction inserts, each row in the order of its table's columns."""

    def __init__(self) -> None:
        self.events: list[Values] = []
        self.parts: list[Values] = []
        self.data_keys: list[Values] = []
        self.commands: list[Values] = []
        self.outbox: list[Values] = []

    def insert(self, cursor: Cursor, statements: Statements) -> None:
        statements.insert(cursor, events, self.events)
        statements.insert(cursor, parts, self.parts)
        statements.insert(cursor, data_keys, self.data_keys)
        statements.insert(cursor, commands, self.commands)
        statements.insert(cursor, outbox, self.outbox)


class Appender:
    """Prepares appends in the caller's thread and commits groups of them."""

    def __init__(self, database: Database, vault: Vault, signer: StatementSigner, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._signer = signer
        self._clock = clock
        self._statements = Statements(is_sqlite=database.is_sqlite)

    def prepare(
        self,
        changes: Sequence[Change],
        command_id: str,
        fingerprint: bytes = b"",
        messages: Sequence[Message] = (),
        effect: Effect | None = None,
    ) -> Append:
        """Do everything that needs no lock: take events apart, seal their parts, make new persons' keys."""
        keys = _Keys(self._vault, self._database)
        found = [
            (change, version, event, *take_apart(event))
            for change in changes
            for version, event in enumerate(change.events, change.expected_version + 1)
        ]
        keys.fetch({p.person for c, _, _, _, parts in found for p in parts if p.person not in c.introduces})
        prepared = tuple(
            self._prepare_event(change.stream, version, event, data, parts, keys)
            for change, version, event, data, parts in found
        )
        return Append(
            command_id,
            fingerprint,
            {change.stream: change.expected_version for change in changes},
            prepared,
            frozenset(keys.known),
            tuple(keys.new),
            tuple((message.topic, _offset(message, changes)) for message in messages),
            effect,
        )

    def _prepare_event(
        self, stream: str, version: int, event: Event, data: Json, found: Sequence[Part], keys: "_Keys"
    ) -> Prepared:
        event_id = new_event_id()
        sealed = tuple(self._vault.seal(part, event_id, keys.of(part.person)) for part in found)
        statement = {
            "commitments": commitments(sealed),
            "data": data,
            "id": event_id,
            "stream": stream,
            "type": event.TYPE,
            "type_version": event.VERSION,
            "version": version,
        }
        return Prepared(stream, version, event.TYPE, statement, sealed)

    def commit(self, group: Sequence[_Member]) -> None:
        """Commit all members that can be; each gets its outcome or its own refusal."""
        with self._database.appending() as (connection, cursor):
            transaction = _Transaction(cursor, self._statements, self._vault, self._clock)
            for member in group:
                try:
                    member.answer = transaction.take(member.request, self._signer)
                except Refused as refusal:
                    member.error = refusal
            transaction.write(connection)

    def commit_batch(self, batch: Sequence[Append]) -> list[Outcome]:
        """Commit all or none."""
        with self._database.appending() as (connection, cursor):
            transaction = _Transaction(cursor, self._statements, self._vault, self._clock)
            outcomes = [transaction.take(append, self._signer) for append in batch]
            transaction.write(connection)
            return outcomes


class _Keys:
    """The data keys that one append needs."""

    def __init__(self, vault: Vault, database: Database) -> None:
        self._vault = vault
        self._database = database
        self._keys: dict[PersonId, bytes] = {}
        self.known: set[PersonId] = set()
        self.new: list[tuple[PersonId, bytes]] = []

    def fetch(self, persons: set[PersonId]) -> None:
        if persons:
            with self._database.reading() as connection:
                self._keys = self._vault.keys_of(connection, persons)
            self.known = set(self._keys)

    def of(self, person: PersonId) -> bytes:
        if person not in self._keys:
            self._keys[person] = new_data_key()
            self.new.append((person, self._keys[person]))
        return self._keys[person]


class _Transaction:
    """What the log looks like under the lock, and what this transaction adds to it."""

    def __init__(self, cursor: Cursor, statements: Statements, vault: Vault, clock: Clock) -> None:
        self._cursor = cursor
        self._statements = statements
        self._vault = vault
        self._rows = _Rows()
        self._effects: list[Effect] = []
        self._versions: dict[str, int] = {}
        self._done: dict[str, Done] = {}
        self._fresh: set[PersonId] = set()
        head = statements.head(cursor)
        self._position = 0 if head is None else head[0] + 1
        # SPEC: `recorded_at` is the server's clock, never earlier than the event before.
        self._micros = max((clock.now() - EPOCH) // MICROSECOND, 0 if head is None else head[1])
        self._recorded_at = to_timestamp(EPOCH + self._micros * MICROSECOND)

    def take(self, append: Append, signer: StatementSigner) -> Outcome:
        """Number and sign one command's events; raise its refusal and leave nothing of it behind."""
        repeated = self._outcome_of(append)
        if repeated is not None:
            return repeated
        self._check(append)
        outcome = Outcome(self._position, len(append.events))
        for prepared in append.events:
            self._add(prepared, signer)
        self._note(append, outcome)
        return outcome

    def write(self, connection: Connection) -> None:
        self._rows.insert(self._cursor, self._statements)
        for effect in self._effects:
            effect(connection)

    def _outcome_of(self, append: Append) -> Outcome | None:
        """Return what the command led to if it was done before."""
        done = self._done.get(append.command_id) or self._statements.done(self._cursor, append.command_id)
        return None if done is None else outcome_of_done(done, append.fingerprint)

    def _check(self, append: Append) -> None:
        for stream, expected in append.expected.items():
            version = self._version(stream)
            if version != expected:
                raise StreamHasMoved(
                    f"{stream} has {version} events, {expected} were expected", stream=stream
                )
        for person in append.known - self._fresh:
            if not self._statements.has_key(self._cursor, person):
                raise PersonIsErased("somebody whom this concerns has been erased meanwhile")

    def _version(self, stream: str) -> int:
        version = self._versions.get(stream)
        return self._statements.version(self._cursor, stream) if version is None else version

    def _add(self, prepared: Prepared, signer: StatementSigner) -> None:
        position = self._position
        statement = {**prepared.statement, "position": position, "recorded_at": self._recorded_at}
        leaf = signer.sign(to_bytes(statement))
        self._rows.events.append(
            (position, prepared.stream, prepared.version, prepared.type, self._micros, leaf)
        )
        self._rows.parts.extend((position, part.name, part.person, part.body) for part in prepared.sealed)
        self._versions[prepared.stream] = prepared.version
        self._position += 1

    def _note(self, append: Append, outcome: Outcome) -> None:
        """Add what belongs to the command as a whole, and remember it for the rest of the group."""
        self._rows.data_keys.extend(self._vault.wrap(person, key) for person, key in append.new_keys)
        self._fresh.update(person for person, _ in append.new_keys)
        self._rows.commands.append((append.command_id, append.fingerprint, outcome.position, outcome.count))
        self._rows.outbox.extend(
            (new_event_id(), topic, outcome.position + offset, self._micros, 0, None)
            for topic, offset in append.messages
        )
        if append.effect is not None:
            self._effects.append(append.effect)
        self._done[append.command_id] = (append.fingerprint, outcome.position, outcome.count)


def outcome_of_done(done: Done, fingerprint: bytes) -> Outcome:
    """Return the first outcome again; raise CommandIdWasUsedForSomethingElse."""
    first, position, count = done
    if first is not None and bytes(first) != fingerprint:
        raise CommandIdWasUsedForSomethingElse("this command id was used for something else")
    return Outcome(position, count, repeated=True)


def _offset(message: Message, changes: Sequence[Change]) -> int:
    """Return how many events of the command stand before the one that the message is about."""
    return sum(len(change.events) for change in changes[: message.change]) + message.event
