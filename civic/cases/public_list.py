"""The public list of cases, newest first, as a list and on a map: same filters, same rows, same addresses.

Only what everyone may see is here: places stand at the public precision of their service. Parts of a case
are on its page alone, so that one fault is seen once. Each combination
of filters walks along an index, a page at a time; the counts were added up when the events came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_, union_all

from civic.cases.projections import case_list, filter_counts
from civic.cases.queries import QueueRow, as_queue_row, parse_key
from civic.cases.workflow import ENDED, OPEN
from civic.kernel.event import Part

# What the list can be narrowed to; the first is what people see when they arrive.
STATES: Mapping[str, tuple[str, ...]] = {
    "all": (*sorted(OPEN), "reopening_requested", *sorted(ENDED), "withdrawn"),
    "open": (*sorted(OPEN), "reopening_requested"),
    "ended": (*sorted(ENDED), "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases of a city are wanted; None is any."""

    city: str
    service: str | None = None
    district: str | None = None
    states: tuple[str, ...] = STATES["all"]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Up to a page of cases; `next_after` is the key of the following page or None."""

    cases: tuple[QueueRow, ...]
    next_after: str | None


def rows(connection: Connection, wanted: Filters, after: str | None, limit: int) -> list[Any]:
    """Return up to `limit` rows of `case_list` that come after a key, newest first."""
    key = parse_key(after) if after else None
    walks = [_walk(wanted, state, key, limit) for state in wanted.states]
    merged = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    newest = select(merged).order_by(merged.c.filed_at.desc(), merged.c.number.desc()).limit(limit)
    return list(connection.execute(newest))


def listed(found: Sequence[Any], words: Mapping[int, Part]) -> tuple[QueueRow, ...]:
    return tuple(as_queue_row(row, words.get(row.position)) for row in found)


def by_district(connection: Connection, wanted: Filters) -> dict[str, int]:
    """Return how many cases fit in each district; where none is known they stand under the empty code."""
    counted = (
        select(filter_counts.c.district, func.sum(filter_counts.c.cases))
        .where(filter_counts.c.city == wanted.city, filter_counts.c.state.in_(wanted.states))
        .group_by(filter_counts.c.district)
        .order_by(filter_counts.c.district)
    )
    if wanted.service is not None:
        counted = counted.where(filter_counts.c.service == wanted.service)
    if wanted.district is not None:
        counted = counted.where(filter_counts.c.district == wanted.district)
    return {district: int(cases) for district, cases in connection.execute(counted)}


def _walk(wanted: Filters, state: str, key: tuple[int, str] | None, limit: int) -> Select[Any]:
    walk = select(case_list).where(
        case_list.c.city == wanted.city, case_list.c.state == state, case_list.c.parent == ""
    )
    if wanted.service is not None:
        walk = walk.where(case_list.c.service == wanted.service)
    if wanted.district is not None:
        walk = walk.where(case_list.c.district == wanted.district)
    if key is not None:
        walk = walk.where(tuple_(case_list.c.filed_at, case_list.c.number) < key)
    return walk.order_by(case_list.c.filed_at.desc(), case_list.c.number.desc()).limit(limit)
