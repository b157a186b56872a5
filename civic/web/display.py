"""The page on which people choose how pages are shown: a plain form, kept without account and script."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from civic.i18n.formatting import percent
from civic.i18n.languages import Language
from civic.web.access import access
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.preferences import BY_ADDRESS, CHOICES, DEFAULTS, keep, plain_form, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("display", __name__)
LONGEST_ADDRESS = 2000


@blueprint.get("/<language:lang>/display")
@access("anyone")
def page() -> Response:
    here, known = page_language(), platform().languages
    words = {**preferences().words(), "language": plain_form(here).slug}
    words["easy"] = "on" if here.register == "easy" else "off"
    return render(
        "display.html",
        form=Form({**words, "next": request.args.get("next", "")}),
        spoken=[each for each in known.offered if each.register is None],
        easy_names=", ".join(each.name for each in known.offered if known.easy_form(each)),
        sizes=[(word, percent(size, here)) for word, size in CHOICES["text"].items()],
    )


@blueprint.post("/<language:lang>/display")
@access("anyone")
def choose() -> ResponseReturnValue:
    """Keep what was chosen and lead back to the page somebody came from, in the language they chose."""
    typed = typed_form()
    if typed.value("step") == "reset":
        keep(DEFAULTS, "display-reset")
        return redirect(_back(typed.value("next"), plain_form(page_language())), 303)
    chosen = preferences().choose(typed.values)
    keep(chosen, "display-kept")
    return redirect(_back(typed.value("next"), chosen.spoken() or page_language()), 303)


def _back(wanted: str, spoken: Language) -> str:
    """Return the address of a page of ours in a language: the home page, if what is wanted is none.

    It is made anew from what the routes read in it, so it cannot lead anywhere else.
    """
    path, _, query = wanted.partition("?")
    routes = current_app.url_map.bind("")
    try:
        endpoint, values = routes.match(path, method="GET")
    except HTTPException:
        return link("web.home", lang=spoken.slug)
    if "lang" not in values or len(wanted) > LONGEST_ADDRESS:
        return link("web.home", lang=spoken.slug)
    words = [each for each in parse_qsl(query) if each[0] not in BY_ADDRESS]
    back = routes.build(endpoint, {**values, "lang": spoken.slug})
    return f"{back}?{urlencode(words)}" if words else back
