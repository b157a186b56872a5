"""A city as data: its places, its units, what people can report and ask for, when it works, who answers.

Names and other texts are mappings from BCP 47 tags to words, the city's default language first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from civic.cities.address_pattern import pattern_of, write_house
from civic.cities.area_index import AreaIndex
from civic.cities.calendar import Calendar
from civic.cities.duplicates import DuplicateRule
from civic.cities.gazetteer import Gazetteer
from civic.cities.names import Names as Names  # noqa: PLC0414 (a pack is read with its names)
from civic.cities.names import name_in as name_in  # noqa: PLC0414
from civic.cities.partners import Partner
from civic.cities.places import Address, Landmark, TileServer
from civic.cities.replies import Reply
from civic.cities.routing import Matter, Routed, RoutingRule, route
from civic.cities.service_search import ServiceSearch
from civic.kernel.errors import NotFound
from civic.kernel.place import Area, Point

WHOLE_OFFICE, OTHER_PARTY = "all", "other"


class NoSuchService(NotFound):
    """The city's catalogue has no service of that code."""

    code = "cities.no-such-service"


class NoSuchDepartment(NotFound):
    """The city has no department of that code."""

    code = "cities.no-such-department"


@dataclass(frozen=True, slots=True)
class District:
    """A part of the city; districts do not overlap."""

    code: str
    names: Names
    area: Area


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of a district that people call by a name."""

    code: str
    names: Names
    area: Area
    district: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A team or a role in a department that a case can be given to."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that is responsible for services, in all districts or in some."""

    code: str
    names: Names
    districts: tuple[str, ...] | Literal["all"] = "all"
    email: str | None = None
    phone: str | None = None
    units: tuple[Unit, ...] = ()

    def serves(self, district: str | None) -> bool:
        """A place in no known district is everybody's business."""
        return self.districts == "all" or district is None or district in self.districts


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a question offers."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class Question:
    """An extra question of a service."""

    code: str
    text: Names
    kind: Literal["text", "number", "choice", "yes_no"] = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """Something a person has to bring or send; what may be later does not stop the case from starting."""

    names: Names
    may_be_later: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the service catalogue."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class Service:
    """Something that people can report (`report`) or ask for (`request`).

    `response_hours` are service hours until a human answers first, `resolution_days` are working days.
    `public_precision_metres` is how exactly the place is shown to everyone; 0 is exact. `photos` says who
    sees those that come with it: public, officials (as a photo tells the exact place), or no (none is taken).
    `duplicates` is what differs here from the city's rule about duplicates.
    """

    code: str
    names: Names
    kind: Literal["report", "request"]
    group: str
    department: str
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    description: Names = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    conditions: Names = field(default_factory=dict)
    materials: tuple[Material, ...] = ()
    legal_basis: str | None = None
    response_hours: int = 2
    resolution_days: int = 10
    retention_days: int | None = None
    sealed_retention_days: int | None = None
    place: Literal["required", "optional", "none"] = "optional"
    public_precision_metres: int = 0
    photos: Literal["public", "officials", "no"] = "no"
    emergency_note: Names = field(default_factory=dict)
    anonymous: bool = True
    duplicates: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number to call when life, health or property is in danger now."""

    number: str
    names: Names


@dataclass(frozen=True, slots=True)
class HumanContact:
    """Where a person answers, for those who cannot or will not use a screen."""

    names: Names
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    hours: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Theme:
    """A city's own colour for links and buttons; in the dark another may stand for it."""

    accent: str = "#0b5f4f"
    accent_on_dark: str | None = None


