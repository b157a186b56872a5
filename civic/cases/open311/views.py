"""Open311 GeoReport v2 for programs: no cookies, XML and JSON, errors as GeoReport has them."""

from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, request, url_for

from civic.cases.open311.answers import Format, answer, answer_error, for_other_sites
from civic.cases.open311.changeset import changeset
from civic.cases.open311.discovery import discovery
from civic.cases.open311.errors import RequestIsRefused, refused
from civic.cases.open311.jurisdictions import jurisdiction
from civic.cases.open311.parameters import Parameters, asked
from civic.cases.open311.projection import CLOSED
from civic.cases.open311.register import Found
from civic.cases.open311.requests import request_list, update_list
from civic.cases.open311.services import service_definition, service_list
from civic.cases.open311.structure import Document
from civic.cases.open311.wanted import MOST_AT_ONCE, Reader
from civic.cities.pack import City
from civic.cities.registry import DEMO
from civic.i18n.languages import Language
from civic.i18n.negotiation import negotiate
from civic.kernel.ids import NumberHasATypo, parse_public_id
from civic.kernel.language import is_language_tag
from civic.web import errors
from civic.web.access import access
from civic.web.platform import platform, site_address

BASE = "/open311"
ROOT = f"{BASE}/v2"
FORMAT = "<any(xml, json):form>"
blueprint = Blueprint("open311", __name__)


def register(app: Flask) -> None:
    """Answer everything under /open311, also what leads nowhere, as GeoReport does."""
    app.register_blueprint(blueprint)
    errors.answer_under(app, f"{BASE}/", answer_error)


blueprint.register_error_handler(RequestIsRefused, answer_error)
blueprint.after_request(for_other_sites)


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
        tag=_tag(sent, city),
    )
    return answer(found, form)


@blueprint.get(f"{ROOT}/services.{FORMAT}")
@access("anyone", cookies=False)
def services(form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    return answer(service_list(city, _tag(sent, city)), form)


@blueprint.get(f"{ROOT}/services/<code>.{FORMAT}")
@access("anyone", cookies=False)
def definition(code: str, form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    service = next((each for each in city.services if each.code == code), None)
    if service is None:
        raise refused(404, "service_code was not found. GET services lists all codes.")
    tag = _tag(sent, city)
    return answer(service_definition(service, tag, _spoken(tag)), form)


@blueprint.get(f"{ROOT}/requests.{FORMAT}")
@access("anyone", cookies=False)
def requests(form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    numbers = sent.several("service_request_id")
    # SPEC: service_request_id overrides all other arguments.
    found = _numbered(city, numbers) if numbers else _like(sent, city)
    return _paged(answer(_written(found, sent, city), form), found)


@blueprint.get(f"{ROOT}/requests/<number>.{FORMAT}")
@access("anyone", cookies=False)
def one_request(number: str, form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    found = _numbered(city, (number,))
    if not found.rows:
        raise refused(404, "service_request_id was not found.")
    return answer(_written(found, sent, city), form)


@blueprint.get(f"{ROOT}/servicerequestupdates.{FORMAT}")
@access("anyone", cookies=False)
def updates(form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    span, page = Reader(sent, city, platform().clock.now()).changed()
    found = platform().requests.updates(city.code, span, page)
    return _paged(answer(update_list(found, city, CLOSED), form), found)


def _numbered(city: City, numbers: tuple[str, ...]) -> Found:
    if len(numbers) > MOST_AT_ONCE:
        raise refused(400, f"service_request_id: no more than {MOST_AT_ONCE} at once.")
    return platform().requests.numbered(city.code, [each for each in map(_number, numbers) if each])


def _number(text: str) -> str | None:
    try:
        return parse_public_id(text)
    except NumberHasATypo:
        return None


def _like(sent: Parameters, city: City) -> Found:
    register = platform().requests
    known = [*(service.code for service in city.services), *register.known_services(city.code)]
    wanted, page = Reader(sent, city, platform().clock.now()).wanted(known)
    return register.like(city.code, wanted, page)


def _written(found: Found, sent: Parameters, city: City) -> Document:
    extended = sent.one("extensions") == "true"
    pages = f"{site_address()}/{_spoken(_tag(sent, city)).slug}/cases/" if extended else None
    return request_list(found, city, _tag(sent, city), pages=pages)


def _paged(response: Response, found: Found) -> Response:
    """Say where the following requests are, if there are more."""
    if found.next_after is not None:
        args = {**request.args.to_dict(flat=False), "after": found.next_after}
        args.pop("page", None)
        address = f"{site_address()}{request.path}?{urlencode(args, doseq=True)}"
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


def _tag(sent: Parameters, city: City) -> str:
    """Return the language that names are wanted in: `locale`, else the city's own."""
    wanted = sent.one("locale")
    if wanted is None:
        return city.default_language
    if not is_language_tag(wanted.replace("_", "-")):
        raise refused(400, "locale: this is no language tag. Send one such as de, zh-Hans or fr-CA.")
    return wanted.replace("_", "-")


def _spoken(tag: str) -> Language:
    offered = platform().languages
    return negotiate(tag, offered.source.tag, offered)
