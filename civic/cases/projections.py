"""Read tables of cases. They hold codes, times and positions; words stay in the event they belong to."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Table,
    Text,
    delete,
    select,
    tuple_,
)

from civic.cases.events import CaseFiled, CaseSupported, TeamThanked
from civic.cases.followed import keep_area_followings, keep_followings
from civic.cases.known_nearby import keep_open_places
from civic.cases.model import Case, evolve
from civic.cases.outcomes import Outcome, judged, promised
from civic.cases.tables import (
    area_followings,
    area_news,
    case_followings,
    case_supporters,
    case_thanks,
    metadata,
    open_places,
)
from civic.cases.workflow import OPEN
from civic.kernel.clock import EPOCH, from_timestamp, to_micros
from civic.kernel.event import Recorded
from civic.store.upsert import upsert

# By what cases are grouped where promises are counted, and what is counted of each.
GROUPS = ("service", "department", "district", "channel")
OUTCOMES = ("answer_kept", "settle_kept", "verdict")

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
    Column("latitude", Integer, comment="millionths of a degree, at the public precision of the service"),
    Column("longitude", Integer),
    Column("filed_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("claimed_by", Text, nullable=False, comment="as the official is called in this case alone"),
    Column("day", Text, nullable=False, comment="that the state runs to, empty if it runs to none"),
    Column("reminded", Integer, nullable=False),
    Column("answer_by", Text, nullable=False),
    Column("settle_by", Text, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("ignored", Integer, nullable=False),
    Column("promise", Text, nullable=False, comment="when the promise that runs is due"),
    Column("due_at", BigInteger, nullable=False, comment="when something is to be done next"),
    Column("answer_kept", Text, nullable=False, comment="whether the first answer came in time"),
    Column("settle_kept", Text, nullable=False, comment="whether it was settled in time"),
    Column("verdict", Text, nullable=False, comment="whether its reporter says that it is settled"),
    Column("parent", Text, nullable=False, comment="the case that it is a part of, empty if it is a whole"),
    Column("parts", Integer, nullable=False),
    Column("open_parts", Integer, nullable=False),
    Index("case_list_queue", "city", "state", "department", "filed_at", "number"),
    Index("case_list_city", "city", "state", "filed_at", "number"),
    Index("case_list_service", "city", "service", "state", "filed_at", "number"),
    Index("case_list_district", "city", "district", "state", "filed_at", "number"),
    Index("case_list_both", "city", "service", "district", "state", "filed_at", "number"),
    Index("case_list_claimed", "city", "state", "claimed_by", "number"),
    Index("case_list_days", "city", "state", "reminded", "day", "number"),
    Index("case_list_due", "city", "state", "department", "due_at", "number"),
    Index("case_list_due_anywhere", "city", "state", "due_at", "number"),
    Index("case_list_due_service", "city", "state", "service", "due_at", "number"),
    Index("case_list_due_district", "city", "state", "district", "due_at", "number"),
    Index("case_list_promises", "city", "missed", "promise", "number"),
    Index("case_list_outcomes", "city", "filed_at", *GROUPS, *OUTCOMES),
)

case_counts = Table(
    "case_counts",
    metadata,
    Column("city", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("cases", Integer, nullable=False),
)

open_by_district = Table(
    "open_by_district",
    metadata,
    Column("city", Text, primary_key=True),
    Column("district", Text, primary_key=True, comment="empty where no district is known"),
    Column("cases", Integer, nullable=False),
)

case_flow = Table(
    "case_flow",
    metadata,
    Column("city", Text, primary_key=True),
    Column("since", BigInteger, primary_key=True, comment="where a quarter of an hour begins"),
    Column("step", Text, primary_key=True, comment="filed or ended"),
    Column("cases", Integer, nullable=False),
)

filter_counts = Table(
    "filter_counts",
    metadata,
    Column("city", Text, primary_key=True),
    Column("district", Text, primary_key=True, comment="empty where no district is known"),
    Column("service", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("cases", Integer, nullable=False),
)

STREAM = "case/"
# What a row keeps of the case as `evolve` knows it.
KEPT = (
    "state",
    "version",
    "ended_as",
    "department",
    "unit",
    "claimed_by",
    "day",
    "answer_by",
    "settle_by",
    "missed",
    "parent",
    "parts",
    "open_parts",
)
FLAGS = ("reminded", "answered", "ignored")
# Every time zone is whole quarters of an hour apart from every other, so these add up to anybody's days.
QUARTER = to_micros(EPOCH + timedelta(minutes=15))
Row = dict[str, Any]
Tables = Mapping[str, Table]
Key = tuple[Any, ...]
Counts = Counter[Key]


class CaseList:
    """One row a case, and what is counted of them: by department, by place, by time, by who supports them."""

    name = "cases.case_list"
    tables: Sequence[Table] = (
        *(case_list, case_counts, open_by_district, case_flow, filter_counts),
        *(open_places, case_supporters, case_followings, case_thanks),
        *(area_followings, area_news),
    )

    def apply(self, events: Sequence[Recorded], tables: Tables, connection: Connection) -> None:
        """Fold the events into the rows of their cases, then write each touched row once."""
        ours = [event for event in events if event.stream.startswith(STREAM)]
        rows = _rows_of(connection, tables["case_list"], {_number(event) for event in ours})
        as_they_were = dict(rows)
        states, districts, flow, filters = Counts(), Counts(), Counts(), Counts()
        thanks: list[Row] = []
        news: list[Row] = []
        for event in ours:
            before = rows.get(_number(event))
            after = rows[_number(event)] = _after(before, event)
            _move(states, _state, before, after)
            _move(districts, _open_district, before, after)
            _move(filters, _filter, before, after)
            thanks += [_thanks(after, event)] if isinstance(event.event, TeamThanked) else []
            news += _news(before, after, event) if _is_whole(after) else []
            flow[after["city"], _quarter(event), "filed"] += before is None and _is_whole(after)
            flow[after["city"], _quarter(event), "ended"] += _has_ended(before, after) and _is_whole(after)
        upsert(connection, tables["case_list"], list(rows.values()))
        _add(connection, tables["case_counts"], states)
        _add(connection, tables["open_by_district"], districts)
        _add(connection, tables["case_flow"], flow)
        _add(connection, tables["filter_counts"], filters)
        keep_open_places(connection, tables, as_they_were, rows)
        supported = Counter((each.event.case,) for each in events if isinstance(each.event, CaseSupported))
        _add(connection, tables["case_supporters"], supported)
        keep_followings(connection, tables, events)
        keep_area_followings(connection, tables, events)
        upsert(connection, tables["case_thanks"], thanks)
        upsert(connection, tables["area_news"], news)


def _number(recorded: Recorded) -> str:
    return recorded.stream.removeprefix(STREAM)


def _rows_of(connection: Connection, table: Table, numbers: set[str]) -> dict[str, Row]:
    found = connection.execute(select(table).where(table.c.number.in_(numbers)))
    return {row["number"]: dict(row) for row in found.mappings()}


def _after(row: Row | None, recorded: Recorded) -> Row:
    if isinstance(recorded.event, CaseFiled):
        return _filed(recorded, recorded.event)
    assert row is not None, f"event {recorded.position} concerns a case that was never filed"
    known: Row = {name: row[name] for name in KEPT} | {name: bool(row[name]) for name in FLAGS}
    before, moment = Case(**known), happened_at(recorded)
    after = evolve(before, recorded.event)
    outcome = judged(Outcome(*(row[name] for name in OUTCOMES)), before, recorded.event, after, moment)
    return {**row, **_of_case(after, row["filed_at"], moment), **_of_outcome(outcome)}


def _of_case(case: Case, filed_at: int, changed_at: int) -> Row:
    """Return the columns that say where a case stands."""
    return {
        **{name: getattr(case, name) for name in KEPT},
        **{name: int(getattr(case, name)) for name in FLAGS},
        "promise": case.promise[1] if case.promise else "",
        "due_at": _due_at(case, filed_at, changed_at),
        "changed_at": changed_at,
    }


def _of_outcome(outcome: Outcome) -> Row:
    return dict(zip(OUTCOMES, (outcome.answer, outcome.settle, outcome.verdict), strict=True))


def _due_at(case: Case, filed_at: int, changed_at: int) -> int:
    """Return when something is to be done next; where nothing is, cases stand as they came."""
    if case.state == "reopening_requested" or (case.parts_have_ended and not case.day):
        return changed_at
    moments = [from_timestamp(case.promise[1])] if case.promise else []
    if case.day:
        moments.append(datetime.combine(date.fromisoformat(case.day), time(), UTC))
    return min(map(to_micros, moments), default=filed_at)


def _filed(recorded: Recorded, event: CaseFiled) -> Row:
    filed_at = happened_at(recorded)
    return {
        "number": event.case,
        "city": event.city,
        "service": event.service,
        "kind": event.kind,
        "department": event.department,
        "channel": event.channel,
        "district": event.place.district,
        "neighbourhood": event.place.neighbourhood,
        "address": event.place.address,
        "latitude": event.place.point.latitude if event.place.point else None,
        "longitude": event.place.point.longitude if event.place.point else None,
        "filed_at": filed_at,
        "position": recorded.position,
        **_of_case(evolve(Case(), event), filed_at, filed_at),
        **_of_outcome(promised(event)),
    }


def happened_at(recorded: Recorded) -> int:
    """Return when it happened as far as anybody says, else when it was recorded; microseconds since 1970."""
    said = getattr(recorded.event, "occurred_at", None)
    moment = from_timestamp(said) if said else recorded.recorded_at
    return to_micros(moment)


def _thanks(row: Row, recorded: Recorded) -> Row:
    """Return the thanks for a case, with whom and what they were for."""
    said = {name: row[name] for name in ("number", "city", "service", "department", "district")}
    return {**said, "thanked_at": happened_at(recorded)}


def _news(before: Row | None, after: Row, recorded: Recorded) -> list[Row]:
    """Return that a case is new, or has ended; what an earlier system knew already is no news."""
    if getattr(recorded.event, "occurred_at", None) or not (before is None or _has_ended(before, after)):
        return []
    said = {name: after[name] for name in ("number", "city", "service", "district")}
    what = "filed" if before is None else after["state"]
    return [{**said, "position": recorded.position, "what": what}]


def _state(row: Row) -> Key:
    return row["city"], row["department"], row["state"]


def _open_district(row: Row) -> Key | None:
    return (row["city"], row["district"] or "") if row["state"] in OPEN and _is_whole(row) else None


def _filter(row: Row) -> Key | None:
    return (row["city"], row["district"] or "", row["service"], row["state"]) if _is_whole(row) else None


def _is_whole(row: Row) -> bool:
    """Whether somebody brought it: what counts reports counts no parts, or one fault would be several."""
    return not row["parent"]


def _has_ended(before: Row | None, after: Row) -> bool:
    """Whether a case that was open is so no longer; one that was opened again may end a second time."""
    return before is not None and before["state"] in OPEN and after["state"] not in OPEN


def _quarter(recorded: Recorded) -> int:
    moment = happened_at(recorded)
    return moment - moment % QUARTER


def _move(counts: Counts, place_of: Callable[[Row], Key | None], before: Row | None, after: Row) -> None:
    """Count a case where it is now and no longer where it was."""
    for row, cases in ((before, -1), (after, 1)):
        place = place_of(row) if row is not None else None
        if place is not None:
            counts[place] += cases


def _add(connection: Connection, table: Table, changes: Counts) -> None:
    """Add to the counts of a table, whose key is what is counted; nothing is left where there are none.

    What counts is the one column that is not in the key.
    """
    (counted,) = (column.name for column in table.c if not column.primary_key)
    changed = sorted(key for key, cases in changes.items() if cases)
    if not changed:
        return
    names = [column.name for column in table.primary_key]
    columns = tuple_(*table.primary_key)
    found = connection.execute(select(table).where(columns.in_(changed))).mappings()
    now = {tuple(row[name] for name in names): row[counted] for row in found}
    totals = {key: now.get(key, 0) + changes[key] for key in changed}
    kept = [{**dict(zip(names, key, strict=True)), counted: cases} for key, cases in totals.items() if cases]
    upsert(connection, table, kept)
    # Made in one batch or in many, the table is the same.
    empty = [key for key, cases in totals.items() if not cases]
    if empty:
        connection.execute(delete(table).where(columns.in_(empty)))
