"""One's own sign-in: the ways to do it, and where it has been done. Nobody else sees or changes these."""

from typing import Any

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Fault, Refused
from civic.people.codes import app_address, is_app_secret, new_app_secret, window_of
from civic.people.identities import IdentityIsTaken
from civic.people.model import IsTheLastWay
from civic.people.officials import secrets_of
from civic.people.passkeys import PasskeyDoesNotFit
from civic.people.views.provider import (
    leave,
    proven_identity,
    provider_of,
    say_next,
    taken_identity,
    taken_refusal,
)
from civic.people.views.signing_in import passkeys
from civic.web.access import access, own_official, own_sign_in
from civic.web.forms import Form, typed_form
from civic.web.platform import platform, site_address
from civic.web.qr import qr_code
from civic.web.rendering import link, render

blueprint = Blueprint("own_sign_in", __name__)
AT = "/<language:lang>/office/sign-in"


@blueprint.get(AT)
@access("official")
def page() -> Response:
    refused = taken_refusal()
    return _show(Form(), refused.status if refused else 200, refused)


@blueprint.post(f"{AT}/passkey")
@access("official")
def passkey() -> ResponseReturnValue:
    """Add a passkey that the device has made."""
    typed = typed_form()
    try:
        secret = passkeys().registered(own_official().id, typed.value("answer"))
    except PasskeyDoesNotFit as refused:
        return _show(typed, refused.status, refused)
    return _added("passkey", secret)


@blueprint.post(f"{AT}/app")
@access("official")
def app() -> ResponseReturnValue:
    """Add an app that makes one-time codes, once it has shown a right one."""
    typed = typed_form()
    secret = typed.value("secret")
    if not is_app_secret(secret) or window_of(typed.value("code"), secret, platform().clock.now()) is None:
        return _show(typed.with_faults([Fault("code", "input.app-code-wrong")]), 422)
    return _added("app", secret)


@blueprint.get(f"{AT}/provider")
@access("official")
def departure() -> ResponseReturnValue:
    """Leave for the provider of one's city, to show there who one is."""
    return leave(own_official().city, official=own_official().id)


@blueprint.post(f"{AT}/provider")
@access("official")
def identity() -> ResponseReturnValue:
    """Add the identity that somebody has just shown, now that they have seen which it is."""
    proven, official = taken_identity(), own_official()
    if proven is None:
        return redirect(link("own_sign_in.page"), 303)  # which offers to show it again
    try:
        platform().identities.add(official.id, proven)
    except IdentityIsTaken as refused:
        say_next(refused, provider_of(official.city))
    return redirect(link("own_sign_in.page"), 303)


@blueprint.post(f"{AT}/removal")
@access("official")
def removal() -> ResponseReturnValue:
    """Remove a way to sign in, but never the last one."""
    typed, official = typed_form(), own_official()
    try:
        platform().officials.remove_credential(official.id, typed.value("credential"), by=official.id)
    except IsTheLastWay as refused:
        return _show(typed, refused.status, refused)
    return redirect(link("own_sign_in.page"), 303)


@blueprint.post(f"{AT}/ending")
@access("official")
def ending() -> ResponseReturnValue:
    """End a sign-in on another device, or on this one."""
    platform().officials.sign_ins.end(own_official().id, typed_form().value("sign_in"))
    return redirect(link("own_sign_in.page"), 303)


def _added(kind: str, secret: str) -> ResponseReturnValue:
    platform().officials.add_credential(own_official().id, kind, secret)
    return redirect(link("own_sign_in.page"), 303)


def _show(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    official, here, keys = own_official(), own_sign_in(), passkeys()
    provider = provider_of(official.city)
    return render(
        "office/own_sign_in.html",
        status,
        city=platform().cities.get(official.city),
        official=official,
        here=here,
        sign_ins=platform().officials.sign_ins.all_of(official.id),
        asked=keys.to_register(official.id, secrets_of(official, "passkey")) if keys.is_possible else None,
        provider=provider and provider.host,
        proven=proven_identity() if provider else None,
        form=typed,
        refused=refused,
        **_new_app(official.id, typed.value("secret")),
    )


def _new_app(official: str, typed: str) -> dict[str, Any]:
    secret = typed if is_app_secret(typed) else new_app_secret()
    return {"secret": secret, "qr": qr_code(app_address(secret, official, site_address()))}
