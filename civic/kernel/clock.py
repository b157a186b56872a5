"""Time comes from outside: nothing else in the platform asks the machine what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def to_timestamp(moment: datetime) -> str:
    """Write an aware moment as RFC 3339 in UTC with six decimals, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def from_timestamp(text: str) -> datetime:
    """Read what `to_timestamp` wrote."""
    return datetime.fromisoformat(text)
