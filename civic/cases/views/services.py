"""What people can report and ask for: the catalogue, by group or by words in any language."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from civic.cities.pack import City, Group, Service
from civic.web.access import access
from civic.web.platform import chosen_city, platform
from civic.web.preferences import preferences
from civic.web.rendering import render

blueprint = Blueprint("services", __name__)
# As many as a small phone shows in large type without much scrolling.
FEW = 6


@blueprint.get("/<language:lang>/services")
@access("anyone")
def catalogue() -> Response:
    city = chosen_city()
    wanted = " ".join(request.args.get("q", "").split())[:100]
    if preferences().simple and not wanted and "all" not in request.args:
        return render("services/few.html", city=city, services=most_used(city))
    found = [service for service in city.services if matches(service, wanted)]
    return render("services/catalogue.html", city=city, wanted=wanted, groups=by_group(city, found))


def most_used(city: City) -> list[Service]:
    """Return the few services that most cases are of; the catalogue's order decides between equals."""
    cases = platform().cases.cases_by_service(city.code)
    return sorted(city.services, key=lambda service: -cases.get(service.code, 0))[:FEW]


def matches(service: Service, wanted: str) -> bool:
    """Whether each word occurs in a name or keyword of the service, in whatever language."""
    known = " ".join(_known_words(service)).casefold()
    return all(word in known for word in wanted.casefold().split())


def by_group(city: City, services: list[Service]) -> list[tuple[Group, list[Service]]]:
    """Return the groups that have services, each with its own."""
    grouped = [(group, [each for each in services if each.group == group.code]) for group in city.groups]
    return [(group, members) for group, members in grouped if members]


def _known_words(service: Service) -> Iterator[str]:
    yield service.code
    yield from service.names.values()
    yield from service.description.values()
    for keywords in service.keywords.values():
        yield from keywords
