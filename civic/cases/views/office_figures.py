"""What an office kept of its promises: three figures for officials, each leading to its cases; no ranks."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from civic.cases.kept import FIGURES, UNIT, Scope
from civic.cases.views.promises import behind_figure, figures_of, kept, named
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
OF_LATE = timedelta(weeks=4)
blueprint = Blueprint("office_figures", __name__)


@blueprint.get("/<language:lang>/office/figures")
@access("official", may="read")
def page() -> Response:
    city = platform().cities.get(own_official().city)
    department, scopes = _chosen(city)
    return render(
        "office/figures.html",
        city=city,
        department=department,
        departments=_readable(own_official(), city),
        thanks=platform().case_lists.thanks(city.code, platform().clock.now() - OF_LATE, scopes),
        silences={figure: values[2] for figure, (_, values) in FIGURES.items()},
        **figures_of(city, BY, partial(_named, city=city, department=department), scopes),
    )


@blueprint.get("/<language:lang>/office/figures/cases")
@access("official", may="read")
def cases() -> Response:
    """Show the cases that a figure counts, and those that it leaves out."""
    city = platform().cities.get(own_official().city)
    department, scopes = _chosen(city)
    return render(
        "figures/promise_cases.html",
        city=city,
        page_of_case="office.case",
        back=link("office_figures.page", department=department, **kept()),
        is_of_office=True,
        **behind_figure(city, BY, partial(_named, city=city, department=department), scopes),
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
