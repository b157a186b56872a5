"""Events as everyone may have them: what was signed, and what is published beside it with its keys."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from civic.kernel.clock import to_timestamp
from civic.kernel.errors import NotFound
from civic.store.event_store import EventStore
from civic.store.reading import statement_of
from civic.store.serialisation import from_bytes
from civic.store.tables import events
from civic.store.vault import OpenedPart

LARGEST_POSITION = 2**63 - 1


class NoSuchEvent(NotFound):
    """The log has not come to that position."""

    code = "audit.no-such-event"


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event without anything sealed. `erased` names the parts that it commits to and that are gone.

    Of a part of which something is out of public view, neither the committed bytes nor the key are public:
    the first have what is withheld in them, the second would confirm a guess.
    """

    position: int
    leaf: bytes
    statement: Mapping[str, Any]
    content: Mapping[str, OpenedPart]
    erased: tuple[str, ...]

    def published_parts(self) -> dict[str, dict[str, Any]]:
        """Return each published part with what it takes to check it against the commitment in the leaf."""
        return {
            name: {
                "value": from_bytes(part.committed),
                "committed": None if part.withheld else part.committed.decode(),
                "commitment_key": None if part.withheld else base64.b64encode(part.commitment_key).decode(),
                "commitment": self.statement["commitments"][name],
            }
            for name, part in self.content.items()
        }

    def withheld(self) -> list[dict[str, Any]]:
        """Return what of the published parts is out of public view, why, since when and by which event."""
        return [
            {"item": each.item, "reason": each.reason, "since": to_timestamp(each.since), "by": each.by}
            for part in self.content.values()
            for each in part.withheld
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the event as it stands in a timeline."""
        said = {name: self.statement[name] for name in _SAID}
        parts = {"content": self.published_parts(), "erased": list(self.erased)}
        return {**said, **parts, "withheld": self.withheld()}


_SAID = ("position", "id", "type", "type_version", "stream", "version", "recorded_at", "data")


def events_of(store: EventStore, stream: str) -> list[PublicEvent]:
    """Return a stream's events from the first, an empty list if it does not exist."""
    return _public(store, events.c.stream == stream)


def event_at(store: EventStore, position: int) -> PublicEvent:
    """Raise NoSuchEvent."""
    found = _public(store, events.c.position == position) if position <= LARGEST_POSITION else []
    if not found:
        raise NoSuchEvent(f"there is no event at {position} yet", position=str(position)[:40])
    return found[0]


def _public(store: EventStore, which: ColumnElement[bool]) -> list[PublicEvent]:
    wanted = select(events.c.position, events.c.leaf).where(which).order_by(events.c.version)
    with store.database.reading() as connection:
        leaves = {row.position: bytes(row.leaf) for row in connection.execute(wanted)}
        statements = {position: statement_of(leaf) for position, leaf in leaves.items()}
        opened = store.reader.opened(connection, statements)
    return [
        _without_sealed(position, leaf, statements[position], opened[position])
        for position, leaf in leaves.items()
    ]


def _without_sealed(
    position: int, leaf: bytes, statement: Mapping[str, Any], found: Sequence[OpenedPart]
) -> PublicEvent:
    parts = {f"{part.kind}.{part.role}": part for part in found}
    return PublicEvent(
        position=position,
        leaf=leaf,
        statement=statement,
        content={name: part for name, part in parts.items() if part.kind == "content"},
        erased=tuple(sorted(statement["commitments"].keys() - parts.keys())),
    )
