"""Requests and updates, read. What an answer costs depends on what it shows, not on how much there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, select, tuple_, union_all

from civic.cases.open311.projection import requests, updates
from civic.cases.open311.wanted import Box, Page, Span, Wanted
from civic.cases.projections import case_list, filter_counts
from civic.cases.queries import supporters
from civic.kernel.clock import to_micros
from civic.kernel.event import Part
from civic.store.event_store import EventStore
from civic.store.projector import Projector

SECOND = timedelta(seconds=1)
LAST = datetime.max.replace(tzinfo=UTC) - SECOND
Words = Mapping[int, Part]

_ROWS = select(
    requests,
    case_list.c.position,
    case_list.c.department,
    case_list.c.address,
    case_list.c.channel,
    case_list.c.district,
    case_list.c.neighbourhood,
    case_list.c.changed_at,
    case_list.c.settle_by,
).join(case_list, case_list.c.number == requests.c.number)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, the words of the events that they name, and the key after which the next ones begin."""

    rows: Sequence[Any]
    words: Words
    next_after: str | None = None


class RequestRegister:
    """Answers what is asked about requests, up to the last event."""

    def __init__(self, store: EventStore, projector: Projector) -> None:
        self._store = store
        self._projector = projector

    def known_services(self, city: str) -> tuple[str, ...]:
        """Return the codes of all services that a case was ever filed for."""
        with self._reading() as connection:
            counted = select(filter_counts.c.service).where(filter_counts.c.city == city).distinct()
            return tuple(connection.scalars(counted))

    def numbered(self, city: str, numbers: Sequence[str]) -> Found:
        """Return the requests that have these numbers, in the order in which they were asked for."""
        with self._reading() as connection:
            found = _rows(connection, numbers, city)
            return Found(found, self._words(connection, found))

    def like(self, city: str, wanted: Wanted, page: Page) -> Found:
        """Return a page of requests, the newest first."""
        with self._reading() as connection:
            keys = list(connection.execute(_keys(city, wanted, page)))
            found = _rows(connection, [key.number for key in keys[: page.size]], city)
            more = (
                f"{keys[page.size - 1].filed_at}.{keys[page.size - 1].number}"
                if len(keys) > page.size
                else None
            )
            return Found(found, self._words(connection, found), more)

    def supporters(self, numbers: Sequence[str]) -> Mapping[str, int]:
        """Return how many people support each of some requests, beside those who filed them."""
        with self._reading() as connection:
            return supporters(connection, numbers)

    def updates(self, city: str, span: Span, page: Page) -> Found:
        """Return a page of what happened to requests since they were filed, the oldest first."""
        with self._reading() as connection:
            rows = list(connection.execute(_updates(city, span, page)))
            found = rows[: page.size]
            more = f"{found[-1].updated_at}.{found[-1].position}" if len(rows) > page.size else None
            return Found(
                found, self._store.reader.contents(connection, [row.position for row in found]), more
            )

    def _reading(self) -> Any:
        self._projector.catch_up_for_a_reader(self._store.size())
        return self._store.database.reading()

    def _words(self, connection: Connection, rows: Sequence[Any]) -> Words:
        positions = {row.position for row in rows} | {row.answered_at for row in rows} - {None}
        return self._store.reader.contents(connection, sorted(positions))


def _rows(connection: Connection, numbers: Sequence[str], city: str) -> list[Any]:
    # The city is compared here: asked of SQLite too, it would walk through all cases of the city instead.
    found = connection.execute(_ROWS.where(requests.c.number.in_(numbers)))
    by_number = {row.number: row for row in found if row.city == city}
    return [by_number[number] for number in numbers if number in by_number]


def _keys(city: str, wanted: Wanted, page: Page) -> Any:
    """Each service is one walk along an index that holds all that is asked; their heads are merged."""
    reach = page.skipped + page.size + 1
    walks = [_walk(city, service, wanted, page, reach) for service in wanted.services or (None,)]
    merged = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    newest = select(merged).order_by(merged.c.filed_at.desc(), merged.c.number.desc())
    return newest.limit(page.size + 1).offset(page.skipped)


def _walk(city: str, service: str | None, wanted: Wanted, page: Page, reach: int) -> Any:
    columns = requests.c
    walk: Any = select(columns.filed_at, columns.number).where(columns.city == city)
    if service is not None:
        walk = walk.where(columns.service == service)
    if wanted.status is not None:
        walk = walk.where(columns.status == wanted.status)
    walk = _within(walk, requests, "filed_at", wanted.span)
    if wanted.box is not None:
        walk = _in_box(walk, wanted.box)
    if page.after is not None:
        walk = walk.where(tuple_(columns.filed_at, columns.number) < page.after)
    return walk.order_by(columns.filed_at.desc(), columns.number.desc()).limit(reach)


def _updates(city: str, span: Span, page: Page) -> Any:
    columns = updates.c
    found = _within(select(updates).where(columns.city == city), updates, "updated_at", span)
    if page.after is not None:
        moment, position = page.after
        found = found.where(
            tuple_(columns.updated_at, columns.position)
            > (moment, int(position) if position.isdecimal() else 0)
        )
    ordered = found.order_by(columns.updated_at, columns.position)
    return ordered.limit(page.size + 1).offset(page.skipped)


def _within(asked: Any, table: Table, column: str, span: Span) -> Any:
    """Keep what lies in the span; its last second counts whole, as moments are written to the second."""
    first, last = to_micros(span.start), to_micros(span.end + SECOND) if span.end < LAST else to_micros(LAST)
    return asked.where(table.c[column] >= first, table.c[column] < last)


def _in_box(walk: Any, box: Box) -> Any:
    return walk.where(
        requests.c.latitude.between(box.south, box.north), requests.c.longitude.between(box.west, box.east)
    )
