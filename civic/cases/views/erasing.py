"""What somebody wrote about their case, erased by themselves."""

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases.handlers import persons_of_case
from civic.cases.workflow import steps_from
from civic.kernel.errors import Fault, Refused
from civic.kernel.ids import CaseNumber
from civic.people.events import ErasureCarriedOut
from civic.web.access import access, is_reporter
from civic.web.forms import Form, typed_form
from civic.web.platform import platform
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("erasing", __name__)


@blueprint.get("/<language:lang>/cases/<case:number>/erasure")
@access("anyone")
def form(number: CaseNumber) -> Response:
    return _form(number, Form())


def _refuse_stranger(number: CaseNumber) -> Response:
    typed = typed_form()
    code = "input.case-code-wrong" if typed.value("case_code") else "input.missing"
    return _form(number, typed.with_faults([Fault("case_code", code)]), 403)


@blueprint.post("/<language:lang>/cases/<case:number>/erasure")
@access("reporter", otherwise=_refuse_stranger)
def erasure(number: CaseNumber) -> ResponseReturnValue:
    typed = typed_form()
    asked = platform()
    try:
        asked.eraser.erase_rows(
            [*persons_of_case(asked.journal, number), *asked.trusts.end_all(number)],
            ErasureCarriedOut(ground="request"),
            command_id=typed.command_id(),
        )
    except Refused as refused:
        return _form(number, typed, refused.status, refused)
    keep(preferences(), "erased")
    return redirect(link("cases.page", number=number), 303)


def _form(number: CaseNumber, typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    found = platform().cases.page(number)
    return render(
        "cases/erasing.html",
        status,
        city=platform().cities.get(found.filed.city),
        case=found.case,
        can_withdraw="withdraw" in steps_from(found.case.state, "reporter"),
        is_reporter=is_reporter(number),
        form=typed,
        refused=refused,
    )
