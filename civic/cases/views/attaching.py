"""Photos of a form: they may come with any page of a filing, and are kept until it is sent.

The form carries the secrets of what is kept (`photos`) and, numbered, what each shows and where it says it is
from: that is kept nowhere else. What cannot be kept is said beside the field, and no words are lost.
"""

import base64
from dataclasses import dataclass, replace

from werkzeug.datastructures import FileStorage

from civic.cases.forms import point_written, written_point
from civic.cases.validation import WORDS_OF_PHOTO
from civic.cases.views.shown_photos import ShownPhoto
from civic.cities.pack import Service
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.language import Text
from civic.kernel.photo import Photo, Picture, photos_of
from civic.kernel.place import Point
from civic.photos.limits import MOST_PHOTOS
from civic.photos.position import position_told_by
from civic.web.csrf import csrf_token
from civic.web.forms import Form
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.uploads import picture_in, sent_files

FILES, KEPT, LEFT_OUT = "photo", "photos", "leave_out_photo"
POSITION = "photo_position_"


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo as a form carries it: the secret that finds it, where it says it is from, what it shows."""

    secret: str
    position: str = ""
    words: str = ""


def with_photos(service: Service, typed: Form) -> Form:
    """Return the form with the photos that came with it kept, and without those that were left out."""
    if service.photos == "no":
        unwanted = [Fault(FILES, "input.photos-not-taken")] if sent_files(FILES) else []
        return typed.with_faults([*typed.faults, *unwanted])
    return with_files(typed)


def with_files(typed: Form) -> Form:
    """Return a form that takes photos with those that came with it kept, and without those left out."""
    files = sent_files(FILES)
    kept, faults = _still_kept(typed)
    for number, file in enumerate(files, 1 + len(kept)):
        if number > MOST_PHOTOS:
            counts = {"limit": MOST_PHOTOS, "count": len(kept) + len(files)}
            faults.append(Fault(FILES, "input.too-many", counts))
            break
        try:
            kept.append(_keep(file))
        except InputHasFaults as refused:
            faults += refused.faults
    return _with_kept(typed, kept).with_faults([*typed.faults, *faults])


def pictures_of(typed: Form) -> list[Picture]:
    """Return the photos that the form keeps."""
    return [picture for picture, _ in _kept(typed)]


def photos_in(typed: Form) -> tuple[Photo, ...]:
    """Return how an event names the photos that the form keeps, with what is said of each."""
    return photos_of(pictures_of(typed), [words for _, words in _kept(typed)])


def positions_of(typed: Form) -> list[Point]:
    """Return where the photos of the form say that they were taken."""
    told = (point_written(each.position) for each in _attached(typed))
    return [point for point in told if point is not None]


def shown_in(typed: Form) -> list[ShownPhoto]:
    """Return the photos that the form keeps, for its own pages: nobody else could open an address."""
    return [
        ShownPhoto(
            f"data:image/jpeg;base64,{base64.b64encode(picture.small.body).decode()}",
            picture.small.width,
            picture.small.height,
            words=words,
        )
        for picture, words in _kept(typed)
    ]


def _attached(typed: Form) -> list[Attached]:
    return [
        Attached(secret, typed.value(f"{POSITION}{number}"), typed.value(f"{WORDS_OF_PHOTO}{number}"))
        for number, secret in enumerate(typed.value(KEPT).split()[:MOST_PHOTOS], 1)
    ]


def _kept(typed: Form) -> list[tuple[Picture, Text | None]]:
    language = page_language().tag
    found = ((platform().photo_drafts.find(each.secret, csrf_token()), each) for each in _attached(typed))
    return [
        (picture, Text(each.words, language) if each.words else None)
        for picture, each in found
        if picture is not None
    ]


def _still_kept(typed: Form) -> tuple[list[Attached], list[Fault]]:
    wanted = [
        each for number, each in enumerate(_attached(typed), 1) if not typed.value(f"{LEFT_OUT}_{number}")
    ]
    kept = [each for each in wanted if platform().photo_drafts.find(each.secret, csrf_token())]
    return kept, [Fault(FILES, "input.photo-gone")] if len(kept) < len(wanted) else []


def _keep(file: FileStorage) -> Attached:
    secret = platform().photo_drafts.keep(picture_in(file), csrf_token())
    file.stream.seek(0)
    position = position_told_by(file.stream.read())
    return Attached(secret, written_point(position) if position else "")


def _with_kept(typed: Form, kept: list[Attached]) -> Form:
    """Number the photos anew, and with them what is said of each."""
    numbered = (LEFT_OUT, POSITION, WORDS_OF_PHOTO)
    others = {name: value for name, value in typed.values.items() if not name.startswith(numbered)}
    told = {f"{POSITION}{number}": each.position for number, each in enumerate(kept, 1) if each.position}
    told |= {f"{WORDS_OF_PHOTO}{number}": each.words for number, each in enumerate(kept, 1) if each.words}
    return replace(typed, values={**others, KEPT: " ".join(each.secret for each in kept), **told})
