"""Which requests are asked for: the filters of GeoReport, and those that others have added to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civic.cases.open311.parameters import Parameters
from civic.cases.open311.refusals import Objection, RequestIsRefused
from civic.cities.pack import City
from civic.kernel.place import MILLION

MOST_AT_ONCE = 1000
MOST_CODES = 100
DEEPEST = 100_000
LONGEST_SPAN = timedelta(days=90)
STATUSES = ("open", "closed")
# SPEC: W3C-NOTE-datetime with seconds and a time zone. A plus sign that nobody encoded arrives as a blank.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+\- ]\d\d:\d\d)")
_KEY = re.compile(r"(\d{1,18})\.([0-9A-Za-z]{1,20})")
_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d{1,12})?")
_WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millionths of a degree."""

    west: int
    south: int
    east: int
    north: int


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to another, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """How many, after how many or after which."""

    size: int = MOST_AT_ONCE
    skipped: int = 0
    after: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What requests have to be like; empty services and no status are any."""

    span: Span
    services: tuple[str, ...] = ()
    status: str | None = None
    box: Box | None = None


class Reader:
    """Reads filters, and keeps everything that is wrong, to say it at once."""

    def __init__(self, sent: Parameters, city: City, now: datetime) -> None:
        self._sent = sent
        self._city = city
        self._now = now
        self._objections: list[Objection] = []

    def wanted(self, known_services: Sequence[str]) -> tuple[Wanted, Page]:
        """Return which requests are asked for; raise RequestIsRefused."""
        read = (
            Wanted(self._span(), self._services(known_services), self._status(), self._box()),
            self._page(),
        )
        self._refuse()
        return read

    def changed(self) -> tuple[Span, Page]:
        """Return from when to when updates are asked for; raise RequestIsRefused."""
        read = self._span(), self._page()
        self._refuse()
        return read

    def _refuse(self) -> None:
        if self._objections:
            raise RequestIsRefused(*self._objections)

    def _object(self, description: str, status: int = 400) -> None:
        self._objections.append(Objection(status, description))

    def _span(self) -> Span:
        start, end = self._moment("start_date"), self._moment("end_date")
        # SPEC: without dates the most recent 90 days.
        if start is None and end is None:
            return Span(self._now - LONGEST_SPAN, self._now)
        start, end = _completed(start, end)
        if start > end:
            self._object("start_date: this is after end_date.")
        elif end - start > LONGEST_SPAN and self._on_clocks(end) - self._on_clocks(start) > LONGEST_SPAN:
            self._object("start_date, end_date: these are more than 90 days apart. Ask for shorter spans.")
        return Span(start, end)

    def _on_clocks(self, moment: datetime) -> datetime:
        """What clocks in the city show: 90 of its days may be an hour longer than 90 times 24 hours."""
        return moment.astimezone(self._city.zone).replace(tzinfo=None)

    def _moment(self, name: str) -> datetime | None:
        text = self._sent.one(name)
        if text is None:
            return None
        moment = moment_in(text)
        if moment is None:
            self._object(
                f"{name}: this is no time. Send one with its zone, such as 2026-01-31T08:00:00+01:00."
            )
        return moment

    def _services(self, known: Sequence[str]) -> tuple[str, ...]:
        codes = self._sent.several("service_code")
        if len(codes) > MOST_CODES:
            self._object(f"service_code: no more than {MOST_CODES} at once.")
        unknown = [code for code in codes if code not in known]
        if unknown:
            self._object(f"service_code was not found: {', '.join(unknown)[:200]}.", 404)
        return codes

    def _status(self) -> str | None:
        named = [status.lower() for status in self._sent.several("status")]
        if not set(named) <= set(STATUSES):
            self._object("status: send open, closed, or both with a comma between.")
        return named[0] if len(set(named)) == 1 else None

    def _box(self) -> Box | None:
        text = self._sent.one("bbox")
        if text is None:
            return None
        parts = [part.strip() for part in text.split(",")]
        if len(parts) == 4 and all(_DEGREES.fullmatch(part) for part in parts):
            west, south, east, north = (round(float(part) * MILLION) for part in parts)
            if west <= east and south <= north:
                return Box(west, south, east, north)
        self._object("bbox: send west, south, east and north in degrees, such as 16.3,48.1,16.5,48.3.")
        return None

    def _page(self) -> Page:
        size = self._whole("page_size", MOST_AT_ONCE, MOST_AT_ONCE)
        page = self._whole("page", 1, DEEPEST)
        if (page - 1) * size > DEEPEST:
            self._object(
                f"page: no further than {DEEPEST} requests. Follow the header Link, or narrow the dates."
            )
        return Page(size, (page - 1) * size, self._after())

    def _whole(self, name: str, default: int, most: int) -> int:
        text = self._sent.one(name)
        if text is None:
            return default
        if _WHOLE.fullmatch(text) is None or not 1 <= int(text) <= most:
            self._object(f"{name}: send a whole number from 1 to {most}.")
            return default
        return int(text)

    def _after(self) -> tuple[int, str] | None:
        text = self._sent.one("after")
        if text is None:
            return None
        matched = _KEY.fullmatch(text)
        if matched is None:
            self._object("after: take this from the header Link of the answer before, as it is.")
            return None
        return int(matched[1]), matched[2]


def moment_in(text: str) -> datetime | None:
    """Return the moment that somebody wrote; None if it is none."""
    matched = _MOMENT.fullmatch(text)
    try:
        return (
            datetime.fromisoformat(matched[1] + matched[2].replace(" ", "+")).astimezone(UTC)
            if matched
            else None
        )
    except (ValueError, OverflowError):
        return None


def _completed(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """With one date only, take the 90 days that follow it, or that lead to it."""
    try:
        if start is None:
            assert end is not None
            return end - LONGEST_SPAN, end
        return start, end or start + LONGEST_SPAN
    except OverflowError:
        known = start or end
        assert known is not None
        return known, known
