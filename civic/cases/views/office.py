"""Where officials work: the queue of their department, and a case with everything that they may see."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from civic.cases.forms import OFFICIAL_ACTS, STEP_OF_ACT, read_note, read_official_act
from civic.cases.queries import CasePage
from civic.cases.views.acts import acts
from civic.cases.views.answers import answers_in_words
from civic.cases.views.elsewhere import passage
from civic.cases.views.replies import put_in
from civic.cases.views.shown_photos import public_photos, sealed_photos
from civic.cases.views.targets import targets
from civic.cases.views.timeline import timeline
from civic.cases.workflow import ENDED, LATER, STATES_WITH_A_DAY, WORK, steps_from
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.ids import CaseNumber
from civic.people.roles import Matter
from civic.web.access import access, ensure_may, own_official
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.pagination import pages
from civic.web.platform import platform
from civic.web.rendering import link, render

blueprint = Blueprint("office", __name__)


class CaseIsOfAnotherCity(Refused):
    """Officials see what is sealed in the cases of their own city only."""

    code = "cases.of-another-city"
    status = 403


# What the queue can be narrowed to; the first is what an office sees when it arrives.
FILTERS: Mapping[str, tuple[str, ...]] = {
    "to-do": (*sorted(WORK), "reopening_requested"),
    "received": ("received",),
    "acknowledged": ("assigned", "acknowledged"),
    "later": tuple(sorted(LATER)),
    "reopening-requested": ("reopening_requested",),
    "ended": (*sorted(ENDED), "withdrawn"),
}


@blueprint.get("/<language:lang>/office/queue")
@access("official", may="read")
def queue() -> Response:
    office = own_official()
    city = platform().cities.get(office.city)
    chosen = chosen_state()
    everyone = request.args.get("departments") == "all"
    found = platform().cases.queue(
        city=city.code,
        departments=None if everyone else (office.department,),
        states=FILTERS[chosen],
        after=request.args.get("after"),
        order="due_at",
    )
    return render(
        "office/queue.html",
        city=city,
        office=office.department,
        rows=[(row, targets(row)) for row in found.rows],
        now=platform().clock.now(),
        pages=pages(found.next_after),
        filters=FILTERS,
        chosen=chosen,
        everyone=everyone,
        counts=platform().cases.open_counts(city.code),
        files={name: _address_of_file(name, chosen, everyone=everyone) for name in ("table", "features")},
        log_waits=platform().log.witnessing().waiting_since is not None,
    )


def chosen_state() -> str:
    """Return what the queue is narrowed to."""
    chosen = request.args.get("state", "")
    return chosen if chosen in FILTERS else next(iter(FILTERS))


def _address_of_file(name: str, chosen: str, *, everyone: bool) -> str:
    return link(f"exports.{name}", state=chosen, departments="all" if everyone else None)


@blueprint.get("/<language:lang>/office/cases/<case:number>")
@access("official", may="read")
def case(number: CaseNumber) -> Response:
    return _show(number, Form())


@blueprint.post(
    f"/<language:lang>/office/cases/<case:number>/<any({','.join(map(repr, OFFICIAL_ACTS))}):act>"
)
@access("official", may="work")
def act(number: CaseNumber, act: str) -> ResponseReturnValue:
    """Do one act of casework; what cannot be done leads back to the case with the words kept.

    The button of a standard reply does nothing yet: it fills the form.
    """
    typed, found = typed_form(), own_case(number)
    ensure_may("work", _matter(found))
    if typed.value("reply"):
        filled = put_in(typed, STEP_OF_ACT[act], found.filed, platform().cities.get(found.filed.city))
        return _show(number, filled, 422 if filled.faults else 200, act)
    try:
        command = read_official_act(act, number, own_official().department, typed, page_language().tag)
        platform().cases.work(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return _show(number, typed.with_faults(refused.faults), refused.status, act)
    except Refused as refused:
        return _show(number, typed, refused.status, act, refused)
    return redirect(link("office.case", number=number), 303)


@blueprint.post("/<language:lang>/office/cases/<case:number>/note")
@access("official", may="work")
def note(number: CaseNumber) -> ResponseReturnValue:
    """Write a note on a case for officials of the city, whatever the state of the case."""
    typed = typed_form()
    ensure_may("work", _matter(own_case(number)))
    try:
        command = read_note(number, own_official().department, typed, page_language().tag)
        platform().cases.write_note(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return _show(number, typed.with_faults(refused.faults), refused.status, "note")
    return redirect(link("office.case", number=number), 303)


def own_case(number: CaseNumber) -> CasePage:
    """Return a case of one's own city, with what is sealed for those who may see it."""
    found = platform().cases.page(number, sealed=True)
    if found.filed.city != own_official().city:
        raise CaseIsOfAnotherCity(f"{number} belongs to {found.filed.city}", case=number)
    return found if own_official().may("read-contact", _matter(found)) else found.without_sealed()


def _matter(found: CasePage) -> Matter:
    return Matter(found.case.department, found.filed.service, found.filed.place.district)


def _show(
    number: CaseNumber, typed: Form, status: int = 200, act: str = "", refused: Refused | None = None
) -> Response:
    found = own_case(number)
    filed = found.events[0]
    city = platform().cities.get(found.filed.city)
    outside = platform().cases.outside(found, sealed=True)
    seen, steps = typed.value("seen_version"), steps_from(found.case.state, "official")
    return render(
        "office/case.html",
        status,
        city=city,
        case=found.case,
        filed=filed,
        photos=public_photos(found.filed),
        sealed_photos=sealed_photos(found.filed),
        may_work=own_official().may("work", _matter(found)),
        may_read_contact=own_official().may("read-contact", _matter(found)),
        timeline=timeline(found.events, platform().cases.notes(number), outside.events),
        reference=outside.reference,
        passage=passage(found, outside.where),
        targets=targets(found.case),
        now=platform().clock.now(),
        acts=acts(found.case, found.filed, city, page_language()),
        with_a_day=STATES_WITH_A_DAY,
        answers=answers_in_words(city, found.filed.service, found.filed.answers, page_language()),
        form=typed,
        blank=Form(),
        lost_words="" if STEP_OF_ACT.get(act) in steps else typed.value("answer"),
        act=act,
        refused=refused,
        people=1 + platform().cases.supporters(number),
        new_since=int(seen) if seen.isascii() and seen.isdigit() else found.case.version,
    )
