"""Appending: under the writer lock check, number, sign and insert; then it is durable."""

from collections.abc import Iterable, Sequence
from typing import Any

from civic.kernel.clock import Clock, timestamp_of, to_micros
from civic.kernel.errors import Refused
from civic.kernel.ids import PersonId, new_event_id
from civic.kernel.journal import (
    CommandIdWasUsedForSomethingElse,
    Outcome,
    PersonIsErased,
    StreamHasMoved,
)
from civic.store.database import Cursor, Database, RowExistsAlready
from civic.store.group_commit import Waiting
from civic.store.sealing import Append, Prepared
from civic.store.statements import Done, Statements
from civic.store.tables import commands, data_keys, events, files, look_ups, outbox, parts
from civic.store.vault import Vault
from civic.store.writer_keys import ensure_may_sign
from ledger.dsse import StatementSigner

Member = Waiting[Append, Outcome]


class Appender:
    """Commits groups of appends."""

    def __init__(self, database: Database, vault: Vault, signer: StatementSigner, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._signer = signer
        self._clock = clock
        self._statements = Statements(is_sqlite=database.is_sqlite)
        self._events_about_keys: int | None = None

    def commit(self, group: Sequence[Member]) -> None:
        """Commit all members that can be; each gets its outcome or its own refusal.

        What nearly never happens (a command id again, a stream that exists) is left to the database's own
        unique keys at first; only if one of them objects is every member checked.
        """
        try:
            self._commit(group, checked=False)
        except RowExistsAlready:
            self._commit(group, checked=True)

    def commit_batch(self, batch: Sequence[Append]) -> list[Outcome]:
        """Commit all or none."""
        try:
            return self._commit_batch(batch, checked=False)
        except RowExistsAlready:
            return self._commit_batch(batch, checked=True)

    def append_within(self, cursor: Cursor, append: Append) -> Outcome:
        """Append in a transaction of the caller's, who holds the writer lock."""
        transaction = self._transaction(cursor, checked=True)
        outcome = transaction.take(append, self._signer)
        transaction.write()
        return outcome

    def _commit(self, group: Sequence[Member], *, checked: bool) -> None:
        with self._database.appending() as cursor:
            transaction = self._transaction(cursor, checked=checked)
            for member in group:
                member.answer = member.error = None
                try:
                    member.answer = transaction.take(member.request, self._signer)
                except Refused as refusal:
                    member.error = refusal
            transaction.write()

    def _commit_batch(self, batch: Sequence[Append], *, checked: bool) -> list[Outcome]:
        with self._database.appending() as cursor:
            transaction = self._transaction(cursor, checked=checked)
            outcomes = [transaction.take(append, self._signer) for append in batch]
            transaction.write()
            return outcomes

    def _transaction(self, cursor: Cursor, *, checked: bool) -> "_Transaction":
        head = self._statements.head(cursor)
        if head is not None and head[2] != self._events_about_keys:
            ensure_may_sign(self._signer.keyid, self._statements.about_keys(cursor))
            self._events_about_keys = head[2]
        return _Transaction(cursor, head, self._statements, self._vault, self._clock, checked=checked)


class _Transaction:
    """What the log looks like under the lock, and what this transaction adds to it.

    Rows are kept in the order of their table's columns.
    """

    def __init__(
        self,
        cursor: Cursor,
        head: tuple[int, int, int | None] | None,
        statements: Statements,
        vault: Vault,
        clock: Clock,
        *,
        checked: bool,
    ) -> None:
        self._cursor = cursor
        self._statements = statements
        self._vault = vault
        self._checked = checked
        self._events: list[tuple[Any, ...]] = []
        self._parts: list[tuple[Any, ...]] = []
        self._files: list[tuple[Any, ...]] = []
        self._look_ups: list[tuple[Any, ...]] = []
        self._new_keys: list[tuple[PersonId, bytes]] = []
        self._commands: list[tuple[Any, ...]] = []
        self._outbox: list[tuple[Any, ...]] = []
        self._versions: dict[str, int] = {}
        self._done: dict[str, Done] = {}
        self._fresh: set[PersonId] = set()
        self._position = 0 if head is None else head[0] + 1
        # SPEC: `recorded_at` is the server's clock, never earlier than the event before.
        self._micros = max(to_micros(clock.now()), 0 if head is None else head[1])
        self._recorded_at = timestamp_of(self._micros)

    def take(self, append: Append, signer: StatementSigner) -> Outcome:
        """Number and sign one command's events; raise its refusal and leave nothing of it behind."""
        repeated = self._outcome_of(append)
        if repeated is not None:
            return repeated
        try:
            self._check(append)
        except Refused:
            # Perhaps it was this very command that moved the stream.
            self._checked = True
            repeated = self._outcome_of(append)
            if repeated is None:
                raise
            return repeated
        outcome = Outcome(self._position, len(append.events))
        for prepared in append.events:
            self._add(prepared, signer)
        self._note(append, outcome)
        return outcome

    def write(self) -> None:
        for table, rows in (
            (events, self._events),
            (parts, self._parts),
            (files, self._files),
            (look_ups, self._look_ups),
            (data_keys, self._vault.wrap(self._new_keys) if self._new_keys else ()),
            (commands, self._commands),
            (outbox, self._outbox),
        ):
            if rows:
                self._statements.insert(self._cursor, table, rows)

    def _outcome_of(self, append: Append) -> Outcome | None:
        """Return what the command led to if it was done before."""
        done = self._done.get(append.command_id)
        if done is None and self._checked:
            done = self._statements.done(self._cursor, append.command_id)
        return None if done is None else outcome_of_done(done, append.fingerprint)

    def _check(self, append: Append) -> None:
        for stream, expected in append.expected.items():
            version = self._version(stream, expected)
            if version != expected:
                raise StreamHasMoved(
                    f"{stream} has {version} events, {expected} were expected", stream=stream
                )
        if append.unknown or (append.known and not self._have_keys(append.known - self._fresh)):
            raise PersonIsErased("somebody whom this concerns has been erased meanwhile")

    def _have_keys(self, persons: Iterable[PersonId]) -> bool:
        return all(self._statements.has_key(self._cursor, person) for person in persons)

    def _version(self, stream: str, expected: int) -> int:
        version = self._versions.get(stream)
        if version is not None:
            return version
        if expected == 0 and not self._checked:
            return 0
        return self._statements.version(self._cursor, stream)

    def _add(self, prepared: Prepared, signer: StatementSigner) -> None:
        position = self._position
        leaf = signer.sign(prepared.statement(position, self._recorded_at))
        self._events.append((position, prepared.stream, prepared.version, prepared.type, self._micros, leaf))
        for part in prepared.sealed:
            self._parts.append((position, part.name, part.person, part.body))
        for file in prepared.files:
            self._files.append((position, file.name, file.part, file.person, file.body))
        for digest, name in prepared.look_ups:
            self._look_ups.append((digest, position, name))
        self._versions[prepared.stream] = prepared.version
        self._position = position + 1

    def _note(self, append: Append, outcome: Outcome) -> None:
        """Add what belongs to the command as a whole, and remember it for the rest of the group."""
        for person, key in append.new_keys:
            self._new_keys.append((person, key))
            self._fresh.add(person)
        self._commands.append((append.command_id, append.fingerprint, outcome.position, outcome.count))
        for topic, offset in append.messages:
            self._outbox.append((new_event_id(), topic, outcome.position + offset, self._micros, 0, None))
        self._done[append.command_id] = (append.fingerprint, outcome.position, outcome.count)


def outcome_of_done(done: Done, fingerprint: bytes) -> Outcome:
    """Return the first outcome again; raise CommandIdWasUsedForSomethingElse."""
    first, position, count = done
    if first is not None and bytes(first) != fingerprint:
        raise CommandIdWasUsedForSomethingElse("this command id was used for something else")
    return Outcome(position, count, repeated=True)
