"""What a city keeps no longer than its rules say of cases that ended long ago.

One rule is for everything personal about a case. Another one may let go sooner what is sealed: who it was,
how to reach them, the exact place. The words that everyone reads then stay until the time of the first.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, literal, select

from civic.cases.case_page import read_case
from civic.cases.handlers import ELSEWHERE, FOLLOWERS, NOTES, STREAM
from civic.cases.projections import case_list
from civic.cases.workflow import ENDED
from civic.cities.pack import City, Service
from civic.kernel.clock import Clock, from_micros, to_micros
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.journal import Journal
from civic.people.events import ErasureCarriedOut
from civic.store.database import Database
from civic.store.erasure import Eraser
from civic.store.tables import events, parts

OVER = (*sorted(ENDED), "withdrawn")
AT_ONCE = 200
"""How many cases are erased together: each time, the key that wraps all data keys is replaced."""
SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Rule:
    """How many days parts of a kind are kept after the end; None is every kind.

    `until` are the days after which another rule lets everything go, so that this one has nothing to do.
    """

    city: str
    service: str
    kind: str | None
    days: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Outlived:
    """A case of which `parts` are held for longer than a rule of its service allows, all or of a `kind`."""

    number: CaseNumber
    city: str
    service: str
    ended_at: datetime
    kind: str | None
    parts: int


class Retention:
    """Finds and erases what has outlived its rule."""

    def __init__(
        self, journal: Journal, database: Database, eraser: Eraser, cities: Iterable[City], clock: Clock
    ) -> None:
        self._journal = journal
        self._database = database
        self._eraser = eraser
        self._cities = cities
        self._clock = clock

    def due(self, limit: int = AT_ONCE) -> list[Outlived]:
        """Return up to `limit` cases of which something is held that is due."""
        found: list[Outlived] = []
        now = self._clock.now()
        with self._database.reading() as connection:
            for rule in _rules(self._cities):
                found += _outlived(connection, rule, now, limit - len(found))
                if len(found) == limit:
                    break
        return found

    def erase(self, due: Sequence[Outlived], *, command_id: str) -> int:
        """Erase what is due of these cases together; return how many parts went.

        The list of cases may be a moment old: whoever was reopened meanwhile is left as they are.
        """
        erased = 0
        for kind in dict.fromkeys(each.kind for each in due):
            persons = [person for each in due if each.kind == kind for person in self._persons(each)]
            if persons:
                erased += self._eraser.erase_rows(
                    persons,
                    ErasureCarriedOut(ground="retention"),
                    command_id=f"{command_id}-{kind or 'all'}",
                    kind=kind,
                )
        self._eraser.finish()
        return erased

    def run(self) -> int:
        """Erase all that is due, some at a time; return how many parts went."""
        erased, last = 0, -1
        while last and (due := self.due()):
            last = self.erase(due, command_id=f"retention-{secrets.token_hex(16)}")
            erased += last
        return erased

    def _persons(self, due: Outlived) -> list[PersonId]:
        if read_case(self._journal, due.number, sealed=False).case.state not in OVER:
            return []
        wanted = select(parts.c.person).where(*_held(literal(due.number), due.kind)).distinct()
        with self._database.reading() as connection:
            return [PersonId(person) for person in connection.scalars(wanted.order_by(parts.c.person))]


def _rules(cities: Iterable[City]) -> Iterator[Rule]:
    """Yield every rule; 0 days is no rule."""
    for city in cities:
        for service in city.services:
            everything, sealed = _days(city, service)
            if everything:
                yield Rule(city.code, service.code, None, everything)
            if sealed and (not everything or sealed < everything):
                yield Rule(city.code, service.code, SEALED, sealed, everything or None)


def _days(city: City, service: Service) -> tuple[int, int]:
    """Return after how many days everything goes, and what is sealed; a service's own numbers come first."""
    everything, sealed = service.retention_days, service.sealed_retention_days
    return (
        city.retention_days if everything is None else everything,
        city.sealed_retention_days if sealed is None else sealed,
    )


def _outlived(connection: Connection, rule: Rule, now: datetime, limit: int) -> list[Outlived]:
    case = case_list.c
    held = select(func.count()).where(*_held(case.number, rule.kind)).scalar_subquery()
    wanted = (
        select(case.number, case.changed_at, held.label("held"))
        .where(case.city == rule.city, case.service == rule.service, case.state.in_(OVER))
        .where(case.changed_at < to_micros(now - timedelta(days=rule.days)), held > 0)
        .order_by(case.changed_at)
        .limit(limit)
    )
    if rule.until is not None:
        wanted = wanted.where(case.changed_at >= to_micros(now - timedelta(days=rule.until)))
    return [
        Outlived(
            CaseNumber(row.number), rule.city, rule.service, from_micros(row.changed_at), rule.kind, row.held
        )
        for row in connection.execute(wanted)
    ]


def _held(number: ColumnElement[str], kind: str | None) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of the parts that are held of a case; notes on it go with the words, not sooner."""
    streams = (STREAM, FOLLOWERS, ELSEWHERE, *(() if kind is not None else (NOTES,)))
    yield events.c.position == parts.c.position
    yield events.c.stream.in_([literal(stream) + number for stream in streams])
    if kind is not None:
        yield parts.c.name.startswith(f"{kind}.")
