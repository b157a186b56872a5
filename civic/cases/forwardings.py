"""Where cases are outside the city: a read table, made from the log like all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, Index, Table, Text, select, update

from civic.cases.events import CaseForwarded, ForwardingAccepted
from civic.cases.projections import case_list
from civic.cases.tables import metadata
from civic.cases.workflow import OPEN
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber
from civic.store.upsert import upsert

case_forwardings = Table(
    "case_forwardings",
    metadata,
    Column("number", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("forwarding", BigInteger, nullable=False, comment="position of the event that passed it on"),
    Column("reference_at", BigInteger, nullable=False, comment="position of the event that has their number"),
    Index("case_forwardings_party", "party", "number"),
)


class Forwardings:
    """One row for each case that was passed on: to whom last, and which event has its number there."""

    name = "cases.forwardings"
    tables: Sequence[Table] = (case_forwardings,)

    def apply(self, events: Sequence[Recorded], tables: Mapping[str, Table], connection: Connection) -> None:
        """Bring the table up to what these events say, in their order."""
        table = tables["case_forwardings"]
        for recorded in events:
            event, position = recorded.event, recorded.position
            if isinstance(event, CaseForwarded):
                row = {"number": event.case, "party": event.party}
                upsert(connection, table, [{**row, "forwarding": position, "reference_at": position}])
            elif isinstance(event, ForwardingAccepted):
                this = (table.c.number == event.case) & (table.c.forwarding == event.forwarding)
                connection.execute(update(table).where(this).values(reference_at=position))


@dataclass(frozen=True, slots=True)
class Followable:
    """An open case that was passed on by the event at `forwarding`; another one has its number there."""

    number: CaseNumber
    forwarding: int
    reference_at: int


def followable(connection: Connection, city: str, party: str, after: str, limit: int) -> Sequence[Followable]:
    """Return open cases of a city that somebody outside has, in the order of their numbers."""
    table = case_forwardings.c
    wanted = (
        select(table.number, table.forwarding, table.reference_at)
        .join(case_list, case_list.c.number == table.number)
        .where(table.party == party, table.number > after)
        .where(case_list.c.city == city, case_list.c.state.in_(sorted(OPEN)))
        .order_by(table.number)
        .limit(limit)
    )
    return [
        Followable(CaseNumber(row.number), row.forwarding, row.reference_at)
        for row in connection.execute(wanted)
    ]
