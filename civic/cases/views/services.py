"""What people can report and ask for: the catalogue, by group or by words in any language."""

from flask import Blueprint, Response, jsonify, request, url_for

from civic.cities.pack import City, Group, Service, name_in
from civic.i18n.languages import Language
from civic.web.access import access
from civic.web.page_language import offered_languages, page_language
from civic.web.platform import chosen_city, platform
from civic.web.preferences import preferences
from civic.web.rendering import render

blueprint = Blueprint("services", __name__)
# As many as a small phone shows in large type without much scrolling.
FEW = 6
LONGEST_SEARCH = 100


@blueprint.get("/<language:lang>/services")
@access("anyone")
def catalogue() -> Response:
    city = chosen_city()
    wanted = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    if wanted:
        found = city.service_search.find(wanted)
        return render("services/found.html", city=city, wanted=wanted, services=found)
    if preferences().simple and "all" not in request.args:
        return render("services/few.html", city=city, services=most_used(city))
    return render("services/catalogue.html", city=city, wanted="", groups=by_group(city))


@blueprint.get("/cities/<code>/services.json")
@access("anyone", cookies=False)
def suggestions(code: str) -> Response:
    """Give the few services that the words in `q` are most likely about, while somebody types them."""
    city = platform().cities.get(code)
    spoken = next((each for each in offered_languages() if each.slug == request.args.get("language")), None)
    language = spoken or platform().languages.source
    found = city.service_search.find(request.args.get("q", "")[:LONGEST_SEARCH])[:FEW]
    response = jsonify([_suggestion(service, city, language) for service in found])
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.app_template_global()
def city_services_address(city: City) -> str:
    return url_for("services.suggestions", code=city.code, language=page_language().slug)


def most_used(city: City) -> list[Service]:
    """Return the few services that most cases are of; the catalogue's order decides between equals."""
    cases = platform().case_lists.cases_by_service(city.code)
    return sorted(city.services, key=lambda service: -cases.get(service.code, 0))[:FEW]


def by_group(city: City) -> list[tuple[Group, list[Service]]]:
    """Return the groups that have services, each with its own."""
    grouped = [(group, [each for each in city.services if each.group == group.code]) for group in city.groups]
    return [(group, members) for group, members in grouped if members]


def _suggestion(service: Service, city: City, language: Language) -> dict[str, str]:
    group = next(group for group in city.groups if group.code == service.group)
    elsewhere = city.code if city.code != platform().settings.city else None
    return {
        "label": name_in(service.names, language.tag).text,
        "part": name_in(group.names, language.tag).text,
        "address": url_for("filing.form", lang=language.slug, code=service.code, city=elsewhere),
    }
