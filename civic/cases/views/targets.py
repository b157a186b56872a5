"""By when the city has promised what, and whether it is late."""

from dataclasses import dataclass
from datetime import datetime

from civic.cases.model import Case
from civic.cases.queries import QueueRow
from civic.cases.workflow import OPEN, PAUSED
from civic.kernel.clock import from_timestamp


@dataclass(frozen=True, slots=True)
class Targets:
    """When a person should have answered, and when the matter should be settled.

    `stands_still` while the case waits for its reporter or for a day.
    """

    answer_by: datetime | None
    settle_by: datetime | None
    answered: bool = False
    stands_still: bool = False

    def answer_is_late(self, now: datetime) -> bool:
        return self.answer_by is not None and not self.answered and now > self.answer_by

    def is_late(self, now: datetime) -> bool:
        return self.settle_by is not None and not self.stands_still and now > self.settle_by


def targets(case: Case | QueueRow) -> Targets | None:
    """Return what was promised when a case was filed; None if it has ended, or nothing was."""
    if case.state not in OPEN or not (case.answer_by or case.settle_by):
        return None
    return Targets(_moment(case.answer_by), _moment(case.settle_by), case.answered, case.state in PAUSED)


def _moment(said: str) -> datetime | None:
    return from_timestamp(said) if said else None
