"""What the database says must be what was signed: rows against statements, parts against commitments."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from civic.kernel.clock import to_timestamp
from civic.store.reading import EventReader, statement_of
from civic.store.tables import events, parts
from civic.store.vault import PartIsDamaged

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def faults_in_rows(
    connection: Connection, reader: EventReader, start: int, leaves: Sequence[bytes]
) -> list[str]:
    """Compare the rows from position `start` on with the published entries; return a sentence a fault."""
    rows = connection.execute(
        select(events)
        .where(events.c.position >= start, events.c.position < start + len(leaves))
        .order_by(events.c.position)
    ).all()
    by_position = {row.position: row for row in rows}
    faults: list[str] = []
    sound: dict[int, Mapping[str, Any]] = {}
    for position, leaf in enumerate(leaves, start):
        fault = _row_fault(by_position.get(position), leaf)
        if fault:
            faults.append(f"event {position}: {fault}")
        else:
            sound[position] = statement_of(leaf)
    return faults + list(_part_faults(connection, reader, sound))


def _row_fault(row: Any, leaf: bytes) -> str | None:
    if row is None:
        return "is in the log and not in the database"
    if bytes(row.leaf) != leaf:
        return "is not what was published"
    statement = statement_of(leaf)
    said = (
        row.position,
        row.stream,
        row.version,
        row.type,
        to_timestamp(EPOCH + timedelta(microseconds=row.recorded_at)),
    )
    signed = tuple(statement[name] for name in ("position", "stream", "version", "type", "recorded_at"))
    return None if said == signed else "has other columns than were signed"


def _part_faults(
    connection: Connection, reader: EventReader, statements: Mapping[int, Mapping[str, Any]]
) -> Iterator[str]:
    if not statements:
        return
    try:
        opened = reader.opened(connection, statements)
    except (PartIsDamaged, KeyError) as error:
        yield str(error)
        return
    for position, found in opened.items():
        promised = statements[position]["commitments"]
        for part in found:
            if promised.get(f"{part.kind}.{part.role}") != part.commitment():
                yield f"event {position}: part {part.kind}.{part.role} is not what was committed to"
    stored = connection.execute(
        select(parts.c.position, parts.c.name).where(parts.c.position.in_(list(statements)))
    ).all()
    readable = {(position, f"{p.kind}.{p.role}") for position, found in opened.items() for p in found}
    for position, name in {(row.position, row.name) for row in stored} - readable:
        yield f"event {position}: part {name} is there and its key is not"
