"""Following a case by e-mail: an address, a code that confirms it, and a link in each letter that ends it."""

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases.commands import FollowCase
from civic.cases.events import Contact, Correspondence
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.ids import CaseNumber
from civic.web.access import access
from civic.web.forms import Form, typed_form, typed_query
from civic.web.letters import LettersAreNotSent, ensure_letters_are_sent
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("following", __name__)


@blueprint.get("/<language:lang>/cases/<case:number>/following")
@access("anyone")
def page(number: CaseNumber) -> Response:
    """Show both forms; a link in a letter brings its code, and opening it does nothing yet."""
    return _show(number, typed_query())


@blueprint.post("/<language:lang>/cases/<case:number>/following")
@access("anyone")
def request_code(number: CaseNumber) -> ResponseReturnValue:
    """Send a code to the address; the answer does not say whether it follows already."""
    typed = typed_form()
    try:
        ensure_letters_are_sent()
    except LettersAreNotSent as refused:
        return _show(number, typed, refused.status, refused)
    spoken = page_language()
    wished = Correspondence(spoken.tag, easy_words=spoken.register == "easy", large_type=preferences().simple)
    contact = Contact(email=typed.value("email") or None, correspondence=wished)
    try:
        typed.accept()
        platform().followings.request(
            FollowCase(case=number, channel="web", contact=contact), command_id=typed.command_id()
        )
    except InputHasFaults as faulty:
        return _show(number, typed.with_faults(faulty.faults), faulty.status)
    keep(preferences(), "code-sent")
    return redirect(link("following.page", number=number), 303)


@blueprint.post("/<language:lang>/cases/<case:number>/following/confirmation")
@access("anyone")
def confirm(number: CaseNumber) -> ResponseReturnValue:
    typed = typed_form()
    if not typed.value("code"):
        return _show(number, typed.with_faults([Fault("code", "input.missing")]), 422)
    try:
        platform().followings.confirm(number, typed.value("code"))
    except Refused as refused:
        return _show(number, typed, refused.status, refused)
    keep(preferences(), "follows")
    return redirect(link("cases.page", number=number), 303)


@blueprint.get("/<language:lang>/cases/<case:number>/following/end")
@access("anyone")
def ending(number: CaseNumber) -> Response:
    return _show_ending(number, typed_query())


@blueprint.post("/<language:lang>/cases/<case:number>/following/end")
@access("anyone")
def end(number: CaseNumber) -> ResponseReturnValue:
    """Write no more to an address, and erase it."""
    typed = typed_form()
    try:
        platform().followings.end(number, typed.value("code"))
    except Refused as refused:
        return _show_ending(number, typed, refused.status, refused)
    keep(preferences(), "unfollowed")
    return redirect(link("cases.page", number=number), 303)


def _show(number: CaseNumber, typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    found = platform().cases.page(number)
    return render(
        "following/page.html",
        status,
        city=platform().cities.get(found.filed.city),
        case=found.case,
        form=typed,
        refused=refused,
        writes_letters=platform().delivery is not None,
    )


def _show_ending(
    number: CaseNumber, typed: Form, status: int = 200, refused: Refused | None = None
) -> Response:
    found = platform().cases.page(number)
    return render(
        "following/ending.html",
        status,
        city=platform().cities.get(found.filed.city),
        case=found.case,
        form=typed,
        refused=refused,
    )
