"""Signing in for an office. Where demonstrations are allowed, anyone may choose an office and try."""

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue

from civic.cities.pack import NoSuchDepartment
from civic.kernel.errors import Fault, Refused
from civic.web.access import Office, access, begin_office_session
from civic.web.forms import Form, typed_form
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

blueprint = Blueprint("people", __name__)


class SigningInIsNotSetUp(Refused):
    """The operators have not said how officials sign in."""

    code = "people.signing-in-not-set-up"
    status = 403


@blueprint.get("/<language:lang>/office/session")
@access("anyone")
def session_form() -> Response:
    return _show_form(Form({"next": request.args.get("next", "")}))


@blueprint.post("/<language:lang>/office/session")
@access("anyone")
def begin_session() -> ResponseReturnValue:
    if not platform().settings.demo_login:
        raise SigningInIsNotSetUp("CIVIC_DEMO_LOGIN is no, and there is no other way to sign in yet")
    typed = typed_form()
    try:
        office = chosen_city().department(typed.value("office"))
    except NoSuchDepartment:
        return _show_form(typed.with_faults([Fault("office", "input.missing")]), 422)
    begin_office_session(Office(chosen_city().code, office.code))
    return redirect(_own_address(typed.value("next")) or link("office.queue"), 303)


@blueprint.post("/<language:lang>/office/session/end")
@access("official")
def end_session() -> ResponseReturnValue:
    session.clear()
    return redirect(link("web.home"), 303)


def _show_form(typed: Form, status: int = 200) -> Response:
    is_demo = platform().settings.demo_login
    return render("office/session.html", status, city=chosen_city(), form=typed, is_demo=is_demo)


def _own_address(wanted: str) -> str | None:
    """Return an address of this site, never one that leads elsewhere (as `//example.org` does)."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_own else None
