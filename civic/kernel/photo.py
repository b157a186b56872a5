"""Photos: how events name them, and the files that are kept of them beside the event."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

from civic.kernel.language import Text


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file of an event by its name and hex SHA-256, and the size of its picture in pixels."""

    file: str
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Photo:
    """What an event says of a photo: its whole file, a small one for lists, and what it shows."""

    whole: PhotoFile
    small: PhotoFile
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A JPEG file without anything but its picture."""

    body: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that was made ready to be kept."""

    whole: Jpeg
    small: Jpeg


def photos_of(pictures: Sequence[Picture], words: Sequence[Text | None] = ()) -> tuple[Photo, ...]:
    """Return how an event names pictures, counted from 1 in their order, with what is said of each."""
    said = chain(words, repeat(None))
    return tuple(
        Photo(_named(f"photo-{number}", each.whole), _named(f"photo-{number}-small", each.small), told)
        for number, (each, told) in enumerate(zip(pictures, said, strict=False), 1)
    )


def files_of(photos: Sequence[Photo], pictures: Sequence[Picture]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file of the photos."""
    for photo, picture in zip(photos, pictures, strict=True):
        yield photo.whole.file, picture.whole.body
        yield photo.small.file, picture.small.body


def _named(file: str, jpeg: Jpeg) -> PhotoFile:
    return PhotoFile(file, hashlib.sha256(jpeg.body).hexdigest(), jpeg.width, jpeg.height)
