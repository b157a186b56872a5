"""Everything of a case that can be taken out of public view: each text and each photo that it published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from civic.cases.events import Passage
from civic.kernel.event import Json, Recorded, Withheld, take_apart
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.withheld import PHOTOS, items_of


@dataclass(frozen=True, slots=True)
class Published:
    """A passage, its words or its photo, and since when and why it is out of public view, if it is."""

    passage: Passage
    recorded: Recorded
    text: Text | None
    photo: Photo | None
    withheld: Withheld | None


def published(history: Iterable[Recorded]) -> Iterator[Published]:
    """Yield the passages of events that were read whole, in their order."""
    for recorded in history:
        for part in take_apart(recorded.event)[1]:
            if part.kind == "content":
                for item in items_of(part.value):
                    yield _published(recorded, item)


def _published(recorded: Recorded, item: str) -> Published:
    name, _, of_photo = item.partition(".")
    held: Any = getattr(recorded.event, name)
    text, photo = (None, _photo(held, of_photo)) if name == PHOTOS else (held, None)
    if photo is not None and of_photo.endswith(".words"):
        text, photo = photo.words, None
    withheld = next((each for each in recorded.withheld if each.item == item), None)
    return Published(Passage(recorded.position, item), recorded, text, photo, withheld)


def _photo(photos: Iterable[Photo], named: Json) -> Photo:
    return next(each for each in photos if each.whole.file == str(named).partition(".")[0])
