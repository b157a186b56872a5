"""What was kept of what the city promised: three figures that are never added up, and their cases."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from civic.cases.kept import FIGURES, Rate, Rates, Scope, Span
from civic.cases.projections import GROUPS
from civic.cases.views.weeks import Weeks, asked_weeks
from civic.cities.pack import City
from civic.i18n.formatting import day
from civic.i18n.sentences import department_name, known, name, service_name
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

SHOWN = 50  # cases behind a figure
BY = ("week", *GROUPS)
Name = Callable[[str, str], Any]
"""From a group and a code in it to what pages call it."""

blueprint = Blueprint("promises", __name__)


@blueprint.get("/<language:lang>/figures/promises")
@access("anyone")
def page() -> Response:
    city = chosen_city()
    return render(
        "figures/promises.html",
        city=city,
        files={by: link("promises.table", by=by, **kept()) for by in BY},
        **figures_of(city, BY, partial(named, city=city)),
    )


@blueprint.get("/<language:lang>/figures/promises/cases")
@access("anyone")
def cases() -> Response:
    """Show the cases that a figure counts, and those that it leaves out."""
    city = chosen_city()
    return render(
        "figures/promise_cases.html",
        city=city,
        page_of_case="cases.page",
        back=link("promises.page", **kept()),
        is_of_office=False,
        **behind_figure(city, BY, partial(named, city=city)),
    )


@blueprint.get("/data/promises-by-<by>.csv")
@access("anyone", cookies=False)
def table(by: str) -> Response:
    """Give the figures by a group, with the codes and days that programs read."""
    if by not in BY:
        abort(404)
    city = chosen_city()
    found = rows_by(by, city, asked_weeks(city, with_running=True))
    columns = [by, *(f"{figure}_{value}" for figure, (_, values) in FIGURES.items() for value in values)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(
        [columns, *([code, *_counts(rates)] for code, rates in found)]
    )
    return Response(written.getvalue(), content_type="text/csv; charset=utf-8; header=present")


def kept() -> dict[str, str]:
    """Return what the addresses around a figure say beside it: the weeks that it is about."""
    until = request.args.get("until")
    return {"until": until} if until else {}


def figures_of(city: City, by: Sequence[str], name: Name, scopes: Sequence[Scope] = ()) -> dict[str, Any]:
    """Return what a page of the three figures shows: together, and a table by each of some groups."""
    asked = asked_weeks(city, with_running=True)
    return {
        "asked": asked,
        "kept": kept(),
        "together": platform().case_lists.rates(city.code, asked.span(city), None, scopes).get("", {}),
        "tables": [
            (each, [(name(each, code), code, rates) for code, rates in rows_by(each, city, asked, scopes)])
            for each in by
        ],
    }


def behind_figure(city: City, by: Sequence[str], name: Name, scopes: Sequence[Scope] = ()) -> dict[str, Any]:
    """Return what the page of the cases behind a figure shows, which the address names."""
    figure, group, code = (request.args.get(each, "") for each in ("figure", "by", "code"))
    if figure not in FIGURES or group not in (*by, ""):
        abort(404)
    span, where = _span_of(group, code, city), {group: code} if group not in ("week", "") else {}
    column, values = FIGURES[figure]
    lists = platform().case_lists
    rates = lists.rates(city.code, span, group if where else None, scopes).get(code if where else "", {})
    return {
        "figure": figure,
        "of": name(group, code) if group else "",
        "found": [
            (value, lists.behind_rates(city.code, span, {**where, column: value}, SHOWN, scopes))
            for value in values
        ],
        "counts": _counts_of(rates[figure], values) if rates else {},
        "shown": SHOWN,
    }


def rows_by(by: str, city: City, asked: Weeks, scopes: Sequence[Scope] = ()) -> Iterator[tuple[str, Rates]]:
    """Return the rates by week, or by what the city's pack orders: no order says who is best."""
    lists = platform().case_lists
    if by == "week":
        for monday, span in zip(asked.mondays, asked.spans(city), strict=True):
            yield monday.isoformat(), lists.rates(city.code, span, None, scopes).get("", {})
        return
    found = lists.rates(city.code, asked.span(city), by, scopes)
    order = {
        "service": [each.code for each in city.services],
        "department": [each.code for each in city.departments],
        "district": [each.code for each in city.districts],
    }.get(by, [])
    for code in sorted(found, key=lambda code: (order.index(code) if code in order else len(order), code)):
        yield code, found[code]


def _counts_of(rate: Rate, values: Sequence[str]) -> dict[str, int]:
    """Return how many cases have each of the values behind a figure."""
    return dict(zip(values, (rate.yes, rate.no, rate.unknown), strict=True))


def _counts(rates: Rates) -> list[int]:
    return [
        count
        for figure in FIGURES
        for count in ((rates[figure].yes, rates[figure].no, rates[figure].unknown) if rates else (0, 0, 0))
    ]


def _span_of(by: str, code: str, city: City) -> Span:
    asked = asked_weeks(city, with_running=True)
    if by != "week":
        return asked.span(city)
    weeks = dict(zip((monday.isoformat() for monday in asked.mondays), asked.spans(city), strict=True))
    return weeks.get(code) or abort(404)


def named(by: str, code: str, city: City) -> Any:
    language = page_language()
    if by == "week":
        return day(date.fromisoformat(code), language)
    if by == "channel":
        return known(f"channel.{code}", "channel.other", language)
    if by == "service":
        return service_name(city, code, language)
    if by == "department":
        return department_name(city, code, language)
    districts: Mapping[str, Any] = {each.code: each.names for each in city.districts}
    return name(districts[code], language) if code in districts else Markup("{}").format(code)
