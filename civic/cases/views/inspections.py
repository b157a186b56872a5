"""On the spot: which cases somebody has to look at, and the form in which they write down what they found.

Both pages hold nothing that is sealed: whoever goes out takes them along on their device.
"""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from civic.cases.case_page import CasePage
from civic.cases.findings import FINDINGS
from civic.cases.forms import read_inspection
from civic.cases.queries import QueuePage
from civic.cases.views.acting import is_own, own_alias
from civic.cases.views.attaching import photos_in, pictures_of, shown_in, with_files
from civic.cases.views.office import matter_of, own_case
from civic.cases.views.targets import targets
from civic.cases.workflow import OPEN
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.photos.limits import MOST_PHOTOS
from civic.web.access import access, ensure_may, own_official
from civic.web.forms import Form, typed_form
from civic.web.offline import files_of_inspections
from civic.web.page_language import page_language
from civic.web.pagination import pages
from civic.web.platform import platform
from civic.web.rendering import link, render
from civic.web.uploads import takes_files

blueprint = Blueprint("inspections", __name__)
AT = "/<language:lang>/office/cases/<case:number>/inspection"
STATES = tuple(sorted(OPEN))


@blueprint.get("/<language:lang>/office/inspections")
@access("official", may="work")
def page() -> Response:
    """List the open cases that one works on, or those of one's area, what is due first."""
    official, in_area = own_official(), request.args.get("cases") == "area"
    found = _of_area() if in_area else _claimed()
    return render(
        "office/inspections.html",
        city=platform().cities.get(official.city),
        rows=[(row, targets(row)) for row in found.rows],
        pages=pages(found.next_after),
        now=platform().clock.now(),
        in_area=in_area,
        has_area=bool(official.narrowed_to("work")),
        files=files_of_inspections(),
    )


@blueprint.get(AT)
@access("official", may="work")
def form(number: CaseNumber) -> Response:
    return _show(_workable(number), Form())


@blueprint.post(AT)
@access("official", may="work")
@takes_files
def inspection(number: CaseNumber) -> ResponseReturnValue:
    """Record what somebody found on the spot; what cannot stand leads back to the form."""
    found, typed = _workable(number), with_files(typed_form())
    pictures, office = pictures_of(typed), own_official().department
    try:
        command = read_inspection(
            number, office, own_alias(number), typed, page_language().tag, photos_in(typed)
        )
        platform().cases.record_inspection(command, command_id=typed.command_id(), pictures=pictures)
    except InputHasFaults as refused:
        return _show(found, typed.with_faults(refused.faults), refused.status)
    return redirect(link("office.case", number=number), 303)


def _claimed() -> QueuePage:
    return platform().case_lists.claimed(own_official().city, STATES, is_own, after=request.args.get("after"))


def _of_area() -> QueuePage:
    official = own_official()
    return platform().case_lists.queue(
        city=official.city,
        departments=(official.department,),
        states=STATES,
        after=request.args.get("after"),
        order="due_at",
        within=official.narrowed_to("work"),
    )


def _workable(number: CaseNumber) -> CasePage:
    """Return a case on which somebody may work, without anything that is sealed."""
    found = own_case(number).without_sealed()
    ensure_may("work", matter_of(found))
    return found


def _show(found: CasePage, typed: Form, status: int = 200) -> Response:
    return render(
        "office/inspection.html",
        status,
        city=platform().cities.get(found.filed.city),
        case=found.case,
        filed=found.events[0],
        findings=tuple(FINDINGS),
        form=typed,
        photos=shown_in(typed),
        most_photos=MOST_PHOTOS,
    )
