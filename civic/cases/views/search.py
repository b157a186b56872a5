"""Finding cases: one by its number, or all public ones as a list or on a map, narrowed in the same way."""

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from civic.cases.forms import read_case_number
from civic.cases.model import NoSuchCase
from civic.cases.views.case import blueprint
from civic.cases.views.feeds import feed_of_cases
from civic.cases.views.filters import chosen_filters, narrowed
from civic.kernel.errors import Fault, InputHasFaults
from civic.web.access import access
from civic.web.forms import Form, typed_query
from civic.web.maps import district_map
from civic.web.page_language import page_language
from civic.web.pagination import pages
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

__all__ = ["blueprint"]  # of cases, with the page below
VIEWS = ("list", "map")


@blueprint.get("/<language:lang>/cases")
@access("anyone")
def search() -> ResponseReturnValue:
    """Lead to the case of a number, or say what is wrong with it; without one, show what there is."""
    if "number" not in request.args:
        return _listing(Form())
    typed = typed_query()
    try:
        number = read_case_number(typed)
        platform().cases.page(number)
    except (InputHasFaults, NoSuchCase) as refused:
        faults = getattr(refused, "faults", (Fault("number", "input.no-such-case"),))
        return _listing(typed.with_faults(faults), refused.status)
    return redirect(link("cases.page", number=number), 302)


def _listing(form: Form, status: int = 200) -> Response:
    city = chosen_city()
    chosen = chosen_filters(city)
    wanted = narrowed(city, chosen)
    lists = platform().case_lists
    found = lists.listed(wanted, after=request.args.get("after"))
    counts = lists.listed_by_district(wanted)
    kept = {name: code for name, code in chosen.items() if code}
    view = request.args.get("view") if request.args.get("view") in VIEWS else VIEWS[0]
    return render(
        "cases/search.html",
        status,
        city=city,
        form=form,
        filters=Form(chosen),
        found=found.cases,
        pages=pages(found.next_after),
        counts=counts,
        view=view,
        views={each: {**kept, "view": each} for each in VIEWS},
        feed=feed_of_cases(city, page_language(), **kept),
        follow=link("areas.page", **{name: code for name, code in kept.items() if name != "state"}),
        writes_letters=platform().delivery is not None,
        drawn=district_map(city, counts) if view == "map" else None,
    )
