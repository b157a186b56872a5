"""A person of trust for one case: named with the case code, so also at a counter by whoever has no device."""

from datetime import timedelta

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.ids import CaseNumber
from civic.people.trusts import Naming
from civic.people.views.trust import invited
from civic.web.access import access, is_reporter
from civic.web.forms import Form, typed_form
from civic.web.letters import LettersAreNotSent, ensure_letters_are_sent
from civic.web.platform import platform
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("case_trust", __name__)
AT = "/<language:lang>/cases/<case:number>/trust"
LASTS = timedelta(days=365)


@blueprint.get(AT)
@access("anyone")
def page(number: CaseNumber) -> Response:
    return _show(number, Form())


def _refuse_stranger(number: CaseNumber) -> Response:
    typed = typed_form()
    code = "input.case-code-wrong" if typed.value("case_code") else "input.missing"
    return _show(number, typed.with_faults([Fault("case_code", code)]), 403)


@blueprint.post(AT)
@access("reporter", otherwise=_refuse_stranger)
def naming(number: CaseNumber) -> ResponseReturnValue:
    """Name somebody for this case; the answer is the same whoever has the address."""
    typed = typed_form()
    try:
        ensure_letters_are_sent()
        typed.accept()
        wish = Naming(
            city=platform().cases.page(number).filed.city,
            invited=invited(typed.value("email")),
            until=platform().clock.now() + LASTS,
            case=number,
        )
        platform().trusts.name(wish, command_id=typed.command_id())
    except InputHasFaults as faulty:
        return _show(number, typed.with_faults(faulty.faults), faulty.status)
    except (LettersAreNotSent, Refused) as refused:
        return _show(number, typed, refused.status, refused)
    keep(preferences(), "trust-asked")
    return redirect(link("case_trust.page", number=number), 303)


@blueprint.post(f"{AT}/ending")
@access("reporter", otherwise=_refuse_stranger)
def ending(number: CaseNumber) -> ResponseReturnValue:
    """End it at once; only what was named for this case can be ended here."""
    wanted, trusts = typed_form().value("trust"), platform().trusts
    for trust in trusts.named_by(number):
        if trust.id == wanted:
            trusts.end(trust.id)
            keep(preferences(), "trust-ended")
    return redirect(link("case_trust.page", number=number), 303)


def _show(number: CaseNumber, typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    found = platform().cases.page(number)
    own = is_reporter(number)
    return render(
        "cases/trust.html",
        status,
        city=platform().cities.get(found.filed.city),
        case=found.case,
        is_reporter=own,
        named=platform().trusts.named_by(number) if own else (),
        now=platform().clock.now(),
        writes_letters=platform().delivery is not None,
        form=typed,
        refused=refused,
    )
