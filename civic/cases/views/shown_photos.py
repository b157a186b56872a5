"""How pages show the photos of a case: small and beside each other, each leading to the whole one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic.cases.events import CaseFiled, InspectionRecorded
from civic.kernel.event import Recorded
from civic.kernel.language import Text
from civic.kernel.photo import Photo


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo on a page: its small file and size, the address of the whole one, what it shows."""

    address: str
    width: int
    height: int
    whole: str | None = None
    words: Text | None = None


def public_photos(filed: CaseFiled) -> list[ShownPhoto]:
    return _shown("photos.public", filed.photos, number=filed.case)


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
