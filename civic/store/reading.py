"""Reading events back: from the signed bytes, with the parts that are still there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from civic.kernel.clock import from_timestamp
from civic.kernel.event import Part, Recorded, put_together
from civic.kernel.ids import PersonId
from civic.store.serialisation import from_bytes
from civic.store.tables import data_keys, events, parts
from civic.store.vault import OpenedPart, Vault
from civic.store.vocabulary import Vocabulary
from ledger.dsse import payload_of

Opened = Mapping[int, Sequence[OpenedPart]]

_STREAM = (
    select(events.c.position, events.c.leaf)
    .where(events.c.stream == bindparam("stream"))
    .order_by(events.c.version)
)
_STREAMS = (
    select(events.c.position, events.c.leaf)
    .where(events.c.stream.in_(bindparam("streams", expanding=True)))
    .order_by(events.c.stream, events.c.version)
)
_RANGE = (
    select(events.c.position, events.c.leaf)
    .where(events.c.position >= bindparam("start"))
    .order_by(events.c.position)
    .limit(bindparam("limit"))
)
_AT = select(events.c.position, events.c.leaf).where(
    events.c.position.in_(bindparam("positions", expanding=True))
)
_PARTS = (
    select(parts, data_keys.c.wrapping, data_keys.c.wrapped)
    .join(data_keys, data_keys.c.person == parts.c.person)
    .where(parts.c.position.in_(bindparam("positions", expanding=True)))
)
_PUBLISHED = _PARTS.where(parts.c.name.startswith("content."))


def statement_of(leaf: bytes) -> dict[str, Any]:
    """Return the statement that was signed."""
    statement: dict[str, Any] = from_bytes(payload_of(leaf))
    return statement


class EventReader:
    """Turns rows into events."""

    def __init__(self, vocabulary: Vocabulary, vault: Vault) -> None:
        self._vocabulary = vocabulary
        self.vault = vault

    def stream(self, connection: Connection, stream: str) -> list[Recorded]:
        rows = connection.execute(_STREAM, {"stream": stream}).all()
        return self._read(connection, rows, with_parts=True)

    def streams(self, connection: Connection, names: Sequence[str]) -> list[list[Recorded]]:
        """Return several streams, read at once, in the order of their names here."""
        rows = connection.execute(_STREAMS, {"streams": list(names)}).all()
        found = self._read(connection, rows, with_parts=True)
        return [[each for each in found if each.stream == name] for name in names]

    def range(self, connection: Connection, start: int, limit: int, *, with_parts: bool) -> list[Recorded]:
        rows = connection.execute(_RANGE, {"start": start, "limit": limit}).all()
        return self._read(connection, rows, with_parts=with_parts)

    def at(self, connection: Connection, positions: Sequence[int]) -> tuple[Recorded, ...]:
        """Return the events at some positions in the order asked for, without their erasable parts."""
        rows = connection.execute(_AT, {"positions": list(positions)}).all()
        found = {each.position: each for each in self._read(connection, rows, with_parts=False)}
        return tuple(found[position] for position in positions)

    def opened(
        self, connection: Connection, statements: Mapping[int, Mapping[str, Any]], *, published: bool = False
    ) -> Opened:
        """Return the parts that are still there by position, or only the published ones, by statements."""
        found: dict[int, list[OpenedPart]] = {position: [] for position in statements}
        for row in connection.execute(_PUBLISHED if published else _PARTS, {"positions": list(statements)}):
            event_id = statements[row.position]["id"]
            found[row.position].append(self.vault.open(row, event_id, self.vault.unwrap(row)))
        return found

    def contents(self, connection: Connection, positions: Iterable[int]) -> dict[int, Part]:
        """Return the published content of events, by position; nothing for those erased or without."""
        rows = connection.execute(_AT, {"positions": list(positions)})
        statements = {row.position: statement_of(row.leaf) for row in rows}
        opened = self.opened(connection, statements, published=True)
        return {position: part.as_part() for position, found in opened.items() for part in found}

    def from_leaf(self, leaf: bytes) -> Recorded:
        """Read one event without its erasable parts; no database is asked."""
        statement = statement_of(leaf)
        return self._recorded(statement["position"], statement, (), parts_were_read=False)

    def _read(self, connection: Connection, rows: Sequence[Any], *, with_parts: bool) -> list[Recorded]:
        statements = {row.position: statement_of(row.leaf) for row in rows}
        opened = self.opened(connection, statements) if with_parts and statements else {}
        return [
            self._recorded(position, statement, opened.get(position, ()), parts_were_read=with_parts)
            for position, statement in statements.items()
        ]

    def _recorded(
        self,
        position: int,
        statement: dict[str, Any],
        found: Sequence[OpenedPart],
        *,
        parts_were_read: bool,
    ) -> Recorded:
        event_class, data = self._vocabulary.read(
            statement["type"], statement["type_version"], statement["data"]
        )
        persons: dict[str, PersonId] = {part.role: part.person for part in found}
        names = {f"{part.kind}.{part.role}" for part in found}
        return Recorded(
            position=position,
            id=statement["id"],
            stream=statement["stream"],
            version=statement["version"],
            recorded_at=from_timestamp(statement["recorded_at"]),
            event=put_together(event_class, data, [part.as_part() for part in found], persons),
            erased=frozenset(statement["commitments"]) - names if parts_were_read else frozenset(),
        )
