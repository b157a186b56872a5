"""A case for everyone to read, and what its reporter can do."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from civic.cases import commands as c
from civic.cases.forms import (
    read_confirmation,
    read_enquiry,
    read_objection,
    read_reopening_request,
    read_reply,
    read_thanks,
    read_withdrawal,
)
from civic.cases.model import Case
from civic.cases.views.correction import correct_until
from civic.cases.views.feeds import feed_of_case
from civic.cases.views.shown_photos import public_photos
from civic.cases.views.supporting import may_support, supports
from civic.cases.views.targets import targets
from civic.cases.views.timeline import looks, timeline
from civic.cases.workflow import STATES_WITH_A_DAY, steps_from
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.event import persons_of
from civic.kernel.ids import CaseNumber
from civic.people.trust import ActsForSomebodyElseNow
from civic.web.access import access, is_reporter
from civic.web.acting import FIELD, acting_for, acts_on, ensure_written_as_now, trusted_alias
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import link, render

blueprint = Blueprint("cases", __name__)
# The forms of a case's page whose fields have the name of their form before their own.
SENT_FROM = {
    "cases.reply": "reply",
    "cases.enquiry": "enquiry",
    "cases.withdrawal": "withdrawal",
    "cases.objection": "objection",
    "cases.confirmation": "confirmation",
    "cases.thanks": "thanks",
    "explorer.opening": "opening",
}
_WRITTEN_IN = {"cases.reply": "reply", "cases.enquiry": "enquire", "cases.objection": "object"}


@blueprint.get("/<language:lang>/cases/<case:number>")
@access("anyone")
def page(number: CaseNumber) -> Response:
    return show_case(number)


def show_case(
    number: CaseNumber, typed: Form | None = None, status: int = 200, refused: Refused | None = None
) -> Response:
    """Show a case; `refused` is why what somebody wanted to do to it was not done."""
    found, outside = platform().cases.page_with_outside(number)
    filed = found.events[0]
    city = platform().cities.get(found.filed.city)
    # Whoever reported it is spoken to on the page of the whole.
    steps = [] if found.case.parent else _steps(found.case)
    typed = typed or Form()
    return render(
        "cases/case.html",
        status,
        city=city,
        case=found.case,
        filed=filed,
        photos=public_photos(found.filed),
        parts=platform().case_lists.parts(found),
        timeline=timeline(found.events, outside.events),
        reference=outside.reference,
        targets=targets(found.case),
        now=platform().clock.now(),
        steps=steps,
        is_reporter=is_reporter(number) or acts_on(number),
        correct_until=correct_until(found, platform().clock.now()) if is_reporter(number) else None,
        form=typed,
        lost_words="" if _has_form(steps) else typed.value("explanation"),
        with_a_day=STATES_WITH_A_DAY,
        blank=Form(),
        sent=SENT_FROM.get(request.endpoint or "", ""),
        refused=refused,
        feed=feed_of_case(number, page_language()),
        holds_words=any(persons_of(each.event) for each in found.events),
        people=1 + platform().case_lists.supporters(number),
        looks=looks(platform().cases.notes(number)) if is_reporter(number) else (),
        may_support=may_support(found.case),
        supports=supports(number),
        writes_letters=platform().delivery is not None,
    )


def _steps(case: Case) -> list[str]:
    """Return the steps that the reporter can take; there is nothing to object to in most cases."""
    may_object = case.withheld and not case.objected
    return [step for step in steps_from(case.state, "reporter") if step != "object" or may_object]


def _has_form(steps: list[str]) -> bool:
    """Whether the form in which somebody wrote is still on the page."""
    wrote_in = _WRITTEN_IN.get(request.endpoint or "")
    return (wrote_in or "request_reopening") in steps


def refuse_stranger(number: CaseNumber) -> Response:
    """Keep what somebody wrote who has not shown that the case is theirs."""
    typed = typed_form()
    if typed.value(FIELD) and not acting_for():
        ended = ActsForSomebodyElseNow("it was ended meanwhile")
        return show_case(number, typed, ended.status, ended)
    wrong, missing = Fault("case_code", "input.case-code-wrong"), Fault("case_code", "input.missing")
    return show_case(number, typed.with_faults([wrong if typed.value("case_code") else missing]), 403)


@blueprint.post("/<language:lang>/cases/<case:number>/withdrawal")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def withdrawal(number: CaseNumber) -> ResponseReturnValue:
    return _work(number, read_withdrawal)


@blueprint.post("/<language:lang>/cases/<case:number>/confirmation")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def confirmation(number: CaseNumber) -> ResponseReturnValue:
    """Say that what the office calls done is really settled."""
    return _work(number, read_confirmation)


@blueprint.post("/<language:lang>/cases/<case:number>/thanks")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def thanks(number: CaseNumber) -> ResponseReturnValue:
    """Thank those who settled it."""
    return _work(number, read_thanks)


@blueprint.post("/<language:lang>/cases/<case:number>/enquiry")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def enquiry(number: CaseNumber) -> ResponseReturnValue:
    """Write to the office, which then owes an answer."""
    return _work(number, read_enquiry)


@blueprint.post("/<language:lang>/cases/<case:number>/reply")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def reply(number: CaseNumber) -> ResponseReturnValue:
    """Send what the office asked for."""
    return _work(number, read_reply)


@blueprint.post("/<language:lang>/cases/<case:number>/objection")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def objection(number: CaseNumber) -> ResponseReturnValue:
    """Say that one does not agree that something is out of public view; an office then decides."""
    return _work(number, read_objection)


@blueprint.post("/<language:lang>/cases/<case:number>/reopening-request")
@access("reporter", also=acts_on, otherwise=refuse_stranger)
def reopening_request(number: CaseNumber) -> ResponseReturnValue:
    return _work(number, read_reopening_request)


def _work(number: CaseNumber, read: Callable[[CaseNumber, Form, str], c.ReporterStep]) -> ResponseReturnValue:
    typed = typed_form()
    try:
        ensure_written_as_now(typed)
        trusted = trusted_alias(number) if acts_on(number) else None
        command = replace(read(number, typed, page_language().tag), trusted=trusted)
        platform().cases.work(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return show_case(number, typed.with_faults(refused.faults), refused.status)
    except Refused as refused:
        return show_case(number, typed, refused.status, refused)
    return redirect(link("cases.page", number=number), 303)
