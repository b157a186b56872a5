"""Open311 GeoReport v2 for programs: no cookies, XML and JSON, errors as GeoReport has them.

Here is what a program asks first; `request_views` and `filing_views` have the rest.
"""

from flask import Flask, Response, request, url_for

from civic.cases.open311 import filing_views, request_views, update_views
from civic.cases.open311.answers import Format, answer, answer_error
from civic.cases.open311.changeset import changeset
from civic.cases.open311.discovery import discovery
from civic.cases.open311.endpoint import BASE, FORMAT, ROOT, blueprint, spoken, tag
from civic.cases.open311.jurisdictions import jurisdiction
from civic.cases.open311.parameters import asked
from civic.cases.open311.refusals import refused
from civic.cases.open311.services import service_definition, service_list
from civic.cities.registry import DEMO
from civic.web import errors
from civic.web.access import access
from civic.web.platform import platform, site_address

__all__ = ["filing_views", "register", "request_views", "update_views"]


def register(app: Flask) -> None:
    """Answer everything under /open311, also what leads nowhere, as GeoReport does."""
    app.register_blueprint(blueprint)
    errors.answer_under(app, f"{BASE}/", answer_error)


@blueprint.get(f"{BASE}/discovery.{FORMAT}")
@blueprint.get(f"{ROOT}/discovery.{FORMAT}")
@access("anyone", cookies=False)
def discover(form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    here = platform()
    found = discovery(
        city,
        endpoint=site_address() + ROOT,
        guide=site_address() + url_for("pages.about", lang="en", name="open311"),
        since=changeset(here.database, city, here.languages.source, here.clock.now()),
        is_test=here.settings.demo_login or city.code == DEMO,
        tag=tag(sent, city),
    )
    return answer(found, form)


@blueprint.get(f"{ROOT}/services.{FORMAT}")
@access("anyone", cookies=False)
def services(form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    return answer(service_list(city, tag(sent, city)), form)


@blueprint.get(f"{ROOT}/services/<code>.{FORMAT}")
@access("anyone", cookies=False)
def definition(code: str, form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    service = next((each for each in city.services if each.code == code), None)
    if service is None:
        raise refused(404, "service_code was not found. GET services lists all codes.")
    wanted = tag(sent, city)
    return answer(service_definition(service, wanted, spoken(wanted)), form)
