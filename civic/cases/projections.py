"""Read tables of cases. They hold codes, times and positions; words stay in the event they belong to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    select,
    tuple_,
)

from civic.cases.events import CaseFiled
from civic.cases.model import Case, evolve
from civic.kernel.clock import from_timestamp, to_micros
from civic.kernel.event import Recorded
from civic.store.upsert import upsert

metadata = MetaData()

case_list = Table(
    "case_list",
    metadata,
    Column("number", Text, primary_key=True),
    Column("city", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("ended_as", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("district", Text),
    Column("neighbourhood", Text),
    Column("address", Text),
    Column("filed_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("case_list_queue", "city", "state", "department", "filed_at", "number"),
    Index("case_list_city", "city", "state", "filed_at", "number"),
)

case_counts = Table(
    "case_counts",
    metadata,
    Column("city", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("cases", Integer, nullable=False),
)

STREAM = "case/"
Row = dict[str, Any]
Tables = Mapping[str, Table]


class CaseList:
    """One row a case, and how many there are in each state of each department."""

    name = "cases.case_list"
    tables: Sequence[Table] = (case_list, case_counts)

    def apply(self, events: Sequence[Recorded], tables: Tables, connection: Connection) -> None:
        """Fold the events into the rows of their cases, then write each touched row once."""
        ours = [event for event in events if event.stream.startswith(STREAM)]
        rows = _rows_of(connection, tables["case_list"], {_number(event) for event in ours})
        before = _count(rows.values())
        for event in ours:
            rows[_number(event)] = _after(rows.get(_number(event)), event)
        upsert(connection, tables["case_list"], list(rows.values()))
        _add_counts(connection, tables["case_counts"], before, _count(rows.values()))


def _number(recorded: Recorded) -> str:
    return recorded.stream.removeprefix(STREAM)


def _rows_of(connection: Connection, table: Table, numbers: set[str]) -> dict[str, Row]:
    found = connection.execute(select(table).where(table.c.number.in_(numbers)))
    return {row["number"]: dict(row) for row in found.mappings()}


def _after(row: Row | None, recorded: Recorded) -> Row:
    if isinstance(recorded.event, CaseFiled):
        return _filed(recorded, recorded.event)
    assert row is not None, f"event {recorded.position} concerns a case that was never filed"
    case = evolve(Case(state=row["state"], version=row["version"], ended_as=row["ended_as"]), recorded.event)
    changed = {"state": case.state, "version": case.version, "ended_as": case.ended_as}
    return {**row, **changed, "changed_at": _happened_at(recorded)}


def _filed(recorded: Recorded, event: CaseFiled) -> Row:
    filed_at = _happened_at(recorded)
    return {
        "number": event.case,
        "city": event.city,
        "service": event.service,
        "kind": event.kind,
        "state": "received",
        "ended_as": "",
        "department": event.department,
        "channel": event.channel,
        "district": event.place.district,
        "neighbourhood": event.place.neighbourhood,
        "address": event.place.address,
        "filed_at": filed_at,
        "changed_at": filed_at,
        "position": recorded.position,
        "version": 1,
    }


def _happened_at(recorded: Recorded) -> int:
    """Microseconds of when it happened as far as anybody says, else of when it was recorded."""
    said = getattr(recorded.event, "occurred_at", None)
    moment = from_timestamp(said) if said else recorded.recorded_at
    return to_micros(moment)


_Counts = Counter[tuple[str, str, str]]


def _count(rows: Any) -> _Counts:
    return Counter((row["city"], row["department"], row["state"]) for row in rows)


def _add_counts(connection: Connection, table: Table, before: _Counts, after: _Counts) -> None:
    changed = {key for key in before.keys() | after.keys() if before[key] != after[key]}
    if not changed:
        return
    columns = tuple_(table.c.city, table.c.department, table.c.state)
    found = connection.execute(select(table).where(columns.in_(changed)))
    now = {(row.city, row.department, row.state): row.cases for row in found}
    totals = {key: now.get(key, 0) + after[key] - before[key] for key in sorted(changed)}
    upsert(
        connection,
        table,
        [
            {"city": city, "department": department, "state": state, "cases": cases}
            for (city, department, state), cases in totals.items()
            if cases
        ],
    )
    # Made in one batch or in many, the table is the same: nothing is left where there are none.
    empty = [key for key, cases in totals.items() if not cases]
    if empty:
        connection.execute(delete(table).where(columns.in_(empty)))
