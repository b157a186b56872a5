"""What the reporter of a case needs to open its commitments in the log: parts, keys and receipts."""

import base64
from typing import Any

from sqlalchemy import select

from civic.audit.entry import CASE_STREAM
from civic.audit.published import PublishedLog
from civic.kernel.ids import CaseNumber, spell
from civic.store.event_store import EventStore
from civic.store.reading import statement_of
from civic.store.tables import events
from civic.store.vault import OpenedPart


def opening_of(store: EventStore, log: PublishedLog, number: CaseNumber) -> dict[str, Any]:
    """Return every event of a case with its receipt and the parts that concern its reporter.

    What is sealed for somebody else is left out, and what was erased is named without its words.
    """
    wanted = select(events.c.position, events.c.leaf).where(events.c.stream == CASE_STREAM + number)
    with store.database.reading() as connection:
        rows = connection.execute(wanted.order_by(events.c.version)).all()
        leaves = {row.position: bytes(row.leaf) for row in rows}
        statements = {position: statement_of(leaf) for position, leaf in leaves.items()}
        opened = store.reader.opened(connection, statements, whole=True)
    first = next(iter(leaves))
    reporters = {part.person for part in opened[first]}
    return {
        "case": spell(number),
        "log": log.origin,
        "entries": [
            {
                "position": position,
                "envelope": base64.b64encode(leaf).decode(),
                "commitments": statements[position]["commitments"],
                "receipt": _receipt(log, position),
                "parts": {
                    f"{part.kind}.{part.role}": _opening(part)
                    for part in opened[position]
                    if part.kind == "content" or part.person in reporters
                },
            }
            for position, leaf in leaves.items()
        ],
    }


def _receipt(log: PublishedLog, position: int) -> str | None:
    """Return the `.tlog-proof` as text, None until the entry is published."""
    proof = log.receipt(position)
    return None if proof is None else proof.decode()


def _opening(part: OpenedPart) -> dict[str, str]:
    return {"committed": part.committed.decode(), "hexkey": part.commitment_key.hex()}
