"""Signing in: by passkey, by the code of an app, by an invitation, or to try it by choosing an office."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from civic.cities.pack import NoSuchDepartment
from civic.kernel.errors import Fault, Refused
from civic.people.demonstration import demo_official
from civic.people.officials import CodeIsWrong
from civic.people.passkeys import PasskeyDoesNotFit, Passkeys
from civic.people.roles import ROLES
from civic.people.views.coming_in import come_in
from civic.people.views.provider import provider_of, taken_refusal
from civic.web.access import access, begin_session, end_session
from civic.web.forms import Form, typed_form
from civic.web.platform import chosen_city, platform, site_address
from civic.web.rendering import link, render
from civic.web.throttle import TooManyAtOnce

blueprint = Blueprint("people", __name__)


class SigningInIsNotADemonstration(Refused):
    """Nobody chooses an office where officials have a sign-in of their own."""

    code = "people.no-demonstration"
    status = 403


@blueprint.get("/<language:lang>/office/session")
@access("anyone")
def session_form() -> Response:
    refused = taken_refusal()
    typed = Form({"next": request.args.get("next", ""), "role": "caseworker"})
    return _show(typed, refused.status if refused else 200, refused)


@blueprint.post("/<language:lang>/office/session")
@access("anyone")
def demonstration() -> ResponseReturnValue:
    """Sign in as one of the officials whom demonstrations have for each office and role."""
    if not platform().settings.demo_login:
        raise SigningInIsNotADemonstration("CIVIC_DEMO_LOGIN is no")
    typed = typed_form()
    role = typed.value("role") if typed.value("role") in ROLES else "caseworker"
    try:
        office = chosen_city().department(typed.value("office"))
    except NoSuchDepartment:
        return _show(typed.with_faults([Fault("office", "input.missing")]), 422)
    official = demo_official(platform().officials, chosen_city().code, office.code, role)
    return come_in(official, "demonstration", typed.value("next"))


@blueprint.post("/<language:lang>/office/session/passkey")
@access("anyone")
def passkey() -> ResponseReturnValue:
    """Sign in with what a device has signed."""
    typed = typed_form()
    try:
        official = platform().officials.come_in_with_passkey(passkeys(), typed.value("answer"))
    except PasskeyDoesNotFit as refused:
        return _show(typed, refused.status, refused)
    return come_in(official, "passkey", typed.value("next"))


@blueprint.post("/<language:lang>/office/session/app")
@access("anyone")
def app_code() -> ResponseReturnValue:
    """Sign in with an official's number and the six digits that their app shows."""
    typed = typed_form()
    try:
        _count_a_try(typed.value("number"))
        official = platform().officials.come_in_with_app(typed.value("number"), typed.value("code"))
    except (CodeIsWrong, TooManyAtOnce) as refused:
        return _show(typed, refused.status, refused)
    return come_in(official, "app", typed.value("next"))


@blueprint.get("/<language:lang>/office/invitation")
@access("anyone")
def invitation_form() -> Response:
    return render("office/invitation.html", form=Form(), refused=None)


@blueprint.post("/<language:lang>/office/invitation")
@access("anyone")
def invitation() -> ResponseReturnValue:
    """Come in once, to set up a way to sign in."""
    typed = typed_form()
    try:
        _count_a_try(typed.value("number"))
        official = platform().officials.come_in(typed.value("number"), typed.value("code"))
    except (CodeIsWrong, TooManyAtOnce) as refused:
        return render("office/invitation.html", refused.status, form=typed, refused=refused)
    begin_session(official, "invitation")
    return redirect(link("own_sign_in.page"), 303)


@blueprint.post("/<language:lang>/office/session/end")
@access("official")
def end() -> ResponseReturnValue:
    end_session()
    return redirect(link("web.home"), 303)


def _show(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    keys = passkeys()
    asked = keys.to_sign_in() if keys.is_possible else None
    is_demo = platform().settings.demo_login
    provider = provider_of(chosen_city().code)
    return render(
        "office/session.html",
        status,
        city=chosen_city(),
        form=typed,
        refused=refused,
        asked=asked,
        is_demo=is_demo,
        provider=provider and provider.host,
        roles=tuple(ROLES),
    )


def passkeys() -> Passkeys:
    """Return what this site asks of devices, under the address that people reach it at."""
    return Passkeys(site_address(), platform().secrets.session_key, platform().clock.now())


def _count_a_try(number: str) -> None:
    """Raise TooManyAtOnce if somebody goes on trying codes of one number."""
    if not platform().officials.may_try(number):
        raise TooManyAtOnce("too many codes for one number")
