"""How pages show the photos of a case: small and beside each other, each leading to the whole one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from civic.cases.events import CaseFiled
from civic.kernel.ids import CaseNumber
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
    return _shown("photos.public", filed.case, filed.photos)


def sealed_photos(filed: CaseFiled) -> list[ShownPhoto]:
    return _shown("photos.sealed", filed.case, filed.sealed_photos)


def _shown(endpoint: str, number: CaseNumber, photos: Sequence[Photo] | None) -> list[ShownPhoto]:
    return [
        ShownPhoto(
            url_for(endpoint, number=number, name=photo.small.file),
            photo.small.width,
            photo.small.height,
            url_for(endpoint, number=number, name=photo.whole.file),
            photo.words,
        )
        for photo in photos or ()
    ]
