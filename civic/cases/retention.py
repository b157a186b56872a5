"""What a city keeps no longer than its rule says: everything personal of cases that ended long ago."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, literal, select

from civic.cases.handlers import persons_of_case
from civic.cases.projections import case_list
from civic.cases.queries import case_page
from civic.cases.workflow import ENDED
from civic.cities.pack import City
from civic.kernel.clock import Clock, from_micros, to_micros
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.journal import Journal
from civic.people.events import ErasureCarriedOut
from civic.store.database import Database
from civic.store.erasure import Eraser
from civic.store.tables import events, parts

STREAM = "case/"
OVER = (*sorted(ENDED), "withdrawn")
AT_ONCE = 200
"""How many cases are erased together: each time, the key that wraps all data keys is replaced."""


@dataclass(frozen=True, slots=True)
class Outlived:
    """A case about which something personal is held for longer than the rule of its service allows."""

    number: CaseNumber
    city: str
    service: str
    ended_at: datetime


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
        """Return up to `limit` cases whose time is over, and about which something is still held."""
        found: list[Outlived] = []
        now = self._clock.now()
        with self._database.reading() as connection:
            for city, service, days in _rules(self._cities):
                before = now - timedelta(days=days)
                found += _outlived(connection, city, service, before, limit - len(found))
                if len(found) == limit:
                    break
        return found

    def erase(self, due: Sequence[Outlived], *, command_id: str) -> int:
        """Erase everything personal of these cases together; return how many parts went.

        The list of cases may be a moment old: whoever was reopened meanwhile is left as they are.
        """
        persons = [person for each in due for person in self._persons(each.number)]
        if not persons:
            return 0
        return self._eraser.erase_all(persons, ErasureCarriedOut(ground="retention"), command_id=command_id)

    def run(self) -> int:
        """Erase all that is due, some at a time; return how many parts went."""
        erased, last = 0, -1
        while last and (due := self.due()):
            last = self.erase(due, command_id=f"retention-{secrets.token_hex(16)}")
            erased += last
        return erased

    def _persons(self, number: CaseNumber) -> list[PersonId]:
        if case_page(self._journal, number, sealed=False).case.state not in OVER:
            return []
        return persons_of_case(self._journal, number)


def _rules(cities: Iterable[City]) -> Iterator[tuple[str, str, int]]:
    """Yield city, service and days of every rule; 0 days is no rule."""
    for city in cities:
        for service in city.services:
            days = city.retention_days if service.retention_days is None else service.retention_days
            if days:
                yield city.code, service.code, days


def _outlived(
    connection: Connection, city: str, service: str, before: datetime, limit: int
) -> list[Outlived]:
    case = case_list.c
    stream = literal(STREAM) + case.number
    is_held = exists(
        select(parts.c.position)
        .select_from(events.join(parts, parts.c.position == events.c.position))
        .where(events.c.stream == stream)
    )
    wanted = (
        select(case.number, case.city, case.service, case.changed_at)
        .where(case.city == city, case.service == service, case.state.in_(OVER))
        .where(case.changed_at < to_micros(before), is_held)
        .order_by(case.changed_at)
        .limit(limit)
    )
    return [
        Outlived(CaseNumber(row.number), row.city, row.service, from_micros(row.changed_at))
        for row in connection.execute(wanted)
    ]
