"""Erasure: destroy a person's data key, parts and every copy, and record that an erasure happened."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import Connection, delete, func, select, text, tuple_, update

from civic.kernel.event import Event
from civic.kernel.ids import PersonId
from civic.kernel.journal import Change, StreamHasMoved
from civic.store.carrying_over import carry_over
from civic.store.database import Database
from civic.store.event_store import EventStore
from civic.store.keyring import Keyring
from civic.store.tables import commands, data_keys, files, look_ups, one_time_codes, outbox, parts

STREAM = "erasures"
AT_ONCE = 1000
"""How many data keys are wrapped anew in one transaction."""


class Eraser:
    """Erases persons; what is left is commitments that nobody can open or guess."""

    def __init__(self, store: EventStore, database: Database, keyring: Keyring) -> None:
        self._store = store
        self._database = database
        self._keyring = keyring

    def erase(self, person: PersonId, record: Event, *, command_id: str) -> int:
        """Erase a person and return how many parts went; 0 if there was nothing (any more).

        The rows go in the transaction that appends `record`, the event that says so. Then the
        key-encryption key is replaced, so that a copy of the wrapped data key in a backup or a write-ahead
        log opens nothing either.
        """
        return self.erase_all([person], record, command_id=command_id)

    def erase_all(self, persons: Sequence[PersonId], record: Event, *, command_id: str) -> int:
        """Erase several persons together, as `erase` does one; `record` is said once for each of them."""
        erased = self.erase_rows(persons, record, command_id=command_id)
        self.finish()
        return erased

    def erase_rows(
        self, persons: Sequence[PersonId], record: Event, *, command_id: str, kind: str | None = None
    ) -> int:
        """Erase what pages and exports could show, at once; old copies open until `finish`.

        Of parts of one `kind` (content or sealed) only those go; the others stay, under another pseudonym.
        What this costs does not depend on how many persons there are, so that somebody can wait for it.
        """
        # Under the writer lock, as all use of the current key: two erasures at once lose nobody's key.
        with self._database.writing():
            self._keyring.begin_rotation()
        while True:
            with suppress(StreamHasMoved):
                return self._destroy_rows(persons, record, command_id, kind)

    def finish(self) -> None:
        """Finish what was begun, or what a crash interrupted: destroy the keys that still open old copies.

        A file of keys that a former cover encrypted is encrypted by the present one on the way.
        """
        if not self._keyring.is_rotating():
            return
        self._rewrap_all()
        while not self._destroy_old_keys():
            self._rewrap_all()
        self._scrub()

    def _destroy_rows(
        self, persons: Sequence[PersonId], record: Event, command_id: str, kind: str | None
    ) -> int:
        version = len(self._store.load(STREAM))
        with self._database.writing() as connection:
            said = Change(STREAM, version, [record] * len(persons))
            self._store.append_within(connection, said, command_id)
            return sum(self._destroy(connection, person, kind) for person in persons)

    def _destroy(self, connection: Connection, person: PersonId, kind: str | None) -> int:
        erased = _destroy_parts(connection, person, kind)
        if kind is not None:
            carry_over(connection, self._store.vault, person)
        connection.execute(delete(data_keys).where(data_keys.c.person == person))
        return erased

    def _rewrap_all(self) -> None:
        """Wrap every data key by the current key, some at a time, so that nobody who files waits long."""
        after: str | None = ""
        while after is not None:
            after = self._rewrap_some(after)

    def _rewrap_some(self, after: str) -> str | None:
        """Wrap anew the keys of the next persons in the order of their pseudonyms; return where to go on."""
        with self._database.writing() as connection:
            current, _ = self._keyring.current()
            wanted = select(data_keys).where(data_keys.c.person > after, data_keys.c.wrapping != current)
            stale = connection.execute(wanted.order_by(data_keys.c.person).limit(AT_ONCE)).all()
            for row in stale:
                person, wrapping, wrapped = self._store.vault.rewrap(row)
                connection.execute(
                    update(data_keys)
                    .where(data_keys.c.person == person)
                    .values(wrapping=wrapping, wrapped=wrapped)
                )
        return stale[-1].person if stale else None

    def _destroy_old_keys(self) -> bool:
        """Destroy all but the current key; not while another erasure has begun and rows need an older one."""
        with self._database.writing() as connection:
            current, _ = self._keyring.current()
            if connection.scalar(select(func.count()).where(data_keys.c.wrapping != current)):
                return False
            self._keyring.end_rotation()
            return True

    def _scrub(self) -> None:
        """Leave no copy in the database's own files: SQLite's log, PostgreSQL's dead rows."""
        if self._database.is_sqlite:
            with self._database.engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                assert driver is not None
                driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            with self._database.engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.execute(text("RESET ROLE"))
                for table in (parts, files, look_ups, data_keys, commands, one_time_codes):
                    alone.execute(text(f"VACUUM FULL {table.name}"))
                alone.invalidate()


def _destroy_parts(connection: Connection, person: PersonId, kind: str | None) -> int:
    goes = parts.c.person == person
    if kind is not None:
        goes &= parts.c.name.startswith(f"{kind}.")
    positions = select(parts.c.position).where(goes)
    concerned = list(connection.scalars(positions.distinct()))
    for position in concerned:
        led_to_it = (commands.c.position <= position) & (
            commands.c.position + commands.c.event_count > position
        )
        connection.execute(update(commands).where(led_to_it).values(fingerprint=None))
    connection.execute(delete(outbox).where(outbox.c.position.in_(concerned)))
    found_by = tuple_(look_ups.c.position, look_ups.c.part)
    connection.execute(
        delete(look_ups).where(found_by.in_(select(parts.c.position, parts.c.name).where(goes)))
    )
    of_them = (files.c.position.in_(concerned)) & (files.c.person == person)
    if kind is not None:
        of_them &= files.c.part.startswith(f"{kind}.")
    connection.execute(delete(files).where(of_them))
    return connection.execute(delete(parts).where(goes)).rowcount
