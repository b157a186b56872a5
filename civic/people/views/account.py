"""The account of a resident: asking for a code, coming in with it, and where one is signed in."""

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.people.one_time_codes import Asked, OneTimeCodeIsWrong
from civic.web.access import (
    access,
    begin_resident_session,
    end_resident_session,
    own_resident,
    own_resident_sign_in,
)
from civic.web.addresses import own_address
from civic.web.forms import Form, typed_form
from civic.web.letters import LettersAreNotSent, ensure_letters_are_sent
from civic.web.page_language import page_language
from civic.web.platform import platform, site_city
from civic.web.preferences import preferences, take_from_account
from civic.web.rendering import link, render

blueprint = Blueprint("account", __name__)
AT = "/<language:lang>/account"


@blueprint.get(f"{AT}/session")
@access("anyone")
def session_form() -> Response:
    return _show_asking(Form({"next": request.args.get("next", "")}))


@blueprint.post(f"{AT}/session")
@access("anyone")
def code_request() -> ResponseReturnValue:
    """Send a code; the answer is the same for every address."""
    typed = typed_form()
    try:
        typed.accept()
        ensure_letters_are_sent()
        asked_for = platform().residents.ask(asked_by(typed.value("email")))
    except LettersAreNotSent as refused:
        return _show_asking(typed, refused.status, refused)
    except InputHasFaults as faulty:
        return _show_asking(typed.with_faults(faulty.faults), faulty.status)
    session["code_asked_for"] = asked_for
    session["after_sign_in"] = own_address(typed.value("next")) or ""
    return redirect(link("account.code_form"), 303)


@blueprint.get(f"{AT}/session/code")
@access("anyone")
def code_form() -> Response:
    return _show_code(Form())


@blueprint.post(f"{AT}/session/code")
@access("anyone")
def entry() -> ResponseReturnValue:
    """Come in with the code that was asked for on this device."""
    typed = typed_form()
    if not typed.value("code"):
        return _show_code(typed.with_faults([Fault("code", "input.missing")]), 422)
    try:
        resident = platform().residents.come_in(session.get("code_asked_for", ""), typed.value("code"))
    except OneTimeCodeIsWrong as refused:
        return _show_code(typed, refused.status, refused)
    after = session.get("after_sign_in")
    begin_resident_session(resident)
    take_from_account(resident)
    spoken = preferences().spoken() or page_language()
    return redirect(after or link("account.page", lang=spoken.slug), 303)


@blueprint.post(f"{AT}/session/end")
@access("resident")
def end() -> ResponseReturnValue:
    end_resident_session()
    return redirect(link("web.home"), 303)


@blueprint.get(AT)
@access("resident")
def page() -> Response:
    resident = own_resident()
    return render(
        "account/page.html",
        city=site_city(),
        resident=resident,
        here=own_resident_sign_in(),
        sign_ins=platform().residents.sign_ins.all_of(resident.id),
    )


@blueprint.post(f"{AT}/sign-ins/ending")
@access("resident")
def ending() -> ResponseReturnValue:
    """End a sign-in on another device, or on this one."""
    platform().residents.sign_ins.end(own_resident().id, typed_form().value("sign_in"))
    return redirect(link("account.page"), 303)


def asked_by(email: str) -> Asked:
    """Return where a code is to go, and how whoever asks reads letters."""
    spoken = page_language()
    return Asked(
        email,
        site_city().code,
        spoken.tag,
        easy_words=spoken.register == "easy",
        large_type=preferences().simple,
    )


def _show_asking(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    writes_letters = platform().delivery is not None
    return render("account/session.html", status, form=typed, refused=refused, writes_letters=writes_letters)


def _show_code(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    return render("account/code.html", status, form=typed, refused=refused, is_address=False)
