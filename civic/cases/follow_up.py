"""What the calendar does to cases: holds end, reporters are reminded once, unanswered questions expire."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from civic.cases import commands as c
from civic.cases.desk import CaseDesk
from civic.cases.lists import CaseLists
from civic.cases.model import CaseHasChanged
from civic.cities.pack import City
from civic.kernel.clock import Clock
from civic.kernel.ids import CaseNumber


class FollowUp:
    """Takes the steps that are due by the day of each city; a second run takes none of them again."""

    def __init__(self, desk: CaseDesk, lists: CaseLists, cities: Iterable[City], clock: Clock) -> None:
        self._desk = desk
        self._lists = lists
        self._cities = cities
        self._clock = clock

    def run(self) -> int:
        """Take the steps that are due, up to some of each city a run; return how many were taken."""
        taken = 0
        for city in self._cities:
            today = self._clock.now().astimezone(city.zone).date()
            taken += sum(self._take(row, today) for row in self._lists.days_that_have_come(city.code, today))
        return taken

    def _take(self, row: Any, today: date) -> int:
        command = _command(row, today)
        command_id = f"follow-up-{row.number}-{row.version}"
        try:
            self._desk.work(command, command_id=command_id)
        except CaseHasChanged:
            return 0  # somebody was faster; the next run sees what they did
        return 1


def _command(row: Any, today: date) -> c.CaseStep:
    case = CaseNumber(row.number)
    if row.state == "on_hold":
        return c.EndHold(case=case, seen_version=row.version)
    if row.day < today.isoformat():
        return c.ExpireQuestion(case=case, seen_version=row.version)
    return c.RemindReporter(case=case, seen_version=row.version, day=row.day)
