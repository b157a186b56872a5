"""Without a connection: pages and words of people stay on the device until it can send; a site to install.

All of it is done by scripts on the device; the server names what may be kept and never learns what is.
"""

import hashlib
import json

from flask import Blueprint, Flask, Response, request, url_for

from civic.cities.pack import name_in
from civic.web.access import access, signed_in_official, signed_in_resident
from civic.web.platform import chosen_city
from civic.web.rendering import render
from civic.web.scripts import JS, script_addresses
from civic.web.stylesheet import stylesheet

blueprint = Blueprint("offline", __name__)
# Pages that say nothing of a person: what people need to write a report, and where it is kept.
KEPT = frozenset({"web.home", "services.catalogue", "filing.form", "pages.about", "offline.drafts"})
# Where officials arrive whose sign-in is over: what they took along goes.
FORGETTING = "people.session_form"
_SCRIPTS = ("offline.js", "drafts_page.js", "filing_form.js")


def register(app: Flask) -> None:
    app.after_request(_name_what_may_be_kept)


@blueprint.get("/<language:lang>/drafts")
@access("anyone")
def drafts() -> Response:
    return render("offline/drafts.html", city=chosen_city())


@blueprint.get("/service-worker.js")
@access("anyone", cookies=False)
def service_worker() -> Response:
    """Answer with the script that stands between pages and network, told what to fetch beforehand."""
    shell = [
        url_for("web.stylesheet_file", name=stylesheet(chosen_city().theme)[0]),
        *script_addresses(*_SCRIPTS),
    ]
    body = (JS / "service_worker.js").read_text(encoding="utf-8")
    version = hashlib.sha256("".join([*shell, body]).encode()).hexdigest()[:16]
    told = f"const SHELL = {json.dumps(shell)};\nconst VERSION = {json.dumps(version)};\n\n"
    return Response(told + body, content_type="text/javascript; charset=utf-8")


@blueprint.get("/site.webmanifest")
@access("anyone", cookies=False)
def manifest() -> Response:
    """Answer with what a device needs to install the site (W3C Web Application Manifest)."""
    city = chosen_city()
    named = name_in(city.names, city.default_language)
    told = {
        "name": named.text,
        "short_name": named.text,
        "lang": named.language,
        "start_url": url_for("web.arrival"),
        "scope": "/",
        "display": "standalone",
        "icons": [{"src": url_for("web.icon"), "sizes": "any", "type": "image/svg+xml"}],
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, content_type="application/manifest+json; charset=utf-8")


def files_of_inspections() -> list[str]:
    """Return the addresses of every file that pages of inspections need."""
    return [
        url_for("web.stylesheet_file", name=stylesheet(chosen_city().theme)[0]),
        *script_addresses("offline.js", "inspections_page.js", "inspection_form.js"),
    ]


def _name_what_may_be_kept(response: Response) -> Response:
    if request.endpoint in KEPT and response.status_code == 200 and request.method == "GET":
        is_somebody = signed_in_official() or signed_in_resident()
        response.headers["Offline-Copy"] = "no" if is_somebody else "yes"
    elif request.endpoint == FORGETTING and not signed_in_official():
        response.headers["Offline-Copy"] = "forget"
    return response
