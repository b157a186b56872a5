"""The answer to “is it really settled?”: the letter that asks leads here, and its code says whose it is."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases import commands as c
from civic.cases.case_page import CasePage
from civic.cases.events import CaseResolved
from civic.cases.forms import read_confirmation, read_reopening_request, read_thanks
from civic.cases.views.timeline import timeline
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.ids import CaseNumber
from civic.kernel.one_time_code import is_code
from civic.web.access import access
from civic.web.forms import Form, typed_form, typed_query
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("settlement", __name__)


class LetterIsOutdated(Refused):
    """The code of a letter is wrong, or the case went on since the letter was written."""

    code = "cases.letter-is-outdated"
    status = 403


@blueprint.get("/<language:lang>/cases/<case:number>/settlement")
@access("anyone")
def page(number: CaseNumber) -> Response:
    """Show the answers; opening the link in the letter says nothing yet, as programs open links too."""
    return _show(number, typed_query())


@blueprint.post("/<language:lang>/cases/<case:number>/settlement/confirmation")
@access("anyone")
def confirm(number: CaseNumber) -> ResponseReturnValue:
    """Say that what the office calls done is really settled."""
    return _work(number, read_confirmation, "settled")


@blueprint.post("/<language:lang>/cases/<case:number>/settlement/thanks")
@access("anyone")
def thank(number: CaseNumber) -> ResponseReturnValue:
    """Thank those who settled it."""
    return _work(number, read_thanks, "thanked")


@blueprint.post("/<language:lang>/cases/<case:number>/settlement/reopening-request")
@access("anyone")
def request_reopening(number: CaseNumber) -> ResponseReturnValue:
    """Say what is still missing; the office then decides whether it takes the case up again."""
    return _work(number, read_reopening_request, "reopening-asked")


def _work(
    number: CaseNumber, read: Callable[[CaseNumber, Form, str], c.ReporterStep], told: str
) -> ResponseReturnValue:
    typed = typed_form()
    try:
        _ensure_of_letter(platform().cases.page(number), typed.value("code"))
        command = read(number, typed, page_language().tag)
        platform().cases.work(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return _show(number, typed.with_faults(refused.faults), refused.status)
    except Refused as refused:
        return _show(number, typed, refused.status, refused)
    keep(preferences(), told)
    if isinstance(command, c.RequestReopening):
        return redirect(link("cases.page", number=number), 303)
    return redirect(link("settlement.page", number=number, code=typed.value("code")), 303)


def _show(number: CaseNumber, typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    found, is_theirs = platform().cases.page(number), True
    try:
        _ensure_of_letter(found, typed.value("code"))
    except LetterIsOutdated as outdated:
        is_theirs, refused, status = False, outdated, outdated.status
    return render(
        "cases/settlement.html",
        status,
        city=platform().cities.get(found.filed.city),
        case=found.case,
        filed=found.filed,
        done=[each for each in timeline(found.events) if isinstance(each.recorded.event, CaseResolved)][-1:],
        is_theirs=is_theirs,
        form=typed,
        refused=refused,
    )


def _ensure_of_letter(found: CasePage, code: str) -> None:
    """Raise LetterIsOutdated unless a code is that of the letter about how the case ended at last."""
    ends = [each.position for each in found.events if isinstance(each.event, CaseResolved)]
    fits = bool(ends) and is_code(code, platform().secrets.settlement_code(ends[-1]))
    if not fits or found.case.state != "resolved":
        raise LetterIsOutdated(
            f"no answer to a letter about {found.case.number}", case=str(found.case.number)
        )
