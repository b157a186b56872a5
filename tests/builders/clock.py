"""A clock that tests set, and that moves on by itself so that no two moments are the same."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class SteppingClock:
    def __init__(self, start: datetime = MONDAY_MORNING, step: timedelta = timedelta(seconds=1)) -> None:
        self._now = start
        self._step = step

    def now(self) -> datetime:
        self._now += self._step
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment

    def stop(self) -> None:
        """Stay at this moment, so that nothing on pages changes with the number of those who looked."""
        self._step = timedelta(0)
