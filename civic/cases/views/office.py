"""Where officials work on a case, with everything that they may see."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases.case_page import CasePage
from civic.cases.commands import ReadContact
from civic.cases.forms import MODERATIONS, OFFICIAL_ACTS, STEP_OF_ACT, read_note, read_official_act
from civic.cases.views.acting import acting, own_alias
from civic.cases.views.acts import acts, is_offered
from civic.cases.views.answers import answers_in_words
from civic.cases.views.elsewhere import passage
from civic.cases.views.moderation_choices import moderation
from civic.cases.views.replies import put_in
from civic.cases.views.shown_photos import photos_for_officials, sealed_photos
from civic.cases.views.targets import targets
from civic.cases.views.timeline import timeline
from civic.cases.workflow import STATES_WITH_A_DAY
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber
from civic.people.roles import Matter
from civic.web.access import access, ensure_may, own_official
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import link, render

blueprint = Blueprint("office", __name__)


class CaseIsOfAnotherCity(Refused):
    """Officials see what is sealed in the cases of their own city only."""

    code = "cases.of-another-city"
    status = 403


@blueprint.get("/<language:lang>/office/cases/<case:number>")
@access("official", may="read")
def case(number: CaseNumber) -> Response:
    return show(number, Form())


@blueprint.post(
    f"/<language:lang>/office/cases/<case:number>/<any({','.join(map(repr, OFFICIAL_ACTS))}):act>"
)
@access("official", may="work")
def act(number: CaseNumber, act: str) -> ResponseReturnValue:
    """Do one act of casework; what cannot be done leads back to the case with the words kept.

    The button of a standard reply does nothing yet: it fills the form.
    """
    typed, found = typed_form(), own_case(number)
    ensure_may("work", matter_of(found))
    if typed.value("reply"):
        filled = put_in(typed, STEP_OF_ACT[act], found.filed, platform().cities.get(found.filed.city))
        return show(number, filled, 422 if filled.faults else 200, act)
    try:
        office, official = own_official().department, own_alias(number)
        command = read_official_act(act, number, office, official, typed, page_language().tag)
        platform().cases.work(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return show(number, typed.with_faults(refused.faults), refused.status, act)
    except Refused as refused:
        return show(number, typed, refused.status, act, refused)
    return redirect(link("office.case", number=number), 303)


@blueprint.post("/<language:lang>/office/cases/<case:number>/note")
@access("official", may="work")
def note(number: CaseNumber) -> ResponseReturnValue:
    """Write a note on a case for officials of the city, whatever the state of the case."""
    typed = typed_form()
    ensure_may("work", matter_of(own_case(number)))
    try:
        office, official = own_official().department, own_alias(number)
        command = read_note(number, office, official, typed, page_language().tag)
        platform().cases.write_note(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return show(number, typed.with_faults(refused.faults), refused.status, "note")
    return redirect(link("office.case", number=number), 303)


@blueprint.post("/<language:lang>/office/cases/<case:number>/contact")
@access("official", may="read-contact")
def contact(number: CaseNumber) -> ResponseReturnValue:
    """See what is sealed for a while; that somebody looks is recorded before they do."""
    ensure_may("read-contact", matter_of(own_case(number)))
    look = ReadContact(case=number, office=own_official().department, official=own_alias(number))
    platform().cases.read_contact(look, command_id=typed_form().command_id())
    return redirect(link("office.case", number=number, _anchor="contact"), 303)


def own_case(number: CaseNumber) -> CasePage:
    """Return a case of one's own city as one may see it; what is sealed to those who have just opened it."""
    return _as_entitled(_of_own_city(number), platform().cases.notes(number))


def _of_own_city(number: CaseNumber) -> CasePage:
    found = platform().cases.page(number, sealed=True, whole=True)
    if found.filed.city != own_official().city:
        raise CaseIsOfAnotherCity(f"{number} belongs to {found.filed.city}", case=number)
    return found


def _as_entitled(found: CasePage, notes: Sequence[Recorded]) -> CasePage:
    is_open = platform().cases.has_just_read(own_alias(found.filed.case), notes)
    may_see = is_open and own_official().may("read-contact", matter_of(found))
    shown = found if sees_whole(found) else found.without_withheld()
    return shown if may_see else shown.without_contact()


def sees_whole(found: CasePage) -> bool:
    """Whether one sees what is out of public view: who works on the case, or decides what everyone sees."""
    return any(own_official().may(action, matter_of(found)) for action in ("work", "moderate"))


def matter_of(found: CasePage) -> Matter:
    """Return what roles are asked about to do something with a case."""
    return Matter(found.case.department, found.filed.service, found.filed.place.district)


def _whole_of(found: CasePage) -> CasePage:
    """Return the case that this is a part of, whose photos show the part too, or the case itself."""
    parent = found.case.parent
    return platform().cases.page(CaseNumber(parent)) if parent else found


def show(
    number: CaseNumber, typed: Form, status: int = 200, act: str = "", refused: Refused | None = None
) -> Response:
    """Show a case to an official; `act` is the form that was sent, `refused` why it was not done."""
    whole, notes, alias = _of_own_city(number), platform().cases.notes(number), own_alias(number)
    found = _as_entitled(whole, notes)
    filed = found.events[0]
    city = platform().cities.get(found.filed.city)
    outside = platform().cases.outside(found, sealed=True, whole=sees_whole(whole))
    history = timeline(found.events, notes, outside.events)
    possible = acts(found.case, alias, found.filed, city, page_language())
    seen = typed.value("seen_version")
    new_since = int(seen) if seen.isascii() and seen.isdigit() else found.case.version
    return render(
        "office/case.html",
        status,
        city=city,
        case=found.case,
        filed=filed,
        photos=photos_for_officials(_whole_of(found).events[0]),
        parts=platform().case_lists.parts(found),
        may_split=is_offered("split", found.case, alias),
        sealed_photos=sealed_photos(found.filed),
        may_work=own_official().may("work", matter_of(found)),
        moderation=moderation(found, outside, page_language()),
        may_moderate=own_official().may("moderate", matter_of(found)),
        has_sealed=not found.seals_something and whole.seals_something,
        may_read_contact=own_official().may("read-contact", matter_of(found)),
        reference=outside.reference,
        passage=passage(found, outside.where),
        timeline=history,
        acting=acting(number, history),
        own_alias=alias,
        targets=targets(found.case),
        now=platform().clock.now(),
        acts=possible,
        with_a_day=STATES_WITH_A_DAY,
        answers=answers_in_words(city, found.filed.service, found.filed.answers, page_language()),
        form=typed,
        blank=Form(),
        act=act,
        is_possible=act in MODERATIONS or act in [each.name for each in possible],
        refused=refused,
        meanwhile=[each for each in history if not each.beside and each.recorded.version > new_since],
        people=1 + platform().case_lists.supporters(number),
        new_since=new_since,
    )
