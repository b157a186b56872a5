"""What stands in the files of a pack: one table of keys per record. This is the reference for editors.

    city.toml                 CITY
    departments.toml          DEPARTMENTS
    services.toml             SERVICES
    districts.geojson         DISTRICTS
    neighbourhoods.geojson    NEIGHBOURHOODS (the file may be left out)
    landmarks.toml            LANDMARKS (the file may be left out)
    routing.toml              ROUTING (the file may be left out)
    replies.toml              REPLIES (the file may be left out)
    addresses.csv             see register.py (the file may be left out)

The TOML files may as well be JSON files of the same structure; importers write JSON.
A text in several languages is a table from language tag to text; the city's default language must be there.
"""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from civic.cities.address_pattern import an_address_pattern
from civic.cities.calendar import Calendar, Holiday
from civic.cities.duplicates import DuplicateRule, a_change_of_the_rule, a_duplicate_rule
from civic.cities.geojson import a_geometry
from civic.cities.pack import (
    Choice,
    Department,
    District,
    EmergencyNumber,
    Group,
    HumanContact,
    Material,
    Neighbourhood,
    Question,
    Service,
    Theme,
    Unit,
)
from civic.cities.partners import Partner, PartnerServer, ServiceElsewhere
from civic.cities.places import Landmark, TileServer
from civic.cities.reading import Key, Reader, Wrong, a_flag, a_number, a_text, each, one_of, record
from civic.cities.replies import MOST_CHARACTERS, STEPS, Reply
from civic.cities.routing import RoutingRule
from civic.cities.values import (
    EMAIL,
    PHONE,
    SERVER_ADDRESS,
    TILE_ADDRESS,
    a_code,
    a_colour_seen_on,
    a_date,
    a_day_of_the_year,
    a_pattern,
    a_text_up_to,
    a_time,
    a_timezone,
    a_weekday,
    answers_given,
    at_least_one,
    by_language,
    districts_served,
    languages,
    three_levels,
)
from civic.kernel.channel import CHANNELS
from civic.kernel.colour import BLACK, WHITE
from civic.kernel.place import MILLION, Area, Point


def a_calendar(*, working_days: tuple[int, ...], opens: time, closes: time, **others: Any) -> Calendar:
    if not working_days or opens >= closes:
        raise Wrong("has no working time", "List working days, and let `opens` come before `closes`")
    return Calendar(tuple(sorted(set(working_days))), opens, closes, **others)


def a_holiday(**values: Any) -> Holiday:
    if sum(rule is not None for name, rule in values.items() if name != "names") != 1:
        raise Wrong("does not say when it is", "Give it one of: every_year, once, after_easter")
    return Holiday(**values)


def a_question(*, kind: Any, choices: tuple[Choice, ...], **others: Any) -> Question:
    if kind == "choice" and len(choices) < 2:
        raise Wrong("is a choice with fewer than two choices", "Add choices, or use another kind")
    if kind != "choice" and choices:
        raise Wrong(f"has choices but is a {kind} question", "Write kind = 'choice', or remove the choices")
    return Question(kind=kind, choices=choices, **others)


def a_service(*, photos: Any, **others: Any) -> Service:
    """Photos of faults are welcome unless the pack says otherwise; what hides the place hides them."""
    if photos is None and others["kind"] == "report":
        photos = "officials" if others["public_precision_metres"] else "public"
    return Service(photos=photos or "no", **others)


def an_area(build: Callable[..., Any], properties: Mapping[str, Key]) -> Reader:
    """Read a GeoJSON feature whose properties say what it is."""

    def place(properties: Mapping[str, Any], geometry: Any, **_: Any) -> Any:
        return build(area=Area.of(properties["code"], geometry), **properties)

    return record(
        place,
        {
            "type": Key(one_of("Feature")),
            "properties": Key(record(dict, properties)),
            "geometry": Key(a_geometry),
        },
        others=True,
    )


