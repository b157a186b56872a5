"""Time comes from outside: nothing else in the platform asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
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
    return timestamp_of(to_micros(moment))


def timestamp_of(micros: int) -> str:
    """Write microseconds since 1970 as `to_timestamp` does; quick for moments of the same second."""
    seconds, rest = divmod(micros, 1_000_000)
    return f"{_to_the_second(seconds)}.{rest:06}Z"


@lru_cache(maxsize=8)
def _to_the_second(seconds: int) -> str:
    return (EPOCH + timedelta(seconds=seconds)).isoformat().removesuffix("+00:00")


def from_timestamp(text: str) -> datetime:
    """Read what `to_timestamp` wrote."""
    return datetime.fromisoformat(text)


def to_micros(moment: datetime) -> int:
    """Return whole microseconds since 1970, as read tables and the store keep moments."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Undo `to_micros`."""
    return EPOCH + micros * MICROSECOND
