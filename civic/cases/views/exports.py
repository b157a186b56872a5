"""The queue as files for spreadsheets and maps: what is asked for, as far as one's roles let one read."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from flask import Blueprint, Response, request

from civic.cases.exports import Names, as_csv, as_geojson
from civic.cases.queries import ExportedCase
from civic.cases.views.queue import View, view_of
from civic.cities.pack import NoSuchService
from civic.i18n.sentences import name_for
from civic.people.model import Official
from civic.people.roles import ALL, Matter
from civic.web.access import access, own_official
from civic.web.page_language import page_language
from civic.web.platform import platform

AT_ONCE = 500
blueprint = Blueprint("exports", __name__)


@blueprint.get("/office/queue.csv")
@access("official", may="read")
def table() -> Response:
    return _file(as_csv, "csv", "text/csv; charset=utf-8; header=present")


@blueprint.get("/office/queue.geojson")
@access("official", may="read")
def features() -> Response:
    return _file(as_geojson, "geojson", "application/geo+json")


def _file(
    write: Callable[[Iterator[ExportedCase], Names], Iterator[Any]], ending: str, kind: str
) -> Response:
    """Answer line by line: what is written is not kept, and the next cases are read when it is gone."""
    response = Response(write(_cases(view_of(request.args, own_official())), _names()), content_type=kind)
    day = platform().clock.now().date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="cases-{day}.{ending}"'
    return response


def _cases(view: View) -> Iterator[ExportedCase]:
    """Return the cases of the queue that the official may read; whoever may not, learns of none of them."""
    official, alias, mine = own_official(), platform().secrets.alias, view.departments == "mine"
    return (
        case
        for case in platform().case_lists.exported(
            city=official.city,
            departments=_departments(official, everyone=view.departments in ("mine", "all")),
            states=view.states,
            at_once=AT_ONCE,
            within=() if view.departments else official.narrowed_to("work"),
            only=view.only,
        )
        if official.may("read", Matter(case.row.department, case.row.service, case.row.district))
        and (not mine or case.row.claimed_by == alias(official.id, case.row.case))
    )


def _departments(official: Official, *, everyone: bool) -> tuple[str, ...] | None:
    """Return whose cases are looked through at all; None is everybody's."""
    if not everyone:
        return (official.department,)
    granted = official.departments("read")
    return None if ALL in granted else tuple(sorted(granted))


def _names() -> Names:
    """Return what names services in the language of who asks, also after the answer has begun."""
    city, language = platform().cities.get(own_official().city), page_language()

    @cache
    def name(code: str) -> str:
        try:
            return name_for(city.service(code).names, language).text
        except NoSuchService:
            return code

    return name
