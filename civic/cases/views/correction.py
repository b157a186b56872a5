"""A report that was just sent is corrected by sending it again; then the first is taken back and erased.

Nothing is taken back before the corrected report is kept, so whoever breaks off has lost nothing. The log
holds that there were two; what stood in the first, nobody can read any more.
"""

from datetime import datetime, timedelta

from civic.cases.case_page import CasePage
from civic.cases.commands import WithdrawCase
from civic.cases.handlers import persons_of_case
from civic.cases.validation import WORDS_OF_PHOTO
from civic.cases.views.acting import own_alias
from civic.cases.views.placing import values_of_place
from civic.cases.workflow import steps_from
from civic.kernel.errors import Refused
from civic.kernel.event import persons_of
from civic.kernel.ids import CaseNumber
from civic.kernel.photo import Jpeg, Photo, PhotoFile, Picture
from civic.people.events import ErasureCarriedOut
from civic.web.access import is_reporter, signed_in_official
from civic.web.csrf import csrf_token
from civic.web.forms import Form
from civic.web.platform import platform

OPEN_FOR = timedelta(minutes=10)
AT_HAND_FOR = timedelta(hours=1)  # for whoever took it down: long enough for an envelope
CORRECTS = "corrects"


class CannotBeCorrected(Refused):
    """Ten minutes are over, or somebody has done something with the case."""

    code = "cases.cannot-be-corrected"
    status = 422


def correct_until(page: CasePage, now: datetime) -> datetime | None:
    """Return until when correcting can begin; None once somebody has done something, or time is over."""
    until = page.events[0].recorded_at + OPEN_FOR
    return until if len(page.events) == 1 and now < until and not page.events[0].erased else None


def form_of(page: CasePage) -> Form:
    """Return the form as it was sent, its photos kept with it again."""
    filed = page.filed
    place, contact = filed.exact_place or filed.place, filed.contact
    values = {
        CORRECTS: filed.case,
        "description": filed.description.text if filed.description else "",
        **values_of_place(place),
        **{f"answers.{each.question}": each.answer for each in filed.answers or ()},
        **{
            f"{WORDS_OF_PHOTO}{number}": photo.words.text
            for number, photo in enumerate(filed.photos or filed.sealed_photos or (), 1)
            if photo.words
        },
        "photos": " ".join(_kept(page, photo) for photo in filed.photos or filed.sealed_photos or ()),
    }
    if contact:
        said = {"name": contact.name, "email": contact.email, "phone": contact.phone}
        values |= {f"contact.{part}": text or "" for part, text in said.items()}
    return Form(values)


def corrected(typed: Form) -> CaseNumber | None:
    """Return the case that a form corrects, if whoever sends it is its reporter or has just taken it down."""
    number = CaseNumber(typed.value(CORRECTS))
    return number if number and (is_reporter(number) or _has_just_taken_down(number)) else None


def _has_just_taken_down(number: CaseNumber) -> bool:
    page = platform().cases.page(number) if signed_in_official() else None
    return page is not None and took_down(page) and is_fresh(page) and len(page.events) == 1


def took_down(page: CasePage) -> bool:
    """Whether the signed-in official took a case down for somebody."""
    return page.filed.official == own_alias(page.filed.case)


def is_fresh(page: CasePage) -> bool:
    """Whether whoever took a case down can still hand over its code, and send what they correct."""
    return platform().clock.now() < page.events[0].recorded_at + AT_HAND_FOR


def take_back(number: CaseNumber, command_id: str) -> None:
    """Withdraw a case for which a corrected one was filed, and erase what stood in it. May be done again."""
    asked, page = platform(), platform().cases.page(number)
    if "withdraw" in steps_from(page.case.state, "reporter"):
        asked.cases.work(WithdrawCase(case=number), command_id=f"{command_id}-withdrawn")
    if any(persons_of(each.event) for each in page.events):
        concerned = persons_of_case(asked.journal, number)
        at_request = ErasureCarriedOut(ground="request")
        asked.eraser.erase_rows(concerned, at_request, command_id=f"{command_id}-erased")


def _kept(page: CasePage, photo: Photo) -> str:
    picture = Picture(_jpeg(page, photo.whole), _jpeg(page, photo.small))
    return platform().photo_drafts.keep(picture, csrf_token())


def _jpeg(page: CasePage, file: PhotoFile) -> Jpeg:
    body = platform().cases.photo(page.events[0], file.file)
    assert body is not None, f"{file.file} is gone, and the event does not say so"
    return Jpeg(body, file.width, file.height)
