"""The read table of what is out of public view, which every reading of events is joined with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from civic.cases import events as e
from civic.cases.handlers.streams import STREAM
from civic.cases.projections import case_list
from civic.kernel.clock import from_micros, to_micros
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber
from civic.store.tables import withheld
from civic.store.upsert import upsert


class WithheldContent:
    """One row for each text or photo that nobody but officials sees."""

    name = "cases.withheld"
    tables: Sequence[Table] = (withheld,)

    def apply(self, events: Sequence[Recorded], tables: Mapping[str, Table], connection: Connection) -> None:
        for recorded in events:
            _apply(recorded, tables["withheld"], connection)


def _apply(recorded: Recorded, table: Table, connection: Connection) -> None:
    event = recorded.event
    if isinstance(event, e.ContentWithheld):
        upsert(connection, table, [_row(recorded, passage, event.reason) for passage in event.passages])
    elif isinstance(event, e.ContentRestored):
        for passage in event.passages:
            this = (table.c.position == passage.position) & (table.c.item == passage.item)
            connection.execute(delete(table).where(this))
        _note_objection(recorded.stream, None, table, connection)
    elif isinstance(event, e.ObjectionMade):
        _note_objection(recorded.stream, to_micros(recorded.recorded_at), table, connection)
    elif isinstance(event, e.ObjectionRefused):
        _note_objection(recorded.stream, None, table, connection)


def _note_objection(stream: str, objected_at: int | None, table: Table, connection: Connection) -> None:
    of_case = table.c.stream == stream
    connection.execute(update(table).where(of_case).values(objected_at=objected_at))


def _row(recorded: Recorded, passage: e.Passage, reason: str) -> dict[str, Any]:
    return {
        "position": passage.position,
        "item": passage.item,
        "stream": recorded.stream,
        "reason": reason,
        "since": to_micros(recorded.recorded_at),
        "withheld_at": recorded.position,
        "objected_at": None,
    }


_NUMBER = func.substr(withheld.c.stream, len(STREAM) + 1)


def counts_by_reason(connection: Connection, city: str) -> dict[str, int]:
    """Return how many texts and photos of a city are out of public view, by reason."""
    counted = (
        select(withheld.c.reason, func.count().label("items"))
        .join(case_list, case_list.c.number == _NUMBER)
        .where(case_list.c.city == city)
        .group_by(withheld.c.reason)
    )
    return {row.reason: int(row.items) for row in connection.execute(counted)}


@dataclass(frozen=True, slots=True)
class WithheldCase:
    """A case of which something is out of public view: how many texts and photos, since when.

    `objected_at` is when its reporter objected, None where no objection waits for a decision.
    """

    number: CaseNumber
    service: str
    items: int
    since: datetime
    objected_at: datetime | None


def withheld_cases(connection: Connection, city: str, limit: int) -> list[WithheldCase]:
    """Return cases of a city of which something is out of public view, those with an objection first.

    Of the objections the oldest comes first, of the others the newest.
    """
    since, objected = func.max(withheld.c.since), func.min(withheld.c.objected_at)
    found = (
        select(
            *(case_list.c.number, case_list.c.service, func.count().label("items")),
            *(since.label("since"), objected.label("objected_at")),
        )
        .select_from(withheld.join(case_list, case_list.c.number == _NUMBER))
        .where(case_list.c.city == city)
        .group_by(case_list.c.number, case_list.c.service)
        .order_by(objected.is_(None), objected, since.desc(), case_list.c.number)
        .limit(limit)
    )
    return [
        WithheldCase(
            CaseNumber(row.number),
            row.service,
            row.items,
            from_micros(row.since),
            from_micros(row.objected_at) if row.objected_at is not None else None,
        )
        for row in connection.execute(found)
    ]
