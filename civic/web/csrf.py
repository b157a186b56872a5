"""Tokens against forged forms: every POST form carries the token of the session that it was shown in."""

import hmac
import secrets

from flask import Flask, request, session

from civic.kernel import ids
from civic.kernel.errors import Refused
from civic.web.access import takes_cookies
from civic.web.platform import platform

FIELD = "csrf_token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class FormHasExpired(Refused):
    """The form does not carry the token of its sender: too old, or not from our pages."""

    code = "web.form-expired"
    status = 403


def register(app: Flask) -> None:
    app.before_request(_check_token)


def csrf_token() -> str:
    """Return the token that forms carry; the first form makes it."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    token: str = session["csrf"]
    return token


def new_command_id() -> str:
    """Return an id for what a form will do, so that sending it twice does it once."""
    return ids.new_command_id(platform().clock.now())


def _check_token() -> None:
    if request.method in _SAFE or request.endpoint is None or not takes_cookies():
        return
    expected, sent = session.get("csrf", ""), request.form.get(FIELD, "")
    if not expected or not hmac.compare_digest(expected.encode(), sent.encode("utf-8", "replace")):
        raise FormHasExpired(f"{request.endpoint}: token does not fit")
