"""Requests and what happened to them, for programs that follow or show them."""

from urllib.parse import urlencode

from flask import Response, request

from civic.cases.open311.answers import Format, answer
from civic.cases.open311.endpoint import FORMAT, ROOT, blueprint, spoken, tag
from civic.cases.open311.jurisdictions import jurisdiction
from civic.cases.open311.parameters import Parameters, asked
from civic.cases.open311.projection import CLOSED
from civic.cases.open311.refusals import refused
from civic.cases.open311.register import Found
from civic.cases.open311.requests import Added, request_list, update_list
from civic.cases.open311.structure import Document, Items
from civic.cases.open311.wanted import MOST_AT_ONCE, Reader
from civic.cities.pack import City
from civic.kernel.ids import NumberHasATypo, parse_public_id
from civic.web.access import access
from civic.web.platform import platform, site_address


@blueprint.get(f"{ROOT}/requests.{FORMAT}")
@access("anyone", cookies=False)
def requests(form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    numbers = sent.several("service_request_id")
    # SPEC: service_request_id overrides all other arguments.
    found = numbered(city, numbers) if numbers else _like(sent, city)
    return _paged(answer(_written(found, sent, city), form), found)


@blueprint.get(f"{ROOT}/requests/<number>.{FORMAT}")
@access("anyone", cookies=False)
def one_request(number: str, form: Format) -> Response:
    sent = asked(request.args)
    city = jurisdiction(sent)
    found = numbered(city, (number,))
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


def numbered(city: City, numbers: tuple[str, ...]) -> Found:
    """Return the requests of these numbers, as people or programs write them."""
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
    added = None
    if extended:
        pages = f"{site_address()}/{spoken(tag(sent, city)).slug}/cases/"
        added = Added(pages, platform().requests.supporters([row.number for row in found.rows]))
    return request_list(found, city, tag(sent, city), site_address(), added)


def _paged(response: Response, found: Found) -> Response:
    """Say where the following requests are, if there are more."""
    if found.next_after is not None:
        args = {**request.args.to_dict(flat=False), "after": found.next_after}
        args.pop("page", None)
        address = f"{site_address()}{request.path}?{urlencode(args, doseq=True)}"
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


@blueprint.get(f"{ROOT}/tokens/<token>.{FORMAT}")
@access("anyone", cookies=False)
def token(token: str, form: Format) -> Response:
    """Answer the number of a request, which is its own token: numbers are given at once."""
    city = jurisdiction(asked(request.args))
    found = numbered(city, (token,))
    if not found.rows:
        raise refused(404, "token was not found. Requests are numbered at once here, so no tokens are given.")
    number = found.rows[0].number
    return answer(
        Document("service_requests", Items("request", [{"service_request_id": number, "token": token}])), form
    )
