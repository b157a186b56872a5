"""Files beside events: encrypted with the data key of the person that their part concerns, erased with it.

A part names a file by a record with its name (`file`) and hex SHA-256 (`digest`), so the log is committed to
every byte of it.
"""

import hashlib
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, bindparam, func, or_, select, update

from civic.kernel.event import Json
from civic.kernel.ids import PersonId
from civic.kernel.withheld import withholds_file
from civic.store.reading import EventReader, Opened, statement_of
from civic.store.serialisation import from_bytes
from civic.store.tables import data_keys, events, files, withheld
from civic.store.vault import PartIsDamaged, Vault

_ONE = (
    select(files, events.c.leaf, data_keys.c.wrapping, data_keys.c.wrapped)
    .join(events, events.c.position == files.c.position)
    .join(data_keys, data_keys.c.person == files.c.person)
    .where(files.c.position == bindparam("position"), files.c.name == bindparam("name"))
)


def file_of(connection: Connection, vault: Vault, position: int, name: str) -> bytes | None:
    """Return a file of an event; None if it is erased or never was. Raise PartIsDamaged."""
    row = connection.execute(_ONE, {"position": position, "name": name}).first()
    if row is None:
        return None
    return vault.open_file(row, statement_of(row.leaf)["id"], vault.unwrap(row))


def is_withheld(connection: Connection, position: int, name: str) -> bool:
    """Whether a file of an event is out of public view."""
    items = connection.scalars(select(withheld.c.item).where(withheld.c.position == position))
    return any(withholds_file(item, name) for item in items)


def carry_files_over(
    connection: Connection, vault: Vault, person: PersonId, successor: PersonId, keys: tuple[bytes, bytes]
) -> None:
    """Move the files of a person to another pseudonym, from the old data key to the new one."""
    wanted = select(files, events.c.leaf).join(events, events.c.position == files.c.position)
    for row in connection.execute(wanted.where(files.c.person == person)).all():
        body = vault.reseal_file(row, statement_of(row.leaf)["id"], *keys)
        moved = update(files).where(files.c.position == row.position, files.c.name == row.name)
        connection.execute(moved.values(person=successor, body=body))


def faults_in_files(connection: Connection, reader: EventReader, opened: Opened) -> Iterator[str]:
    """Compare the files of some events with what their parts say of them; yield a sentence a fault."""
    stored = connection.execute(
        select(files.c.position, files.c.name).where(files.c.position.in_(list(opened)))
    ).all()
    named = {
        (position, record["file"]): record["digest"]
        for position, found in opened.items()
        for part in found
        for record in _records(from_bytes(part.committed))
    }
    for position, name in sorted(named.keys() | {(row.position, row.name) for row in stored}):
        fault = _fault(connection, reader.vault, position, name, named.get((position, name)))
        if fault:
            yield f"event {position}: file {name} {fault}"


def stray_files(connection: Connection) -> Iterator[str]:
    """A file of an event that does not exist would be looked at with none."""
    last = connection.scalar(select(func.max(events.c.position))) or 0
    beyond = select(files.c.position, files.c.name).where(or_(files.c.position < 0, files.c.position > last))
    for row in connection.execute(beyond.limit(1)):
        yield f"file {row.name} is of event {row.position}, which does not exist"


def _records(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield every record inside a value that names a file."""
    if isinstance(value, dict):
        if {"file", "digest"} <= value.keys():
            yield value
        for member in value.values():
            yield from _records(member)
    elif isinstance(value, list):
        for item in value:
            yield from _records(item)


def _fault(connection: Connection, vault: Vault, position: int, name: str, digest: str | None) -> str | None:
    if digest is None:
        return "is there and no part names it"
    try:
        body = file_of(connection, vault, position, name)
    except (PartIsDamaged, KeyError) as error:
        return f"cannot be opened: {error}"
    if body is None:
        return "is named and not there"
    return None if hashlib.sha256(body).hexdigest() == digest else "is not what was committed to"
