"""Who works for which city: ids and departments only; names stay in the events that they belong to."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text, update

from civic.kernel.event import Recorded
from civic.people.events import OfficialAdmitted, OfficialLeft
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
