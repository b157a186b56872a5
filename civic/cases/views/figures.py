"""What the city gets done, in figures that anyone can check: as pictures, words, tables and files."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, Response, abort

from civic.cases.views.weeks import Weeks, asked_weeks
from civic.cities.pack import City
from civic.i18n.formatting import day, short_day
from civic.i18n.sentences import name_for
from civic.web.access import access
from civic.web.charts import bar_chart, line_chart
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

blueprint = Blueprint("figures", __name__)
Rows = Iterable[tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the city, from Monday to Sunday, and how many cases were filed and ended in it."""

    monday: date
    filed: int
    ended: int


@blueprint.get("/<language:lang>/figures")
@access("anyone")
def page() -> Response:
    city, language = chosen_city(), page_language()
    asked = asked_weeks(city, with_running=False)
    past = flow(city, asked)
    return render(
        "figures/page.html",
        city=city,
        now=platform().clock.now(),
        asked=asked,
        weeks=past,
        days=[day(week.monday, language) for week in past],
        short_days=[short_day(week.monday, language) for week in past],
        districts=open_cases(city),
        district_names={each.code: name_for(each.names, language).text for each in city.districts},
        line_chart=partial(line_chart, language=language),
        bar_chart=partial(bar_chart, language=language),
        files={name: link("figures.table", name=name, until=asked.until or None) for name in TABLES},
    )


@blueprint.get("/data/<name>.csv")
@access("anyone", cookies=False)
def table(name: str) -> Response:
    """Give the figures behind a picture, with the codes and days that programs read."""
    if name not in TABLES:
        abort(404)
    columns, rows = TABLES[name]
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([columns, *rows(chosen_city())])
    return Response(written.getvalue(), content_type="text/csv; charset=utf-8; header=present")


def flow(city: City, asked: Weeks) -> list[Week]:
    """Return how many cases came and went in each week."""
    spans = asked.spans(city)
    counted = platform().case_lists.flow(city.code, [*(start for start, _ in spans), spans[-1][1]])
    return [Week(monday, **counts) for monday, counts in zip(asked.mondays, counted, strict=True)]


def open_cases(city: City) -> dict[str, int]:
    """Return how many cases are open in each district, in the order of the city's pack.

    Where an imported case names a district that the pack does not have, or none, it stands at the end.
    """
    counts = platform().case_lists.open_by_district(city.code)
    known = [each.code for each in city.districts]
    return {code: counts.get(code, 0) for code in (*known, *sorted(counts.keys() - known))}


def _week_rows(city: City) -> Rows:
    found = flow(city, asked_weeks(city, with_running=False))
    return [(each.monday.isoformat(), each.filed, each.ended) for each in found]


def _district_rows(city: City) -> Rows:
    return open_cases(city).items()


# The name of the file, its columns, and where its rows come from.
TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[City], Rows]]] = {
    "cases-by-week": (("week_from", "filed", "ended"), _week_rows),
    "open-cases-by-district": (("district", "open_cases"), _district_rows),
}
