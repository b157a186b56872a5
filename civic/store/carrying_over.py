"""What is kept of somebody of whom something was erased: under another pseudonym, with another data key.

All parts of a person are sealed with one data key. Only when that key is destroyed does nothing open a copy
of the erased part in a backup; so what is to stay is encrypted anew. Whoever was about to write about the
old pseudonym is refused as if the person had been erased, and decides again.
"""

from sqlalchemy import Connection, insert, select, update

from civic.kernel.ids import PersonId, new_person_id
from civic.kernel.randomness import random_bytes
from civic.store.files import carry_files_over
from civic.store.keyring import KEY
from civic.store.reading import statement_of
from civic.store.tables import data_keys, events, parts
from civic.store.vault import Vault


def carry_over(connection: Connection, vault: Vault, person: PersonId) -> None:
    """Move all parts of a person to a new pseudonym; the old data key then opens nothing that is kept.

    Call it under the writer lock.
    """
    wanted = select(parts, events.c.leaf).join(events, events.c.position == parts.c.position)
    kept = connection.execute(wanted.where(parts.c.person == person)).all()
    if not kept:
        return
    successor, new_key = new_person_id(), random_bytes(KEY)
    old_key = vault.keys_of(connection, [person])[person]
    for row in kept:
        body = vault.reseal(row, statement_of(row.leaf)["id"], old_key, new_key)
        moved = update(parts).where(parts.c.position == row.position, parts.c.name == row.name)
        connection.execute(moved.values(person=successor, body=body))
    carry_files_over(connection, vault, person, successor, (old_key, new_key))
    ((_, wrapping, wrapped),) = vault.wrap([(successor, new_key)])
    connection.execute(insert(data_keys).values(person=successor, wrapping=wrapping, wrapped=wrapped))
