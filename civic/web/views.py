"""Where people arrive: the way to their language, the home page, the stylesheet."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civic.i18n.negotiation import negotiate
from civic.web.access import access
from civic.web.platform import chosen_city
from civic.web.rendering import render
from civic.web.stylesheet import stylesheet

blueprint = Blueprint("web", __name__)


@blueprint.get("/")
@access("anyone")
def arrival() -> ResponseReturnValue:
    language = negotiate(request.headers.get("Accept-Language", ""), chosen_city().default_language)
    kept: dict[str, Any] = request.args.to_dict()
    answer = redirect(url_for("web.home", **{**kept, "lang": language.slug}), 302)
    answer.headers["Vary"] = "Accept-Language"
    return answer


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
    if name != current:
        abort(404)
    response = Response(content, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
