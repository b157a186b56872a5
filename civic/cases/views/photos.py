"""The photos of a case: one file for each, for everyone, or for the officials of its city alone."""

from collections.abc import Sequence

from flask import Blueprint, Response, request

from civic.cases.events import InspectionRecorded
from civic.cases.views.office import own_case
from civic.kernel.errors import NotFound, Refused
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.photo import Photo, PhotoFile
from civic.kernel.withheld import withholds_file
from civic.web.access import access
from civic.web.platform import platform

blueprint = Blueprint("photos", __name__)
JPEG = "image/jpeg"
# A picture and nothing that runs, whatever a browser takes it for.
_POLICY = "default-src 'none'; sandbox"


class NoSuchPhoto(NotFound):
    """The case has no photo of that name."""

    code = "cases.no-such-photo"


class PhotoIsErased(Refused):
    """What was sent with the case is gone, and with it every photo."""

    code = "cases.photo-erased"
    status = 410


class PhotoIsWithheld(Refused):
    """The city took the photo out of public view; the page of the case says when and why."""

    code = "cases.photo-withheld"
    status = 410


@blueprint.get("/cases/<case:number>/photos/<name>.jpg")
@access("anyone", cookies=False)
def public(number: CaseNumber, name: str) -> Response:
    found = platform().cases.page(number)
    response = _answer(found.events[0], number, found.filed.photos, name, "content.reporter")
    # Asked again each time, so that nothing erased comes out of a cache; others may show it on their pages.
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/office/cases/<case:number>/photos/<name>.jpg")
@access("official", may="read")
def sealed(number: CaseNumber, name: str) -> Response:
    """Show what not everyone sees: a sealed photo, or one that is out of public view."""
    found = own_case(number)
    photos = [*(found.filed.sealed_photos or ()), *(found.filed.photos or ())]
    return _answer(found.events[0], number, photos, name, "sealed.reporter")


@blueprint.get("/office/cases/<case:number>/notes/<int:version>/photos/<name>.jpg")
@access("official", may="read")
def inspection(number: CaseNumber, version: int, name: str) -> Response:
    """Show what somebody took on the spot, to whoever may read the notes of the case."""
    own_case(number)
    recorded = next((each for each in platform().cases.notes(number) if each.version == version), None)
    if recorded is None or not isinstance(recorded.event, InspectionRecorded):
        raise NoSuchPhoto(f"there is no inspection {version}")
    return _answer(recorded, number, recorded.event.photos, name, "sealed.subject")


def _answer(
    sent: Recorded, number: CaseNumber, photos: Sequence[Photo] | None, name: str, part: str
) -> Response:
    file = _file(sent, photos or (), name, part)
    # What the event was read without is not among the photos.
    body = platform().cases.photo(sent, file.file, whole=True)
    if body is None:  # erased between the two readings
        raise PhotoIsErased(f"{name} of {number} is erased")
    response = Response(body, content_type=JPEG)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Content-Disposition"] = f'inline; filename="{spell(number)}-{name}.jpg"'
    response.set_etag(file.digest)
    response.make_conditional(request)
    return response


def _file(sent: Recorded, photos: Sequence[Photo], name: str, part: str) -> PhotoFile:
    files = (file for photo in photos for file in (photo.whole, photo.small))
    file = next((each for each in files if each.file == name), None)
    if file is not None:
        return file
    if any(withholds_file(each.item, name) for each in sent.withheld):
        raise PhotoIsWithheld(f"{name} is withheld")
    if part in sent.erased:
        raise PhotoIsErased(f"{name} is erased")
    raise NoSuchPhoto(f"there is no photo {name[:40]!r}")
