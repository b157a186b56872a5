"""The event store: one gapless order of signed events, written by groups, read by position or stream."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from civic.kernel.clock import Clock
from civic.kernel.event import Recorded
from civic.kernel.journal import Change, Message, Outcome
from civic.store.append import Appender, outcome_of_done
from civic.store.database import Database
from civic.store.files import file_of, is_withheld
from civic.store.group_commit import GroupCommit
from civic.store.reading import EventReader
from civic.store.sealing import Append, Preparation
from civic.store.tables import commands, events
from civic.store.vault import Vault
from civic.store.vocabulary import Vocabulary
from ledger.dsse import StatementSigner
from ledger.merkle import leaf_hash


class EventStore:
    """Implements `civic.kernel.journal.Journal`; several processes and threads may write at once."""

    def __init__(
        self,
        database: Database,
        vocabulary: Vocabulary,
        vault: Vault,
        signer: StatementSigner,
        clock: Clock,
    ) -> None:
        self.database = database
        self.vault = vault
        self.vocabulary = vocabulary
        self.writer = signer.keyid
        self.reader = EventReader(vocabulary, vault)
        self._preparation = Preparation(database, vault)
        self._appender = Appender(database, vault, signer, clock)
        self._groups: GroupCommit[Append, Outcome] = GroupCommit(self._appender.commit)

    def append(
        self,
        changes: Sequence[Change],
        *,
        command_id: str,
        fingerprint: bytes = b"",
        messages: Sequence[Message] = (),
    ) -> Outcome:
        """See Journal.append."""
        return self._groups.submit(self._preparation.prepare(changes, command_id, fingerprint, messages))

    def append_within(self, connection: Connection, change: Change, command_id: str) -> Outcome:
        """Append in the caller's own write transaction, together with what else it changes."""
        cursor = connection.connection.cursor()
        return self._appender.append_within(cursor, self._preparation.prepare([change], command_id))

    def append_batch(self, batch: Sequence[tuple[Sequence[Change], str]]) -> list[Outcome]:
        """Append many commands, (changes, command id) each, in one transaction: all or none."""
        return self._appender.commit_batch(self._preparation.prepare_all(batch))

    def load(self, stream: str, *, whole: bool = False) -> list[Recorded]:
        """See Journal.load."""
        with self.database.reading() as connection:
            return self.reader.stream(connection, stream, whole=whole)

    def load_together(self, streams: Sequence[str]) -> list[list[Recorded]]:
        """See Journal.load_together."""
        with self.database.reading() as connection:
            return self.reader.streams(connection, streams)

    def read(self, start: int, limit: int, *, with_parts: bool = False) -> list[Recorded]:
        """Return up to `limit` events from position `start` on; their erasable parts only if asked for."""
        with self.database.reading() as connection:
            return self.reader.range(connection, start, limit, with_parts=with_parts)

    def outcome_of(self, command_id: str, fingerprint: bytes = b"") -> Outcome | None:
        """See Journal.outcome_of."""
        with self.database.reading() as connection:
            done = connection.execute(
                select(commands.c.fingerprint, commands.c.position, commands.c.event_count).where(
                    commands.c.id == command_id
                )
            ).first()
        return None if done is None else outcome_of_done(tuple(done), fingerprint)

    def file(self, position: int, name: str, *, whole: bool = False) -> bytes | None:
        """Return a file of an event; None if it is erased, or never was, or is withheld from public view.

        Raise PartIsDamaged.
        """
        with self.database.reading() as connection:
            if not whole and is_withheld(connection, position, name):
                return None
            return file_of(connection, self.vault, position, name)

    def leaf(self, position: int) -> bytes:
        """Return the signed statement at a position; raise KeyError."""
        with self.database.reading() as connection:
            found = connection.scalar(select(events.c.leaf).where(events.c.position == position))
        if found is None:
            raise KeyError(position)
        return bytes(found)

    def leaf_hash(self, position: int) -> bytes:
        """Return the fingerprint of the entry at a position, as it stands in the tree; raise KeyError."""
        return leaf_hash(self.leaf(position))

    def stream_at(self, position: int) -> str:
        """Return the stream of the event at a position; raise KeyError."""
        with self.database.reading() as connection:
            found = connection.scalar(select(events.c.stream).where(events.c.position == position))
        if found is None:
            raise KeyError(position)
        return str(found)

    def position_of(self, stream: str, version: int) -> int:
        """Return the position of a stream's event; raise KeyError."""
        with self.database.reading() as connection:
            found = connection.scalar(
                select(events.c.position).where(events.c.stream == stream, events.c.version == version)
            )
        if found is None:
            raise KeyError(f"{stream} {version}")
        return int(found)

    def size(self) -> int:
        """Return how many events there are; positions are 0 to size - 1."""
        with self.database.reading() as connection:
            last = connection.scalar(select(func.max(events.c.position)))
            return 0 if last is None else last + 1
