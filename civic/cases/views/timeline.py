"""What a case page tells of each event: when, what happened, and the words that somebody wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from civic.cases.events import ContactRead, InspectionRecorded, NoteWritten
from civic.cases.views.shown_photos import ShownPhoto, inspection_photos
from civic.kernel.clock import from_timestamp
from civic.kernel.event import Event, Recorded, Withheld
from civic.kernel.language import Text
from civic.kernel.withheld import PHOTOS

_WRITTEN = ("description", "explanation", "answer", "note", "words")
_BESIDE = {"notes": "note", "elsewhere": "elsewhere"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for readers; `is_erased` where words were written and are gone.

    `happened_at` is what an earlier system says, `recorded.recorded_at` is when the log took it over;
    `written_at` is what the clock of the writer's device says. What is `internal` only officials see. What
    stands `beside` the case, as notes do and what comes from outside the city, does not move it.
    `official` is what whoever acted for an office is called in this case, `trusted` what a person of trust is
    called who acted for whoever filed it. `photos` were taken on the spot. `withheld` is what of it is out of
    public view, each with the word for what it is: words, a photo, or what was said about a photo.
    """

    recorded: Recorded
    happened_at: datetime | None
    written_at: datetime | None
    text: Text | None
    is_erased: bool
    internal: bool
    beside: str
    official: str
    trusted: str
    photos: Sequence[ShownPhoto] = ()
    withheld: Sequence[tuple[str, Withheld]] = ()

    @property
    def finding(self) -> str:
        """What an inspection found, while it is not erased."""
        return getattr(self.recorded.event, "finding", None) or ""

    @property
    def anchor(self) -> str:
        return f"{self.beside or 'event'}-{self.recorded.version}"


def timeline(events: Iterable[Recorded], *beside: Iterable[Recorded]) -> list[Entry]:
    """Return what happened in its order, with what stands beside the case."""
    return [_entry(each) for each in sorted(chain(events, *beside), key=lambda each: each.position)]


def looks(notes: Iterable[Recorded]) -> list[tuple[datetime, str]]:
    """Return when which office looked at what is sealed, for whoever filed the case."""
    return [(each.recorded_at, each.event.office) for each in notes if isinstance(each.event, ContactRead)]


def happened_at(event: Event) -> datetime | None:
    return _moment(getattr(event, "occurred_at", None))


def _entry(each: Recorded) -> Entry:
    internal = isinstance(each.event, NoteWritten | ContactRead | InspectionRecorded)
    has_words = any(hasattr(each.event, name) for name in _WRITTEN)
    return Entry(
        each,
        happened_at(each.event),
        _moment(getattr(each.event, "written_at", None)),
        _text_of(each.event),
        has_words and any(internal or part.startswith("content.") for part in each.erased),
        internal,
        _BESIDE.get(each.stream.partition("/")[0], ""),
        getattr(each.event, "official", None) or "",
        getattr(each.event, "trusted", None) or "",
        inspection_photos(each),
        [(_kind(gone.item), gone) for gone in each.withheld],
    )


def _kind(item: str) -> str:
    return "words" if not item.startswith(PHOTOS) else "photo_words" if item.endswith(".words") else "photo"


def _moment(said: str | None) -> datetime | None:
    return from_timestamp(said) if said else None


def _text_of(event: Event) -> Text | None:
    texts = (getattr(event, name, None) for name in _WRITTEN)
    return next((text for text in texts if text is not None), None)
