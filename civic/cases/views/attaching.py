"""Photos of a filing: they may come with any page of the form, and are kept until it is sent.

The form carries the secrets of what is kept (`photos`) and where each says that it was taken: that is kept
nowhere else. What cannot be kept is said beside the field, and the words of the form stay as they are.
"""

import base64
from dataclasses import dataclass, replace

from werkzeug.datastructures import FileStorage

from civic.cases.forms import point_written, written_point
from civic.cases.views.shown_photos import ShownPhoto
from civic.cities.pack import Service
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.photo import Picture
from civic.kernel.place import Point
from civic.photos.limits import MOST_PHOTOS
from civic.photos.position import position_told_by
from civic.web.csrf import csrf_token
from civic.web.forms import Form
from civic.web.platform import platform
from civic.web.uploads import picture_in, sent_files

FILES, KEPT, LEFT_OUT = "photo", "photos", "leave_out_photo"
POSITION = "photo_position"


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo as a form carries it: the secret that finds it, and where it says that it was taken."""

    secret: str
    position: str = ""


def with_photos(service: Service, typed: Form) -> Form:
    """Return the form with the photos that came with it kept, and without those that were left out."""
    files = sent_files(FILES)
    if service.photos == "no":
        unwanted = [Fault(FILES, "input.photos-not-taken")] if files else []
        return typed.with_faults([*typed.faults, *unwanted])
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
    found = (platform().photo_drafts.find(secret, csrf_token()) for secret in typed.value(KEPT).split())
    return [picture for picture in found if picture is not None]


def positions_of(typed: Form) -> list[Point]:
    """Return where the photos of the form say that they were taken."""
    told = (point_written(each.position) for each in _attached(typed))
    return [point for point in told if point is not None]


def shown_in(typed: Form) -> list[ShownPhoto]:
    """Return the photos that the form keeps, for its own pages: nobody else could open an address."""
    return [
        ShownPhoto(
            f"data:image/jpeg;base64,{base64.b64encode(small.body).decode()}", small.width, small.height
        )
        for small in (picture.small for picture in pictures_of(typed))
    ]


def _attached(typed: Form) -> list[Attached]:
    return [
        Attached(secret, typed.value(f"{POSITION}_{number}"))
        for number, secret in enumerate(typed.value(KEPT).split()[:MOST_PHOTOS], 1)
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
    others = {
        name: value for name, value in typed.values.items() if not name.startswith((LEFT_OUT, POSITION))
    }
    told = {f"{POSITION}_{number}": each.position for number, each in enumerate(kept, 1) if each.position}
    return replace(typed, values={**others, KEPT: " ".join(each.secret for each in kept), **told})
