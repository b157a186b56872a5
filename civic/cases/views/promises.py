"""What was kept of what the city promised: three figures that are never added up, and their cases."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from civic.cases.kept import FIGURES, Rate, Rates, Scope, Span
from civic.cases.projections import GROUPS
from civic.cities.pack import City
from civic.i18n.formatting import day
from civic.i18n.sentences import department_name, known, name, service_name
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

WEEKS = 12
SHOWN = 50  # cases behind a figure
BY = ("week", *GROUPS)
blueprint = Blueprint("promises", __name__)


@blueprint.get("/<language:lang>/figures/promises")
@access("anyone")
def page() -> Response:
    city = chosen_city()
    tables = [(by, [(named(by, code, city), code, each) for code, each in rows_by(by, city)]) for by in BY]
    together = platform().cases.rates(city.code, all_weeks(city)).get("", {})
    return render(
        "figures/promises.html",
        city=city,
        since=last_weeks(city)[0][0],
        together=together,
        tables=tables,
        files={by: link("promises.table", by=by) for by in BY},
    )


@blueprint.get("/<language:lang>/figures/promises/cases")
@access("anyone")
def cases() -> Response:
    """Show the cases that a figure counts, and those that it leaves out."""
    city = chosen_city()
    figure, by, code = (request.args.get(each, "") for each in ("figure", "by", "code"))
    if figure not in FIGURES or by not in (*BY, ""):
        abort(404)
    span, where = span_of(by, code, city), {by: code} if by in GROUPS else {}
    column, values = FIGURES[figure]
    found = [
        (value, platform().cases.behind_rates(city.code, span, {**where, column: value}, SHOWN))
        for value in values
    ]
    rates = platform().cases.rates(city.code, span, by if where else None).get(code if where else "", {})
    return render(
        "figures/promise_cases.html",
        city=city,
        figure=figure,
        of=named(by, code, city) if by else "",
        found=found,
        counts=counts_of(rates[figure], values) if rates else {},
        shown=SHOWN,
        page_of_case="cases.page",
        back=None,
    )


@blueprint.get("/data/promises-by-<by>.csv")
@access("anyone", cookies=False)
def table(by: str) -> Response:
    """Give the figures by a group, with the codes and days that programs read."""
    if by not in BY:
        abort(404)
    columns = [by, *(f"{figure}_{value}" for figure, (_, values) in FIGURES.items() for value in values)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(
        [columns, *([code, *_counts(rates)] for code, rates in rows_by(by, chosen_city()))]
    )
    return Response(written.getvalue(), content_type="text/csv; charset=utf-8; header=present")


def rows_by(by: str, city: City, scopes: Sequence[Scope] = ()) -> Iterator[tuple[str, Rates]]:
    """Return the rates by week, or by what the city's pack orders: no order says who is best."""
    if by == "week":
        for span in last_weeks(city):
            rates = platform().cases.rates(city.code, span, None, scopes)
            yield span[0].date().isoformat(), rates.get("", {})
        return
    found = platform().cases.rates(city.code, all_weeks(city), by, scopes)
    order = {
        "service": [each.code for each in city.services],
        "department": [each.code for each in city.departments],
        "district": [each.code for each in city.districts],
    }.get(by, [])
    for code in sorted(found, key=lambda code: (order.index(code) if code in order else len(order), code)):
        yield code, found[code]


def counts_of(rate: Rate, values: Sequence[str]) -> dict[str, int]:
    """Return how many cases have each of the values behind a figure."""
    return dict(zip(values, (rate.yes, rate.no, rate.unknown), strict=True))


def _counts(rates: Rates) -> list[int]:
    return [
        count
        for figure in FIGURES
        for count in ((rates[figure].yes, rates[figure].no, rates[figure].unknown) if rates else (0, 0, 0))
    ]


def last_weeks(city: City) -> list[Span]:
    """Return the last weeks; the one that is running goes until now."""
    now = platform().clock.now().astimezone(city.zone)
    monday = now.date() - timedelta(days=now.weekday())
    begin = [datetime.combine(monday - timedelta(weeks=ago), time(), city.zone) for ago in range(WEEKS)][::-1]
    return list(zip(begin, [*begin[1:], now + timedelta(seconds=1)], strict=True))


def all_weeks(city: City) -> Span:
    weeks = last_weeks(city)
    return weeks[0][0], weeks[-1][1]


def span_of(by: str, code: str, city: City) -> Span:
    if by != "week":
        return all_weeks(city)
    found = next((week for week in last_weeks(city) if week[0].date().isoformat() == code), None)
    return found or abort(404)


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
