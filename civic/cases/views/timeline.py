"""What a case page tells of each event: when, what happened, and the words that somebody wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from civic.cases.events import CaseForwarded, NoteWritten
from civic.kernel.clock import from_timestamp
from civic.kernel.event import Event, Recorded
from civic.kernel.language import Text

_WRITTEN = ("description", "explanation", "answer", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for readers; `is_erased` where words were written and are gone.

    `happened_at` is what an earlier system says, `recorded.recorded_at` is when the log took it over;
    `written_at` is what the clock of the writer's device says. What is `internal` stands beside the case.
    """

    recorded: Recorded
    happened_at: datetime | None
    written_at: datetime | None
    text: Text | None
    is_erased: bool
    internal: bool


def timeline(events: Iterable[Recorded], notes: Iterable[Recorded] = ()) -> list[Entry]:
    """Return what happened in its order; with what officials noted, which is for them alone."""
    return [_entry(each) for each in sorted((*events, *notes), key=lambda each: each.position)]


def reference_elsewhere(events: Iterable[Recorded]) -> str | None:
    """Return the number that the case has with whom it was passed on to last."""
    forwarded = [each.event for each in events if isinstance(each.event, CaseForwarded)]
    return forwarded[-1].reference if forwarded else None


def happened_at(event: Event) -> datetime | None:
    return _moment(getattr(event, "occurred_at", None))


def _entry(each: Recorded) -> Entry:
    internal = isinstance(each.event, NoteWritten)
    return Entry(
        each,
        happened_at(each.event),
        _moment(getattr(each.event, "written_at", None)),
        _text_of(each.event),
        any(internal or part.startswith("content.") for part in each.erased),
        internal,
    )


def _moment(said: str | None) -> datetime | None:
    return from_timestamp(said) if said else None


def _text_of(event: Event) -> Text | None:
    texts = (getattr(event, name, None) for name in _WRITTEN)
    return next((text for text in texts if text is not None), None)
