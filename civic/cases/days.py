"""Which cases time brings back to their office: holds that end, questions that expire, promises not kept."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from civic.cases.projections import case_list
from civic.kernel.clock import to_timestamp

REMIND_BEFORE = timedelta(days=2)


def that_have_come(connection: Connection, city: str, today: date, limit: int) -> list[Any]:
    """Return (number, state, version, day, reminded) of up to `limit` cases.

    A hold ends on its day. A question expires when its day is over; before that, the reporter is reminded
    once.
    """
    found: list[Any] = []
    for state, reminded, last in (
        ("on_hold", 0, today),
        ("waiting", 0, today + REMIND_BEFORE),
        ("waiting", 1, today - timedelta(days=1)),
    ):
        row = case_list.c
        wanted = (
            select(row.number, row.state, row.version, row.day, row.reminded)
            .where(row.city == city, row.state == state, row.reminded == reminded)
            .where(row.day <= last.isoformat())
            .order_by(row.day, row.number)
            .limit(limit - len(found))
        )
        found += connection.execute(wanted)
    return found


def promises_missed(connection: Connection, city: str, level: int, before: datetime, limit: int) -> list[Any]:
    """Return up to `limit` cases whose promise lay before a moment, and what tells which promise it was.

    Only those of which the level below the given one knows.
    """
    row = case_list.c
    wanted = (
        select(row.number, row.version, row.answered, row.ignored, row.answer_by)
        .where(row.city == city, row.missed == level - 1)
        .where(row.promise > "", row.promise < to_timestamp(before))
        .order_by(row.promise, row.number)
        .limit(limit)
    )
    return list(connection.execute(wanted))
