"""The pages that explain: written in Markdown, shown in the language of the reader where there is one."""

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.pages.library import decision, decisions, page
from civic.pages.statement import statement, with_clause
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, site_address
from civic.web.rendering import link, render

blueprint = Blueprint("pages", __name__)


@blueprint.get("/<language:lang>/about/<name>")
@access("anyone")
def about(name: str) -> Response:
    city = chosen_city()
    shown = page(name, page_language()).shown_at(
        site_address(), city.retention_days, city.days_until_sealed_parts_go
    )
    return render("about/page.html", page=shown)


@blueprint.get("/<language:lang>/about/accessibility")
@access("anyone")
def accessibility() -> Response:
    """The statement of this city: what we promise, what was tested and found, whom to tell."""
    return render(
        "about/accessibility.html",
        city=chosen_city(),
        page=page("accessibility", page_language()),
        statement=statement(),
        with_clause=with_clause,
    )


@blueprint.get("/<language:lang>/accessibility")
@access("anyone")
def short_address() -> ResponseReturnValue:
    """Lead from the address that fits on a poster to the statement."""
    return redirect(link("pages.accessibility"), 301)


@blueprint.get("/<language:lang>/about/decisions")
@access("anyone")
def decision_list() -> Response:
    return render("about/decisions.html", decisions=decisions())


@blueprint.get("/<language:lang>/about/decisions/<name>")
@access("anyone")
def decision_page(name: str) -> Response:
    return render("about/page.html", page=decision(name))
