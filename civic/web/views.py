"""Where people arrive: the way to their language, the home page, the stylesheet, the scripts."""

import gzip
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civic.i18n.languages import Language
from civic.i18n.negotiation import negotiate
from civic.web.access import access
from civic.web.platform import chosen_city, platform
from civic.web.preferences import chosen_by_address
from civic.web.rendering import render
from civic.web.scripts import script
from civic.web.stylesheet import stylesheet

blueprint = Blueprint("web", __name__)


@blueprint.get("/")
@access("anyone")
def arrival() -> ResponseReturnValue:
    wanted = request.headers.get("Accept-Language", "")
    language = chosen_by_address().spoken() or _negotiated(wanted)
    kept: dict[str, Any] = request.args.to_dict()
    answer = redirect(url_for("web.home", **{**kept, "lang": language.slug}), 302)
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def _negotiated(wanted: str) -> Language:
    return negotiate(wanted, chosen_city().default_language, platform().languages)


@blueprint.get("/<language:lang>/")
@access("anyone")
def home() -> Response:
    return render("home.html", city=chosen_city())


@blueprint.get("/mark.svg")
@access("anyone", cookies=False)
def icon() -> Response:
    picture = render_template("icon.svg")
    return Response(picture, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@blueprint.get("/static/<name>")
@access("anyone", cookies=False)
def stylesheet_file(name: str) -> Response:
    current, content = stylesheet(chosen_city().theme)
    return _kept_for_ever(content if name == current else None, "text/css")


@blueprint.get("/static/scripts/<name>")
@access("anyone", cookies=False)
def script_file(name: str) -> Response:
    return _kept_for_ever(script(name), "text/javascript")


def _kept_for_ever(content: bytes | None, kind: str) -> Response:
    """Answer with a file whose name says its content; a name of what it was before leads nowhere."""
    if content is None:
        abort(404)
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    if request.accept_encodings.quality("gzip"):
        response.set_data(_compressed(content))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@lru_cache(maxsize=64)
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
