"""How pages show the photos of a case: small and beside each other, each leading to the whole one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from civic.cases.events import CaseFiled, InspectionRecorded
from civic.kernel.event import Recorded, Withheld
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.withheld import PHOTOS


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo on a page: its small file and size, the address of the whole one, what it shows.

    `withheld` says why only some officials see it.
    """

    address: str
    width: int
    height: int
    whole: str | None = None
    words: Text | None = None
    withheld: Withheld | None = None


def public_photos(filed: CaseFiled) -> list[ShownPhoto]:
    return _shown("photos.public", filed.photos, number=filed.case)


def photos_for_officials(filed: Recorded) -> list[ShownPhoto]:
    """Return the photos that everyone sees, and those that were so and are out of public view."""
    event = filed.event
    assert isinstance(event, CaseFiled)
    gone = {each.item: each for each in filed.withheld}
    return [
        replace(shown, withheld=withheld)
        for photo in event.photos or ()
        for withheld in [gone.get(f"{PHOTOS}.{photo.whole.file}")]
        for shown in _shown("photos.sealed" if withheld else "photos.public", [photo], number=event.case)
    ]


def sealed_photos(filed: CaseFiled) -> list[ShownPhoto]:
    return _shown("photos.sealed", filed.sealed_photos, number=filed.case)


def inspection_photos(recorded: Recorded) -> list[ShownPhoto]:
    """Return what somebody took on the spot; an event of another kind has none."""
    event = recorded.event
    if not isinstance(event, InspectionRecorded):
        return []
    return _shown("photos.inspection", event.photos, number=event.case, version=recorded.version)


def _shown(endpoint: str, photos: Sequence[Photo] | None, **where: Any) -> list[ShownPhoto]:
    return [
        ShownPhoto(
            url_for(endpoint, name=photo.small.file, **where),
            photo.small.width,
            photo.small.height,
            url_for(endpoint, name=photo.whole.file, **where),
            photo.words,
        )
        for photo in photos or ()
    ]
