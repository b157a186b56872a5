"""The pages that explain: written in Markdown, shown in the language of the reader where there is one."""

from flask import Blueprint, Response

from civic.pages.library import decision, decisions, page
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import site_address
from civic.web.rendering import render

blueprint = Blueprint("pages", __name__)


@blueprint.get("/<language:lang>/about/<name>")
@access("anyone")
def about(name: str) -> Response:
    return render("about/page.html", page=page(name, page_language()).shown_at(site_address()))


@blueprint.get("/<language:lang>/about/decisions")
@access("anyone")
def decision_list() -> Response:
    return render("about/decisions.html", decisions=decisions())


@blueprint.get("/<language:lang>/about/decisions/<name>")
@access("anyone")
def decision_page(name: str) -> Response:
    return render("about/page.html", page=decision(name))