@dataclass(frozen=True)
class City:
    """Everything the platform knows about one city; `languages` are BCP 47 tags, the default first.

    `barrier_service` is the service by which people report what is inaccessible on this site,
    `complaints_office` the body that they may turn to after the city. What is personal about a case is erased
    `retention_days` after its last change, once it has ended; what is sealed already `sealed_retention_days`
    after it. 0 means never (or not sooner), and a service may have its own.
    `escalation_hours` say for three levels after how many service hours they know of a broken promise.
    `address_pattern` says how the address of a house is written, if not as in the first language.
    """

    code: str
    names: Names
    timezone: str
    languages: tuple[str, ...]
    districts: tuple[District, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    departments: tuple[Department, ...]
    groups: tuple[Group, ...]
    services: tuple[Service, ...]
    calendar: Calendar
    human_contact: HumanContact
    emergency_numbers: tuple[EmergencyNumber, ...] = ()
    theme: Theme = Theme()
    addresses: tuple[Address, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    tiles: TileServer | None = None
    barrier_service: str | None = None
    complaints_office: HumanContact | None = None
    retention_days: int = 0
    sealed_retention_days: int = 0
    rules: tuple[RoutingRule, ...] = ()
    partners: tuple[Partner, ...] = ()
    replies: tuple[Reply, ...] = ()
    escalation_hours: tuple[int, ...] = (0, 8, 24)
    duplicates: DuplicateRule = field(default_factory=DuplicateRule)
    address_pattern: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def days_until_sealed_parts_go(self) -> int:
        """Return after how many days what is sealed is erased at the latest; 0 means never."""
        return min((days for days in (self.retention_days, self.sealed_retention_days) if days), default=0)

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def house(self, street: str, number: str) -> str:
        """Write the address of a house as people write it in the city."""
        return write_house(self.address_pattern or pattern_of(self.default_language), street, number)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        wests, souths, easts, norths = zip(*(district.area.box for district in self.districts), strict=True)
        return min(wests), min(souths), max(easts), max(norths)

    def locate(self, point: Point) -> tuple[str | None, str | None]:
        """Return the codes of the district and of the neighbourhood that the point lies in."""
        district = self._districts.area_of(point)
        if district is None:
            return None, None
        return district, self._neighbourhoods[district].area_of(point)

    def contains(self, point: Point) -> bool:
        return self._districts.area_of(point) is not None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return what finds places by what people write; it is made when first asked for."""
        return Gazetteer(self.addresses, self.landmarks, self)

    @cached_property
    def service_search(self) -> ServiceSearch:
        """Return what finds services by what people write; it is made when first asked for."""
        return ServiceSearch(self.services)

    def matter(
        self,
        service: Service,
        *,
        channel: str,
        at: datetime,
        district: str | None = None,
        neighbourhood: str | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Matter:
        """Return what the routing rules look at in a case that comes in at a moment with a time zone."""
        return Matter(
            service=service.code,
            group=service.group,
            channel=channel,
            at_work=self.calendar.is_at_work(at.astimezone(self.zone)),
            district=district,
            neighbourhood=neighbourhood,
            answers=answers or {},
        )

    def route(self, matter: Matter) -> Routed:
        """Return the department that a new case goes to, and the rule that sends it there."""
        return route(self.rules, matter, self.service(matter.service).department)

    def service(self, code: str) -> Service:
        """Raise NoSuchService."""
        if code not in self._services:
            raise NoSuchService(f"{self.code} has no service {code!r}", service=code)
        return self._services[code]

    def department(self, code: str) -> Department:
        """Raise NoSuchDepartment."""
        found = next((department for department in self.departments if department.code == code), None)
        if found is None:
            raise NoSuchDepartment(f"{self.code} has no department {code!r}", department=code)
        return found

    def units_of(self, department: str) -> tuple[str, ...]:
        """Return what a case of a department can be given to: its units, and "all" for the whole."""
        units = (unit.code for each in self.departments if each.code == department for unit in each.units)
        return (*units, WHOLE_OFFICE)

    def replies_to(self, step: str, service: str) -> tuple[Reply, ...]:
        """Return the words that the city has ready for a step on a case of a service."""
        return tuple(reply for reply in self.replies if reply.suits(step, service))

    def duplicate_rule(self, service: str) -> DuplicateRule:
        """Return which open cases may be the same matter as a new one of a service."""
        return replace(self.duplicates, **self.service(service).duplicates)

    def services_alike(self, service: str) -> tuple[str, ...]:
        """Return the services whose cases may be the same matter; one that has the rule off is none."""
        asked = (service, *self.duplicate_rule(service).alike)
        return tuple(code for code in dict.fromkeys(asked) if self.duplicate_rule(code).is_on)

    def partner(self, code: str) -> Partner | None:
        """Return somebody outside the city; None if the pack does not name them."""
        return next((partner for partner in self.partners if partner.code == code), None)

    @property
    def parties(self) -> tuple[str, ...]:
        """Return who outside the city can be named: its partners, and "other" for everybody else."""
        return (*(partner.code for partner in self.partners), OTHER_PARTY)

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.code: service for service in self.services}

    @cached_property
    def _districts(self) -> AreaIndex:
        return AreaIndex(district.area for district in self.districts)

    @cached_property
    def _neighbourhoods(self) -> dict[str, AreaIndex]:
        return {
            district.code: AreaIndex(
                each.area for each in self.neighbourhoods if each.district == district.code
            )
            for district in self.districts
        }
