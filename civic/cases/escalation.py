"""Promises that are not kept: the next level of the office learns of each, once."""

from collections.abc import Iterable
from typing import Any

from civic.cases.commands import MissDeadline
from civic.cases.desk import CaseDesk
from civic.cases.lists import CaseLists
from civic.cases.model import CaseHasChanged, CaseIsElsewhere
from civic.cases.promises import missed_before
from civic.cities.pack import City
from civic.kernel.clock import Clock
from civic.kernel.ids import CaseNumber


class Escalation:
    """Records what was not kept, on each level of a city; a second run records nothing again."""

    def __init__(self, desk: CaseDesk, lists: CaseLists, cities: Iterable[City], clock: Clock) -> None:
        self._desk = desk
        self._lists = lists
        self._cities = cities
        self._clock = clock

    def run(self) -> int:
        """Record what is due, up to some of each city and level a run; return how many."""
        return sum(self._run(city) for city in self._cities)

    def _run(self, city: City) -> int:
        now, recorded = self._clock.now(), 0
        for level in range(len(city.escalation_hours), 0, -1):
            before = missed_before(city, now, level)
            rows = self._lists.promises_missed(city.code, level, before)
            recorded += sum(self._record(row, level) for row in rows)
        return recorded

    def _record(self, row: Any, level: int) -> int:
        promise = "answer" if row.answer_by and not (row.answered or row.ignored) else "settle"
        case = CaseNumber(row.number)
        command = MissDeadline(case=case, seen_version=row.version, promise=promise, level=level)
        try:
            self._desk.work(command, command_id=f"escalation-{row.number}-{row.version}")
        except (CaseHasChanged, CaseIsElsewhere):
            return 0  # somebody was faster; the next run sees what they did
        return 1
