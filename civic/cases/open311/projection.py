"""Read tables of requests as others ask for them: by status, service, time and place, and what changed when.

They hold codes, times and positions, and of a place only what everyone may see. Words stay in the events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, Table, Text, select

from civic.cases.events import CaseFiled, PartOpened
from civic.cases.model import Case, evolve
from civic.cases.projections import happened_at
from civic.cases.workflow import ENDED
from civic.kernel.event import Event, Recorded
from civic.store.upsert import upsert

metadata = MetaData()
_COVERED = ("filed_at", "number", "latitude", "longitude")

requests = Table(
    "open311_requests",
    metadata,
    Column("number", Text, primary_key=True),
    Column("city", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("status", Text, nullable=False, comment="open or closed"),
    Column("state", Text, nullable=False),
    Column("ended_as", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("filed_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, comment="microseconds since 1970, UTC; null while it is open"),
    Column("answered_at", BigInteger, comment="position of the city's last words to the reporter"),
    Column("latitude", Integer, comment="millionths of a degree, at the public precision of the service"),
    Column("longitude", Integer),
    Index("open311_requests_city", "city", *_COVERED),
    Index("open311_requests_status", "city", "status", *_COVERED),
    Index("open311_requests_service", "city", "service", *_COVERED),
    Index("open311_requests_both", "city", "service", "status", *_COVERED),
)

updates = Table(
    "open311_updates",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("city", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, comment="code of the reason, where the step has one"),
    Index("open311_updates_time", "city", "updated_at", "position"),
)

STREAM = "case/"
CLOSED = frozenset({*ENDED, "withdrawn"})
Row = dict[str, Any]


class Requests:
    """One row a request, and one for each thing that happened to it since it was filed."""

    name = "cases.open311"
    tables: Sequence[Table] = (requests, updates)

    def apply(self, events: Sequence[Recorded], tables: Mapping[str, Table], connection: Connection) -> None:
        """Fold the events into the rows of their requests, then write each touched row once."""
        ours = [event for event in events if event.stream.startswith(STREAM)]
        rows = _rows_of(connection, tables["open311_requests"], {_number(event) for event in ours})
        happened: list[Row] = []
        for event in ours:
            row = _after(rows.get(_number(event)), event)
            if row is None:
                continue
            rows[_number(event)] = row
            if not isinstance(event.event, CaseFiled):
                happened.append(_update(row, event))
        upsert(connection, tables["open311_requests"], list(rows.values()))
        upsert(connection, tables["open311_updates"], happened)


def _rows_of(connection: Connection, table: Table, numbers: set[str]) -> dict[str, Row]:
    found = connection.execute(select(table).where(table.c.number.in_(numbers)))
    return {row["number"]: dict(row) for row in found.mappings()}


def _number(recorded: Recorded) -> str:
    return recorded.stream.removeprefix(STREAM)


def _after(row: Row | None, recorded: Recorded) -> Row | None:
    """Return the request after one more event; None for parts of a case, whose whole is the request."""
    if isinstance(recorded.event, PartOpened):
        return None
    if isinstance(recorded.event, CaseFiled):
        return _filed(recorded, recorded.event)
    if row is None:
        return None
    case = evolve(Case(state=row["state"], version=row["version"], ended_as=row["ended_as"]), recorded.event)
    is_closed = case.state in CLOSED
    return {
        **row,
        # Whatever moves a case to another service says to which.
        "service": getattr(recorded.event, "service", None) or row["service"],
        "status": "closed" if is_closed else "open",
        "state": case.state,
        "ended_as": case.ended_as,
        "version": case.version,
        "closed_at": (row["closed_at"] or happened_at(recorded)) if is_closed else None,
        "answered_at": recorded.position if _may_answer(type(recorded.event)) else row["answered_at"],
    }


def _filed(recorded: Recorded, event: CaseFiled) -> Row:
    point = event.place.point
    return {
        "number": event.case,
        "city": event.city,
        "service": event.service,
        "status": "open",
        "state": "received",
        "ended_as": "",
        "version": 1,
        "filed_at": happened_at(recorded),
        "closed_at": None,
        "answered_at": None,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
    }


def _update(row: Row, recorded: Recorded) -> Row:
    return {
        "position": recorded.position,
        "city": row["city"],
        "number": row["number"],
        "updated_at": happened_at(recorded),
        "state": row["state"],
        "reason": getattr(recorded.event, "reason", None),
    }


def _may_answer(event_class: type[Event]) -> bool:
    """Whether an event of this class holds words of the city, which stand in its published part."""
    answered = _ANSWERED.get(event_class)
    if answered is None:
        parts = {field.name: field.metadata.get("part", ("data", "")) for field in fields(event_class)}  # type: ignore[arg-type]
        answered = _ANSWERED[event_class] = parts.get("answer", ("", ""))[0] == "content"
    return answered


_ANSWERED: dict[type[Event], bool] = {}
