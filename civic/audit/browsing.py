"""The log as people leaf through it: newest first, by key, narrowed by type or to one case.

There is no index by type, because every index costs every append. A page narrowed by type therefore looks
through a fixed stretch of the log and says where it stopped: what it costs does not depend on the log.
"""

from dataclasses import dataclass

from sqlalchemy import select

from civic.kernel.event import Recorded
from civic.store.event_store import EventStore
from civic.store.tables import events

ON_A_PAGE = 50
LOOKED_THROUGH = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, newest first, and the position below which the next page looks, if there is more."""

    entries: tuple[Recorded, ...]
    next_before: int | None


def browse(store: EventStore, before: int | None = None, type_: str = "", stream: str = "") -> Found:
    """Return entries below a position, the newest without one."""
    ceiling = store.size() if before is None else min(before, store.size())
    floor = 0 if stream or not type_ else max(0, ceiling - LOOKED_THROUGH)
    wanted = select(events.c.position).where(events.c.position < ceiling, events.c.position >= floor)
    if type_:
        wanted = wanted.where(events.c.type == type_)
    if stream:
        wanted = wanted.where(events.c.stream == stream)
    newest_first = wanted.order_by(events.c.position.desc()).limit(ON_A_PAGE + 1)
    with store.database.reading() as connection:
        positions = list(connection.scalars(newest_first))
        entries = store.reader.at(connection, positions[:ON_A_PAGE])
    if len(positions) > ON_A_PAGE:
        return Found(entries, positions[ON_A_PAGE - 1])
    return Found(entries, floor or None)
