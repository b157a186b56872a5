"""Which teams were thanked: how often of late, and for which cases. Nobody is ranked by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from civic.cases.kept import Scope
from civic.cases.tables import case_thanks
from civic.kernel.clock import to_micros
from civic.kernel.ids import CaseNumber


@dataclass(frozen=True, slots=True)
class Thanks:
    """How many cases there was thanks for, and the newest of them with their services."""

    count: int
    newest: tuple[tuple[CaseNumber, str], ...]


def thanks(connection: Connection, city: str, since: datetime, scopes: Sequence[Scope], limit: int) -> Thanks:
    """Return the thanks since a moment for cases in any of some scopes, of which there is at least one."""
    wanted = and_(
        case_thanks.c.city == city,
        case_thanks.c.thanked_at >= to_micros(since),
        or_(*map(_in, scopes)),
    )
    count = connection.scalar(select(func.count()).select_from(case_thanks).where(wanted)) or 0
    newest = select(case_thanks.c.number, case_thanks.c.service).where(wanted)
    newest = newest.order_by(case_thanks.c.thanked_at.desc(), case_thanks.c.number).limit(limit)
    return Thanks(count, tuple((CaseNumber(row.number), row.service) for row in connection.execute(newest)))


def _in(scope: Scope) -> ColumnElement[bool]:
    narrowed = {"service": scope.services, "district": scope.districts}
    within = (case_thanks.c[column].in_(codes) for column, codes in narrowed.items() if codes)
    return and_(case_thanks.c.department == scope.department, *within)
