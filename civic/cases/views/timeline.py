"""What a case page tells of each event: when, what happened, and the words that somebody wrote."""

from collections.abc import Iterable
from dataclasses import dataclass

from civic.kernel.event import Event, Recorded
from civic.kernel.language import Text

_WRITTEN = ("description", "explanation", "answer")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for readers; `is_erased` where words were written and are gone."""

    recorded: Recorded
    text: Text | None
    is_erased: bool


def timeline(events: Iterable[Recorded]) -> list[Entry]:
    return [
        Entry(each, _text_of(each.event), any(part.startswith("content.") for part in each.erased))
        for each in events
    ]


def _text_of(event: Event) -> Text | None:
    texts = (getattr(event, name, None) for name in _WRITTEN)
    return next((text for text in texts if text is not None), None)
