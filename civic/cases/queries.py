"""What pages and the API read of cases. No page costs more because there are more cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from civic.cases import projections
from civic.cases.projections import case_counts, case_flow, case_list, filter_counts
from civic.cases.tables import case_supporters
from civic.cases.workflow import OPEN
from civic.kernel.clock import from_micros, to_micros
from civic.kernel.event import Part, Withheld
from civic.kernel.ids import CaseNumber
from civic.kernel.place import Point

FIRST_WORDS = 140


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the officials' queue or of the public list, at its public place.

    `first_words` is None once erased, and while they are out of public view, as `withheld` says.
    """

    case: CaseNumber
    city: str
    service: str
    kind: str
    state: str
    department: str
    channel: str
    district: str | None
    neighbourhood: str | None
    address: str | None
    filed_at: datetime
    changed_at: datetime
    position: int
    first_words: str | None
    language: str | None
    answer_by: str = ""
    settle_by: str = ""
    answered: bool = False
    missed: int = 0
    supporters: int = 0
    claimed_by: str = ""
    point: Point | None = None
    withheld: Withheld | None = None
    parent: str = ""
    parts: int = 0
    open_parts: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def parts_have_ended(self) -> bool:
        """Whether all parts of an open case have ended, so that somebody has to end it too."""
        return self.parts > 0 and not self.open_parts and self.is_open


