"""What an office kept of its promises: three figures for officials, each leading to its cases; no ranks."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from civic.cases.kept import FIGURES, UNIT, Scope
from civic.cases.views.promises import (
    SHOWN,
    all_weeks,
    counts_of,
    last_weeks,
    named,
    rows_by,
    span_of,
)
from civic.cities.pack import City
from civic.i18n.sentences import unit_name
from civic.people.model import Official
from civic.people.roles import ALL, may
from civic.web.access import RoleDoesNotAllow, access, own_official
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import link, render

GROUPS = ("service", "district", UNIT, "channel")
BY = ("week", *GROUPS)
blueprint = Blueprint("office_figures", __name__)


@blueprint.get("/<language:lang>/office/figures")
@access("official", may="read")
def page() -> Response:
    city = platform().cities.get(own_official().city)
    department, scopes = _chosen(city)
    tables = [
        (by, [(_named(by, code, city, department), code, each) for code, each in rows_by(by, city, scopes)])
        for by in BY
    ]
    return render(
        "office/figures.html",
        city=city,
        since=last_weeks(city)[0][0],
        department=department,
        departments=_readable(own_official(), city),
        together=platform().cases.rates(city.code, all_weeks(city), None, scopes).get("", {}),
        tables=tables,
        silences={figure: values[2] for figure, (_, values) in FIGURES.items()},
    )


@blueprint.get("/<language:lang>/office/figures/cases")
@access("official", may="read")
def cases() -> Response:
    """Show the cases that a figure counts, and those that it leaves out."""
    city = platform().cities.get(own_official().city)
    department, scopes = _chosen(city)
    figure, by, code = (request.args.get(each, "") for each in ("figure", "by", "code"))
    if figure not in FIGURES or by not in (*BY, ""):
        abort(404)
    span: Any = span_of(by, code, city)
    where: Mapping[str, str] = {by: code} if by in GROUPS else {}
    column, values = FIGURES[figure]
    desk = platform().cases
    rates = desk.rates(city.code, span, by if where else None, scopes).get(code if where else "", {})
    return render(
        "figures/promise_cases.html",
        city=city,
        figure=figure,
        of=_named(by, code, city, department) if by else "",
        found=[
            (value, desk.behind_rates(city.code, span, {**where, column: value}, SHOWN, scopes))
            for value in values
        ],
        counts=counts_of(rates[figure], values) if rates else {},
        shown=SHOWN,
        page_of_case="office.case",
        back=link("office_figures.page", department=department),
    )


def _chosen(city: City) -> tuple[str, list[Scope]]:
    """Return the department that is asked for, else one's own, and what one may read of it.

    Raise RoleDoesNotAllow.
    """
    official = own_official()
    readable = _readable(official, city)
    own = official.department if official.department in readable else next(iter(readable), "")
    department = request.args.get("department") or own
    if department not in readable:
        raise RoleDoesNotAllow(f"no role allows read of {department!r}", action="read")
    scopes = [
        Scope(department, grant.services, grant.districts)
        for grant in official.grants
        if may([grant], "read") and grant.department in (ALL, department)
    ]
    return department, scopes


def _readable(official: Official, city: City) -> list[str]:
    """Return the departments of which one may read cases, in the order of the city's pack."""
    granted = official.departments("read")
    return [each.code for each in city.departments if ALL in granted or each.code in granted]


def _named(by: str, code: str, city: City, department: str) -> Any:
    if by != UNIT:
        return named(by, code, city)
    return unit_name(city, department, code, page_language()) if code else ""
