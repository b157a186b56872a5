"""What the database says must be what was signed: rows against statements, parts against commitments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select

from civic.kernel.clock import from_timestamp, to_micros
from civic.store.files import faults_in_files, stray_files
from civic.store.reading import EventReader, statement_of
from civic.store.tables import events, parts
from civic.store.vault import PartIsDamaged


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
    parts_at_fault = [*_part_faults(connection, reader, sound), *_stray_parts(connection)]
    return [*faults, *parts_at_fault, *stray_files(connection)]


def _row_fault(row: Any, leaf: bytes) -> str | None:
    if row is None:
        return "is in the log and not in the database"
    if bytes(row.leaf) != leaf:
        return "is not what was published"
    statement = statement_of(leaf)
    signed = (
        *(statement[name] for name in ("position", "stream", "version", "type")),
        to_micros(from_timestamp(statement["recorded_at"])),
    )
    said = (row.position, row.stream, row.version, row.type, row.recorded_at)
    return None if said == signed else "has other columns than were signed"


def _part_faults(
    connection: Connection, reader: EventReader, statements: Mapping[int, Mapping[str, Any]]
) -> Iterator[str]:
    if not statements:
        return
    try:
        opened = reader.opened(connection, statements, whole=True)
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
    yield from faults_in_files(connection, reader, opened)


def _stray_parts(connection: Connection) -> Iterator[str]:
    """A part moved to where no event is would otherwise look as if it had been erased."""
    last = connection.scalar(select(func.max(events.c.position))) or 0
    beyond = select(parts).where(or_(parts.c.position < 0, parts.c.position > last)).limit(1)
    for row in connection.execute(beyond):
        yield f"part {row.name} is of event {row.position}, which does not exist"
