"""The page that says how far each language of this site is."""

from flask import Blueprint, Response

from civic.i18n.formatting import percent
from civic.i18n.progress import progress
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import render

blueprint = Blueprint("languages", __name__)


@blueprint.get("/<language:lang>/languages")
@access("anyone")
def page() -> Response:
    here = page_language()
    states = [progress(each) for each in platform().languages.every if each.pseudo is None]
    return render("about/languages.html", states=[(each, percent(each.percent, here)) for each in states])
