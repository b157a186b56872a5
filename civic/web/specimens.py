"""What components are shown with on the style guide: forms that went wrong, a case that moved, charts.

Words are those of the catalogues, so that every component is seen in every language.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from civic.cases.events import CaseFiled, CaseResolved
from civic.cases.views.shown_photos import ShownPhoto
from civic.cases.views.targets import Targets
from civic.cases.views.timeline import Entry, timeline
from civic.cities.pack import City
from civic.i18n.formatting import day, short_day
from civic.kernel.clock import to_timestamp
from civic.kernel.errors import Fault
from civic.kernel.event import Recorded, Withheld
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.place import Place, Point
from civic.web.charts import bar_chart, dot_chart, line_chart
from civic.web.forms import Form
from civic.web.page_language import page_language
from civic.web.pagination import Pages

Say = Callable[[str], str]
MOMENT = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
LATER = MOMENT + timedelta(days=9)
NUMBER = "TESTAKTE2B"
# One grey pixel, as wide and high as the page says.
PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAMzMzP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
FAULTS = (Fault("description", "input.missing"), Fault("contact.email", "input.not-an-email"))


def specimens(city: City, say: Say) -> Mapping[str, Any]:
    """Return the objects that the examples of the components name, in the language of the page."""
    area = city.neighbourhoods[0] if city.neighbourhoods else None
    where = Place(
        district=city.districts[0].code,
        neighbourhood=area.code if area else None,
        address="Rathausplatz 1",
    )
    service, department = city.services[0], city.departments[0]
    return {
        "city": city,
        "language": page_language(),
        "form": Form(),
        "form_filled": Form({"description": "Rathausplatz 1", "reason": "b", "kind": "yes"}),
        "form_at_fault": Form({"contact.email": "mira@"}, FAULTS),
        "faults": FAULTS,
        "choices": [("a", say("Filed")), ("b", say("Report")), ("c", say("Request"))],
        "yes_or_no": [("yes", say("Report")), ("no", say("Request"))],
        "services": city.services[:3],
        "areas": city.districts,
        "area": city.districts[0].code,
        "place": where,
        "place_point": Place(point=Point(48_208_174, 16_373_819)),
        "no_place": Place(),
        "number": NUMBER,
        "now": LATER,
        "promised": Targets(MOMENT + timedelta(hours=2), MOMENT + timedelta(days=5)),
        "promised_and_answered": Targets(None, MOMENT + timedelta(days=5), answered=True),
        "photos": [
            ShownPhoto(PICTURE, 480, 360, "#content", Text("Die Bank vor dem Haus", "de")),
            ShownPhoto(PICTURE, 360, 480, "#content"),
        ],
        "photo_not_sent": [ShownPhoto(PICTURE, 480, 360)],
        "withheld": Withheld("description", "personal_data", MOMENT, 7),
        "timeline": _history(service.code, department.code, where, city.code),
        "passkey": {"publicKey": {"challenge": "AAAA"}},
        "pages": Pages(first="#content", following="#content"),
        **_charts(say),
    }


def _history(service: str, office: str, where: Place, city: str) -> list[Entry]:
    case = CaseNumber(NUMBER)
    filed = CaseFiled(
        case=case,
        city=city,
        service=service,
        kind="report",
        department=office,
        channel="web",
        place=where,
        description=Text("Die Laterne vor dem Haus ist dunkel.", "de"),
        occurred_at=to_timestamp(MOMENT - timedelta(days=1)),
    )
    resolved = CaseResolved(case=case, office=office)
    stream, gone = f"case/{NUMBER}", frozenset({"content.reporter"})
    return timeline(
        [
            Recorded(1, "", stream, 1, MOMENT, filed),
            Recorded(2, "", stream, 2, LATER, resolved, gone),
        ]
    )


def _charts(say: Say) -> Mapping[str, Any]:
    language, mondays = page_language(), [MOMENT.date() + timedelta(weeks=week) for week in range(6)]
    days, ticks = [day(each, language) for each in mondays], [short_day(each, language) for each in mondays]
    filed, ended = (say("Filed"), [4, 9, 7, 12, 8, 11]), (say("Ended"), [2, 3, 8, 6, 9, 7])
    return {
        "line_chart": line_chart(days, [filed, ended], language, ticks),
        "bar_chart": bar_chart(ticks, [filed], language),
        "stacked_chart": bar_chart(
            ticks[:3], [(name, values[:3]) for name, values in (filed, ended)], language
        ),
        "dot_chart": dot_chart(ticks[:3], [(name, values[:3]) for name, values in (filed, ended)], language),
        "empty_chart": line_chart([], [(say("Filed"), [])], language),
    }
