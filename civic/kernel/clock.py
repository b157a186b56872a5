"""Time comes from outside: nothing else in the platform asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


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


def to_micros(moment: datetime) -> int:
    """Return whole microseconds since 1970, as read tables and the store keep moments."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Undo `to_micros`."""
    return EPOCH + micros * MICROSECOND
