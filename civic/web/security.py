"""What every response promises to browsers, how cookies are kept, and how large a form may be."""

import secrets
from typing import Any

from flask import Flask, Response, g
from werkzeug.middleware.proxy_fix import ProxyFix

from civic.settings import Settings
from civic.web.sessions import CookieSessions

LARGEST_FORM = 1024 * 1024
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
)


def register(app: Flask, settings: Settings, session_key: bytes) -> None:
    secure = settings.public_url.startswith("https://")
    app.config.update(_cookies(secure=secure), SECRET_KEY=session_key)
    app.session_interface = CookieSessions(app)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
    app.after_request(_promise_transport if secure else _promise)


def script_nonce() -> str:
    """Return the nonce that lets a script of this page run; a page that never asks runs no script."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    nonce: str = g.script_nonce
    return nonce


def allow_pictures_from(origin: str) -> None:
    """Let this page show pictures of one other host, which the city has named."""
    g.picture_origin = origin


def connect_to_nothing() -> None:
    """Keep the scripts of this page from asking or telling any host anything, this one included."""
    g.connects_to_nothing = True


def _cookies(*, secure: bool) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "__Host-civic" if secure else "civic",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_PATH": "/",
    }


def _promise(response: Response) -> Response:
    headers = response.headers
    # One list instead of a search for each: only what says how long it may be kept says something itself.
    headers.extend(_HEADERS)
    headers.setdefault("Cache-Control", "private, no-cache")
    headers.setdefault("Content-Security-Policy", _connections() + _pictures_and_scripts())
    return response


def _connections() -> str:
    if "connects_to_nothing" in g:
        return _POLICY.replace("connect-src 'self'", "connect-src 'none'")
    return _POLICY


def _pictures_and_scripts() -> str:
    nonce, origin = g.get("script_nonce"), g.get("picture_origin")
    pictures = "img-src 'self' data:" + (f" {origin}" if origin else "")
    return f"{pictures}; script-src " + (f"'nonce-{nonce}'" if nonce else "'none'")


def _promise_transport(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return _promise(response)
