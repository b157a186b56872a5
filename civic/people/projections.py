"""Who works for which city, and when a person of trust is due: ids only; names stay in their events."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, Table, Text, update

from civic.kernel.clock import MICROSECOND, from_timestamp, to_micros
from civic.kernel.event import Recorded
from civic.people.events import OfficialAdmitted, OfficialLeft
from civic.people.trust import KEPT, OPEN_FOR
from civic.people.trust_events import TrustAccepted, TrustEnded, TrustNamed
from civic.store.projector import Tables
from civic.store.upsert import upsert

STREAM = "official/"
metadata = MetaData()

officials = Table(
    "officials",
    metadata,
    Column("official", Text, primary_key=True),
    Column("city", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("has_left", Integer, nullable=False),
    Index("officials_city", "city", "has_left", "department", "official"),
)

trusts = Table(
    "trusts",
    metadata,
    Column("trust", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, comment="of the event that named somebody"),
    Column("state", Text, nullable=False),
    Column("until", BigInteger, nullable=True, comment="microseconds since 1970, UTC"),
    Column("due_at", BigInteger, nullable=True, comment="when it ends by itself, or is erased; null: never"),
    Index("trusts_due", "due_at"),
)


class Directory:
    """One row an official."""

    name = "people.officials"
    tables: Sequence[Table] = (officials,)

    def apply(self, events: Sequence[Recorded], tables: Tables, connection: Connection) -> None:
        """Add who was admitted, and mark who left."""
        table = tables["officials"]
        for recorded in events:
            event = recorded.event
            if isinstance(event, OfficialAdmitted):
                row = {"official": event.official, "city": event.city, "department": event.department}
                upsert(connection, table, [row | {"has_left": 0}])
            elif isinstance(event, OfficialLeft):
                gone = recorded.stream.removeprefix(STREAM)
                connection.execute(update(table).where(table.c.official == gone).values(has_left=1))


class TrustDays:
    """One row a person of trust, by which it is found when something is due."""

    name = "people.trusts"
    tables: Sequence[Table] = (trusts,)

    def apply(self, events: Sequence[Recorded], tables: Tables, connection: Connection) -> None:
        """Note what each event makes due."""
        for recorded in events:
            event = recorded.event
            if isinstance(event, TrustNamed):
                _add(event, recorded, tables["trusts"], connection)
            elif isinstance(event, TrustAccepted):
                table = tables["trusts"]
                accepted = update(table).where(table.c.trust == event.trust)
                connection.execute(accepted.values(state="accepted", due_at=table.c.until))
            elif isinstance(event, TrustEnded):
                table = tables["trusts"]
                ended = update(table).where(table.c.trust == event.trust)
                due_at = to_micros(recorded.recorded_at) + KEPT // MICROSECOND
                connection.execute(ended.values(state="ended", due_at=due_at))


def _add(event: TrustNamed, recorded: Recorded, table: Table, connection: Connection) -> None:
    until = to_micros(from_timestamp(event.until)) if event.until else None
    lapses = to_micros(recorded.recorded_at) + OPEN_FOR // MICROSECOND
    row = {"trust": event.trust, "position": recorded.position, "state": "named", "until": until}
    upsert(connection, table, [row | {"due_at": min(lapses, until) if until else lapses}])