def a_landmark(*, lat: int, lon: int, **others: Any) -> Landmark:
    return Landmark(point=Point(lat, lon), **others)


def a_tile_server(*, url: str, **others: Any) -> TileServer:
    if not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise Wrong("has a url without {z}, {x} and {y}", "Write it as https://host/{z}/{x}/{y}.png")
    return TileServer(url, **others)


NAMES = by_language(a_text)
TEXT = Key(NAMES, default={})  # a text that may be left out

HOLIDAY = {
    "names": Key(NAMES),
    "every_year": Key(a_day_of_the_year, default=None),
    "once": Key(a_date, default=None),
    "after_easter": Key(a_number(-100, 100), default=None),
}
CALENDAR = {
    "working_days": Key(each(a_weekday), default=(1, 2, 3, 4, 5)),
    "opens": Key(a_time, default=time(8)),
    "closes": Key(a_time, default=time(16)),
    "holidays": Key(each(record(a_holiday, HOLIDAY)), default=()),
}
EMERGENCY_NUMBER = {"number": Key(a_pattern(PHONE, "'112'")), "names": Key(NAMES)}
HUMAN_CONTACT = {
    "names": Key(NAMES),
    "phone": Key(a_pattern(PHONE, "'+43 1 234 56'"), default=None),
    "email": Key(a_pattern(EMAIL, "'counter@city.example'"), default=None),
    "address": Key(a_text, default=None),
    "hours": TEXT,
}
TILE_SERVER = {
    "url": Key(a_pattern(TILE_ADDRESS, "'https://tiles.city.example/{z}/{x}/{y}.png'")),
    "attribution": Key(a_text),
    "largest_zoom": Key(a_number(1, 24), default=19),
}
THEME = {
    "accent": Key(a_colour_seen_on(WHITE)),
    "accent_on_dark": Key(a_colour_seen_on(BLACK), default=None),
}
SERVICE_ELSEWHERE = {"code": Key(a_code), "theirs": Key(a_text_up_to(100))}
PARTNER_SERVER = {
    "address": Key(a_pattern(SERVER_ADDRESS, "'https://grid.example/open311/v2'")),
    "services": Key(at_least_one(record(ServiceElsewhere, SERVICE_ELSEWHERE))),
    "jurisdiction": Key(a_text_up_to(100), default=None),
    "contact": Key(a_flag, default=False),
    "photos": Key(one_of("addresses", "files", "no"), default="addresses"),
    "answers": Key(a_flag, default=False),
}
PARTNER = {
    "code": Key(a_code),
    "names": Key(NAMES),
    "open311": Key(record(PartnerServer, PARTNER_SERVER), default=None),
}
CITY = {
    "code": Key(a_code),
    "names": Key(NAMES),
    "timezone": Key(a_timezone),
    "languages": Key(languages),
    "calendar": Key(record(a_calendar, CALENDAR), default=Calendar()),
    "human_contact": Key(record(HumanContact, HUMAN_CONTACT)),
    "barrier_service": Key(a_code, default=None),
    "retention_days": Key(a_number(0, 36_500), default=0),
    "sealed_retention_days": Key(a_number(0, 36_500), default=0),
    "complaints_office": Key(record(HumanContact, HUMAN_CONTACT), default=None),
    "emergency_numbers": Key(each(record(EmergencyNumber, EMERGENCY_NUMBER)), default=()),
    "escalation_hours": Key(three_levels, default=(0, 8, 24)),
    "duplicates": Key(a_duplicate_rule, default=DuplicateRule()),
    "partners": Key(each(record(Partner, PARTNER)), default=()),
    "theme": Key(record(Theme, THEME), default=Theme()),
    "address_pattern": Key(an_address_pattern, default=""),
    "tiles": Key(record(a_tile_server, TILE_SERVER), default=None),
}
UNIT = {"code": Key(a_code), "names": Key(NAMES)}
DEPARTMENT = {
    "code": Key(a_code),
    "names": Key(NAMES),
    "districts": Key(districts_served, default="all"),
    "email": Key(a_pattern(EMAIL, "'lighting@city.example'"), default=None),
    "phone": Key(a_pattern(PHONE, "'+43 1 234 56'"), default=None),
    "units": Key(each(record(Unit, UNIT)), default=()),
}
CHOICE = {"code": Key(a_code), "names": Key(NAMES)}
QUESTION = {
    "code": Key(a_code),
    "text": Key(NAMES),
    "kind": Key(one_of("text", "number", "choice", "yes_no"), default="text"),
    "required": Key(a_flag, default=False),
    "choices": Key(each(record(Choice, CHOICE)), default=()),
}
MATERIAL = {"names": Key(NAMES), "may_be_later": Key(a_flag, default=False)}
GROUP = {"code": Key(a_code), "names": Key(NAMES)}
SERVICE = {
    "code": Key(a_code),
    "names": Key(NAMES),
    "kind": Key(one_of("report", "request")),
    "group": Key(a_code),
    "department": Key(a_code),
    "keywords": Key(by_language(each(a_text), whole=False), default={}),
    "description": TEXT,
    "questions": Key(each(record(a_question, QUESTION)), default=()),
    "conditions": TEXT,
    "materials": Key(each(record(Material, MATERIAL)), default=()),
    "legal_basis": Key(a_text, default=None),
    "response_hours": Key(a_number(0, 1000), default=2),
    "resolution_days": Key(a_number(0, 1000), default=10),
    "retention_days": Key(a_number(0, 36_500), default=None),
    "sealed_retention_days": Key(a_number(0, 36_500), default=None),
    "place": Key(one_of("required", "optional", "none"), default="optional"),
    "public_precision_metres": Key(a_number(0, 10_000), default=0),
    "photos": Key(one_of("public", "officials", "no"), default=None),
    "emergency_note": TEXT,
    "anonymous": Key(a_flag, default=True),
    "duplicates": Key(a_change_of_the_rule, default={}),
}
DEPARTMENTS = {"departments": Key(each(record(Department, DEPARTMENT)))}
SERVICES = {
    "groups": Key(each(record(Group, GROUP))),
    "services": Key(each(record(a_service, SERVICE))),
}
DISTRICT = {"code": Key(a_code), "names": Key(NAMES)}
DISTRICTS = {
    "type": Key(one_of("FeatureCollection")),
    "features": Key(each(an_area(District, DISTRICT))),
}
NEIGHBOURHOOD = {"code": Key(a_code), "names": Key(NAMES), "district": Key(a_code)}
NEIGHBOURHOODS = {
    "type": Key(one_of("FeatureCollection")),
    "features": Key(each(an_area(Neighbourhood, NEIGHBOURHOOD))),
}
LANDMARK = {
    "code": Key(a_code),
    "names": Key(NAMES),
    "lat": Key(a_number(-90 * MILLION, 90 * MILLION)),
    "lon": Key(a_number(-180 * MILLION, 180 * MILLION)),
}
RULE = {
    "code": Key(a_code),
    "department": Key(a_code),
    "services": Key(each(a_code), default=()),
    "groups": Key(each(a_code), default=()),
    "districts": Key(each(a_code), default=()),
    "neighbourhoods": Key(each(a_code), default=()),
    "channels": Key(each(one_of(*CHANNELS)), default=()),
    "answers": Key(answers_given, default={}),
    "hours": Key(one_of("any", "working", "other"), default="any"),
}
ROUTING = {"rules": Key(each(record(RoutingRule, RULE)))}
REPLY = {
    "code": Key(a_code),
    "names": Key(NAMES),
    "words": Key(by_language(a_text_up_to(MOST_CHARACTERS))),
    "steps": Key(at_least_one(one_of(*STEPS))),
    "services": Key(each(a_code), default=()),
}
REPLIES = {"replies": Key(each(record(Reply, REPLY)))}
LANDMARKS = {"landmarks": Key(each(record(a_landmark, LANDMARK)))}
