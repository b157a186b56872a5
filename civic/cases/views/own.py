"""The reports of somebody who has signed in."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response
from markupsafe import Markup

from civic.cases.events import CaseFiled
from civic.cases.own_reports import Own
from civic.cases.views.answers import answers_in_words
from civic.cases.views.timeline import Entry, timeline
from civic.cities.pack import City
from civic.kernel.event import Recorded, persons_of
from civic.people.resident import Resident
from civic.web.access import access, own_resident
from civic.web.page_language import page_language
from civic.web.pagination import pages, position_before
from civic.web.platform import platform
from civic.web.rendering import render

blueprint = Blueprint("own_reports", __name__)


@dataclass(frozen=True, slots=True)
class InFull:
    """A report with all that is held of whoever filed it; `later` is what was written afterwards."""

    own: Own
    city: City
    filed: Recorded
    event: CaseFiled
    answers: list[tuple[Markup, Markup]]
    later: list[Entry]


@blueprint.app_template_global()
def own_reports_in_full(resident: Resident) -> Iterator[InFull]:
    """Yield the reports of a resident, for pages that show them all that is held."""
    for own in platform().own_reports.everything(resident.id, resident.emails):
        page = platform().cases.page(own.number, sealed=True, whole=True)
        city, filed = platform().cities.get(page.filed.city), page.filed
        answers = answers_in_words(city, filed.service, filed.answers, page_language())
        later = [each for each in timeline(page.events[1:]) if each.text and _is_theirs(each.recorded, filed)]
        yield InFull(own, city, page.events[0], filed, answers, later)


def _is_theirs(recorded: Recorded, filed: CaseFiled) -> bool:
    return filed.reporter in persons_of(recorded.event).values()


@blueprint.get("/<language:lang>/account/reports")
@access("resident")
def page() -> Response:
    resident = own_resident()
    found = platform().own_reports.page(resident.id, resident.emails, position_before())
    following = str(found.next_before) if found.next_before is not None else None
    return render("account/reports.html", cities=platform().cities, found=found.cases, pages=pages(following))
