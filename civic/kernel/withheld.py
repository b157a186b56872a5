"""What of an event's published words and photos is out of public view, and the event without it.

An item is a member of the published part: `description`, or one photo of it with all that is said of it
(`photos.photo-1`), or only what is said of that photo (`photos.photo-1.words`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from civic.kernel.event import Json, Recorded, persons_of, put_together, take_apart

PHOTOS = "photos"


def items_of(value: Mapping[str, Json]) -> list[str]:
    """Return what can be taken out of a published part: each text in it, each photo, each photo's words."""
    items = [name for name, member in value.items() if isinstance(member, dict) and "text" in member]
    for photo in value.get(PHOTOS, ()):
        named = f"{PHOTOS}.{photo['whole']['file']}"
        items += [named, f"{named}.words"] if "words" in photo else [named]
    return items


def reduced(value: Mapping[str, Json], items: Iterable[str]) -> dict[str, Json]:
    """Return a published part without some of its items."""
    gone = set(items)
    kept = {name: member for name, member in value.items() if name not in gone}
    if PHOTOS in kept:
        kept[PHOTOS] = [
            {name: said for name, said in photo.items() if f"{_named(photo)}.{name}" not in gone}
            for photo in kept[PHOTOS]
            if _named(photo) not in gone
        ]
    return kept


def withholds_file(item: str, file: str) -> bool:
    """Whether a file of the event, in either of its sizes, is of the photo that an item names."""
    return item == f"{PHOTOS}.{file.removesuffix('-small')}"


def without_withheld(recorded: Recorded) -> Recorded:
    """Return an event that was read whole as everyone may see it."""
    if not recorded.withheld:
        return recorded
    items = [each.item for each in recorded.withheld]
    data, parts = take_apart(recorded.event)
    for part in parts:
        if part.kind == "content":
            part.value = reduced(part.value, items)
    event = put_together(type(recorded.event), data, parts, persons_of(recorded.event))
    return replace(recorded, event=event)


def _named(photo: Mapping[str, Any]) -> str:
    return f"{PHOTOS}.{photo['whole']['file']}"