class Area(Protocol):
    """Part of what an office does: some services or all (none named), in some districts or all."""

    @property
    def services(self) -> tuple[str, ...]: ...
    @property
    def districts(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What somebody wants to see only: one service, one district, or both; empty is any."""

    service: str = ""
    district: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.service:
            yield case_list.c.service == self.service
        if self.district:
            yield case_list.c.district == self.district


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to a page of rows, oldest filed first; `next_after` is the key of the following page or None."""

    rows: tuple[QueueRow, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """A case as a file has it: its row, and its whole words, None once they are erased."""

    row: QueueRow
    description: str | None
    language: str | None


def queue_rows(
    connection: Connection,
    *,
    city: str,
    departments: Sequence[str] | None,
    states: Sequence[str],
    after: str | None,
    limit: int,
    order: str = "filed_at",
    within: Sequence[Area] = (),
    only: Narrowed | None = None,
) -> list[Any]:
    """Return up to `limit` rows of `case_list` after a key, in the order of a column.

    Each (state, department) is one short walk along an index; their heads are merged. Where rows have to be
    `within` one of some parts, a walk is as long as it takes to find them. `only` narrows whatever it is.
    """
    key = parse_key(after) if after else None
    walks = [
        _walk(city, state, department, key, limit, order, within, only)
        for state in states
        for department in departments or (None,)
    ]
    if not walks:
        return []
    merged = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    ordered = select(merged).order_by(merged.c[order], merged.c.number).limit(limit)
    return list(connection.execute(ordered))


def claimed(
    connection: Connection, city: str, states: Sequence[str], only: Narrowed | None = None
) -> list[Any]:
    """Return the cases in some states on which somebody works, what is due first. Not for ended states."""
    wanted = select(case_list).where(
        case_list.c.city == city,
        case_list.c.state.in_(states),
        case_list.c.claimed_by > "",
        *(only.conditions() if only else ()),
    )
    return list(connection.execute(wanted.order_by(case_list.c.due_at, case_list.c.number)))


def as_queue_row(row: Any, words: Part | None, supporters: int = 0) -> QueueRow:
    """Join a row of `case_list` with the words of its first event, if they are still there."""
    description = words.value.get("description") if words else None
    return QueueRow(
        case=CaseNumber(row.number),
        city=row.city,
        service=row.service,
        kind=row.kind,
        state=row.state,
        department=row.department,
        channel=row.channel,
        district=row.district,
        neighbourhood=row.neighbourhood,
        address=row.address,
        filed_at=from_micros(row.filed_at),
        changed_at=from_micros(row.changed_at),
        position=row.position,
        first_words=_shorten(description["text"]) if description else None,
        language=description["language"] if description else None,
        answer_by=row.answer_by,
        settle_by=row.settle_by,
        answered=bool(row.answered),
        missed=row.missed,
        supporters=supporters,
        claimed_by=row.claimed_by,
        point=Point(row.latitude, row.longitude) if row.latitude is not None else None,
        withheld=next((each for each in words.withheld if each.item == "description"), None)
        if words
        else None,
        parent=row.parent,
        parts=row.parts,
        open_parts=row.open_parts,
    )


def supporters(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """Return how many people support each of some cases, beside those who filed them."""
    found = select(case_supporters).where(case_supporters.c.number.in_(numbers))
    return {row.number: row.people for row in connection.execute(found)}


def rows_of(connection: Connection, numbers: Sequence[str]) -> list[Any]:
    """Return the rows of `case_list` of some cases."""
    return list(connection.execute(select(case_list).where(case_list.c.number.in_(numbers))))


def open_counts(connection: Connection, city: str) -> dict[str, int]:
    """Return how many open cases each department has."""
    counts: dict[str, int] = {}
    open_in_city = select(case_counts).where(
        case_counts.c.city == city, case_counts.c.state.in_(sorted(OPEN))
    )
    for row in connection.execute(open_in_city):
        counts[row.department] = counts.get(row.department, 0) + row.cases
    return counts


def open_by_district(connection: Connection, city: str) -> dict[str, int]:
    """Return how many open cases each district has; those of no known district stand under an empty code."""
    table = projections.open_by_district
    found = connection.execute(select(table.c.district, table.c.cases).where(table.c.city == city))
    return {row.district: row.cases for row in found}


def cases_by_service(connection: Connection, city: str) -> dict[str, int]:
    """Return how many cases there ever were of each service; what was never asked for is absent."""
    counted = (
        select(filter_counts.c.service, func.sum(filter_counts.c.cases))
        .where(filter_counts.c.city == city)
        .group_by(filter_counts.c.service)
    )
    return {service: int(cases) for service, cases in connection.execute(counted)}


def flow(connection: Connection, city: str, bounds: Sequence[datetime]) -> list[dict[str, int]]:
    """Return how many cases were filed and ended from each moment until before the next one."""
    spans = [
        select(literal(number).label("span"), case_flow.c.step, func.sum(case_flow.c.cases).label("cases"))
        .where(case_flow.c.city == city)
        .where(case_flow.c.since >= to_micros(start), case_flow.c.since < to_micros(end))
        .group_by(case_flow.c.step)
        for number, (start, end) in enumerate(pairwise(bounds))
    ]
    counted = [{"filed": 0, "ended": 0} for _ in spans]
    for row in connection.execute(union_all(*spans)):
        counted[row.span][row.step] = int(row.cases)
    return counted


def flow_beside(
    connection: Connection, city: str, start: datetime, end: datetime
) -> tuple[int | None, int | None]:
    """Return when a case last came or went before a span and first after it, in microseconds since 1970."""
    since = case_flow.c.since
    here = case_flow.c.city == city
    before = connection.scalar(select(func.max(since)).where(here, since < to_micros(start)))
    after = connection.scalar(select(func.min(since)).where(here, since >= to_micros(end)))
    return before, after


def key_of(row: Any, order: str = "filed_at") -> str:
    """Return the key after which the next page begins."""
    return f"{getattr(row, order)}.{row.number}"


def parse_key(text: str) -> tuple[int, str]:
    """Read a key; what is no key begins at the first row."""
    filed_at, _, number = text.partition(".")
    return (int(filed_at), number) if filed_at.isdecimal() and len(filed_at) < 19 else (0, "")


def _walk(
    city: str,
    state: str,
    department: str | None,
    key: tuple[int, str] | None,
    limit: int,
    order: str,
    within: Sequence[Area],
    only: Narrowed | None,
) -> Select[Any]:
    walk = select(case_list).where(case_list.c.city == city, case_list.c.state == state)
    if only is not None:
        walk = walk.where(*only.conditions())
    if department is not None:
        walk = walk.where(case_list.c.department == department)
    if within:
        walk = walk.where(or_(*(_in(area) for area in within)))
    if key is not None:
        walk = walk.where(tuple_(case_list.c[order], case_list.c.number) > key)
    return walk.order_by(case_list.c[order], case_list.c.number).limit(limit)


def as_exported(row: Any, words: Part | None, supporters: int) -> ExportedCase:
    """Join a row of `case_list` with the words of its first event, if they are still there."""
    description = (words.value.get("description") if words else None) or {}
    listed = as_queue_row(row, words, supporters)
    return ExportedCase(listed, description.get("text"), description.get("language"))


def _in(area: Area) -> ColumnElement[bool]:
    in_services = case_list.c.service.in_(area.services) if area.services else true()
    return and_(in_services, case_list.c.district.in_(area.districts) if area.districts else true())


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else line[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
