"""How many promises were kept, and the cases behind each of these figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from civic.cases.outcomes import KEPT, VERDICTS
from civic.cases.projections import GROUPS, OUTCOMES, case_list
from civic.kernel.clock import to_micros
from civic.kernel.ids import CaseNumber

Span = tuple[datetime, datetime]
UNIT = "unit"
# The column behind each figure, and its values: what counts for it, what against it, what is not known.
FIGURES: Mapping[str, tuple[str, tuple[str, str, str]]] = {
    "answered": ("answer_kept", KEPT),
    "settled": ("settle_kept", KEPT),
    "satisfied": ("verdict", VERDICTS),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many for, against, and so many of which it is not known: they are never counted in."""

    yes: int = 0
    no: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        return self.yes + self.no

    @property
    def percent(self) -> int | None:
        """Whole percents, rounded down; None where nothing is known."""
        return self.yes * 100 // self.known if self.known else None


Rates = Mapping[str, Rate]


@dataclass(frozen=True, slots=True)
class Scope:
    """Cases of a department; empty services and districts mean every one of them."""

    department: str
    services: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


def rates(
    connection: Connection, city: str, span: Span, group: str | None = None, scopes: Sequence[Scope] = ()
) -> dict[str, Rates]:
    """Return the rates of the cases filed in a span, by one of GROUPS or by unit, or together under "".

    With scopes only those that are in any of them count.
    """
    by = [case_list.c[group]] if group in (*GROUPS, UNIT) else []
    outcomes = [case_list.c[name] for name in OUTCOMES]
    counted = (
        select(*by, *outcomes, func.count())
        .where(_filed_in(city, span), *_in_any(scopes))
        .group_by(*by, *outcomes)
    )
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for row in connection.execute(counted):
        code = (row[0] or "") if by else ""
        values = zip(OUTCOMES, row[len(by) : -1], strict=True)
        counts.setdefault(code, Counter()).update(dict.fromkeys(values, row[-1]))
    return {code: _rates(found) for code, found in counts.items()}


def _rates(counts: Counter[tuple[str, str]]) -> Rates:
    return {
        figure: Rate(*(counts[column, value] for value in values))
        for figure, (column, values) in FIGURES.items()
    }


def behind(
    connection: Connection,
    city: str,
    span: Span,
    where: Mapping[str, str],
    limit: int,
    scopes: Sequence[Scope] = (),
) -> Sequence[CaseNumber]:
    """Return the newest cases of which all these columns say these values."""
    said = [_says(case_list.c[column], value) for column, value in where.items()]
    newest = (
        select(case_list.c.number)
        .where(_filed_in(city, span), *said, *_in_any(scopes))
        .order_by(case_list.c.filed_at.desc())
    )
    return [CaseNumber(number) for number in connection.scalars(newest.limit(limit))]


def _filed_in(city: str, span: Span) -> ColumnElement[bool]:
    since, until = map(to_micros, span)
    filed_at = case_list.c.filed_at
    return and_(case_list.c.city == city, filed_at >= since, filed_at < until)


def _in_any(scopes: Sequence[Scope]) -> list[ColumnElement[bool]]:
    return [or_(*map(_in, scopes))] if scopes else []


def _in(scope: Scope) -> ColumnElement[bool]:
    narrowed = {"service": scope.services, "district": scope.districts}
    within = (case_list.c[column].in_(codes) for column, codes in narrowed.items() if codes)
    return and_(case_list.c.department == scope.department, *within)


def _says(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    return column == value if value else func.coalesce(column, "") == ""
