"""Reading events back: from the signed bytes, with the parts that are still there.

What is withheld from public view is left out here, before any page, feed or letter can show it. Whoever may
have it all the same asks for the `whole`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from civic.kernel.clock import from_micros, from_timestamp
from civic.kernel.event import Part, Recorded, Withheld, put_together
from civic.kernel.ids import PersonId
from civic.store.serialisation import from_bytes
from civic.store.tables import data_keys, events, parts, withheld
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
    select(
        parts,
        *(data_keys.c.wrapping, data_keys.c.wrapped),
        *(withheld.c.item, withheld.c.reason, withheld.c.since, withheld.c.withheld_at),
    )
    .join(data_keys, data_keys.c.person == parts.c.person)
    # A row for each item that is withheld; of nearly all events there is none.
    .outerjoin(withheld, and_(withheld.c.position == parts.c.position, parts.c.name.startswith("content.")))
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

    def stream(self, connection: Connection, stream: str, *, whole: bool = False) -> list[Recorded]:
        rows = connection.execute(_STREAM, {"stream": stream}).all()
        return self._read(connection, rows, with_parts=True, whole=whole)

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
        self,
        connection: Connection,
        statements: Mapping[int, Mapping[str, Any]],
        *,
        published: bool = False,
        whole: bool = False,
    ) -> Opened:
        """Return the parts that are still there by position, or only the published ones, by statements."""
        rows: dict[tuple[int, str], list[Any]] = {}
        for row in connection.execute(_PUBLISHED if published else _PARTS, {"positions": list(statements)}):
            rows.setdefault((row.position, row.name), []).append(row)
        found: dict[int, list[OpenedPart]] = {position: [] for position in statements}
        for (position, _), of_part in rows.items():
            part = self._opened(of_part, statements[position]["id"])
            found[position].append(part if whole else part.for_everyone())
        return found

    def _opened(self, rows: Sequence[Any], event_id: str) -> OpenedPart:
        part = self.vault.open(rows[0], event_id, self.vault.unwrap(rows[0]))
        gone = tuple(_withheld(row) for row in rows if row.item is not None)
        return replace(part, withheld=gone) if gone else part

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

    def _read(
        self, connection: Connection, rows: Sequence[Any], *, with_parts: bool, whole: bool = False
    ) -> list[Recorded]:
        statements = {row.position: statement_of(row.leaf) for row in rows}
        opened = self.opened(connection, statements, whole=whole) if with_parts and statements else {}
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
            withheld=tuple(gone for part in found for gone in part.withheld),
        )


def _withheld(row: Any) -> Withheld:
    return Withheld(row.item, row.reason, from_micros(row.since), row.withheld_at)
