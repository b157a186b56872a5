"""My data: everything that is held of somebody with an account, to read, take along, correct and erase."""

import json

from flask import Blueprint, Response, redirect, session
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.people.account_changes import IsTheOnlyAddress
from civic.people.one_time_codes import OneTimeCodeIsWrong
from civic.people.own_record import own_record
from civic.people.resident import PURPOSES
from civic.people.views.account import AT, asked_by
from civic.web.access import access, end_resident_session, own_resident
from civic.web.forms import Form, typed_form
from civic.web.letters import LettersAreNotSent, ensure_letters_are_sent
from civic.web.platform import platform, site_city
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("own_data", __name__)


@blueprint.get(f"{AT}/data")
@access("resident")
def page() -> Response:
    return _show(Form())


@blueprint.get(f"{AT}/data/file")
@access("resident")
def file() -> Response:
    """Give everything as a file that other programs read as well."""
    held = own_record(platform(), own_resident())
    body = json.dumps(held, ensure_ascii=False, indent=2)
    response = Response(body, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@blueprint.post(f"{AT}/addresses")
@access("resident")
def address() -> ResponseReturnValue:
    """Send a code to another address, which then belongs to the account as well."""
    typed = typed_form()
    try:
        typed.accept()
        ensure_letters_are_sent()
        wanted = asked_by(typed.value("email"))
        session["address_asked_for"] = platform().accounts.ask_for_address(own_resident().id, wanted)
    except LettersAreNotSent as refused:
        return _show(typed, refused.status, refused)
    except InputHasFaults as faulty:
        return _show(typed.with_faults(faulty.faults), faulty.status)
    return redirect(link("own_data.code_form"), 303)


@blueprint.get(f"{AT}/addresses/code")
@access("resident")
def code_form() -> Response:
    return _show_code(Form())


@blueprint.post(f"{AT}/addresses/code")
@access("resident")
def confirmation() -> ResponseReturnValue:
    typed = typed_form()
    if not typed.value("code"):
        return _show_code(typed.with_faults([Fault("code", "input.missing")]), 422)
    asked_for = session.get("address_asked_for", "")
    try:
        platform().accounts.confirm_address(own_resident().id, asked_for, typed.value("code"))
    except OneTimeCodeIsWrong as refused:
        return _show_code(typed, refused.status, refused)
    return redirect(link("own_data.page"), 303)


@blueprint.post(f"{AT}/addresses/removal")
@access("resident")
def removal() -> ResponseReturnValue:
    """Take an address away and erase it."""
    typed = typed_form()
    try:
        platform().accounts.remove_address(own_resident().id, typed.value("address"))
    except IsTheOnlyAddress as refused:
        return _show(typed, refused.status, refused)
    return redirect(link("own_data.page"), 303)


@blueprint.post(f"{AT}/consents")
@access("resident")
def consent() -> ResponseReturnValue:
    """Agree to letters of one purpose, or no more."""
    typed = typed_form()
    given = typed.value("given") == "yes"
    platform().accounts.consent(own_resident().id, typed.value("purpose"), given=given)
    return redirect(link("own_data.page") + "#consents", 303)


@blueprint.get(f"{AT}/erasure")
@access("resident")
def erasure_form() -> Response:
    return _show_erasure(Form())


@blueprint.post(f"{AT}/erasure")
@access("resident")
def erasure() -> ResponseReturnValue:
    """Erase the account; nobody can bring it back."""
    typed = typed_form()
    if typed.value("words") not in {"keep", "erase"}:
        return _show_erasure(typed.with_faults([Fault("words", "input.missing")]), 422)
    words = typed.value("words") == "erase"
    try:
        platform().accounts.close(own_resident().id, words=words, command_id=typed.command_id())
    except Refused as refused:
        return _show_erasure(typed, refused.status, refused)
    end_resident_session()
    keep(preferences(), "account-erased")
    return redirect(link("web.home"), 303)


def _show(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    resident = own_resident()
    return render(
        "account/data.html",
        status,
        city=site_city(),
        resident=resident,
        held=own_record(platform(), resident),
        cities=platform().cities,
        purposes=PURPOSES,
        form=typed,
        refused=refused,
    )


def _show_code(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    return render("account/code.html", status, form=typed, refused=refused, is_address=True)


def _show_erasure(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    return render("account/erasure.html", status, city=site_city(), form=typed, refused=refused)
