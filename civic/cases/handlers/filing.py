"""Filing a case: what was said is checked, the department found, the event appended once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from civic.cases import commands as c
from civic.cases.events import CaseFiled, Contact, GivenAnswer
from civic.cases.handlers.notices import notices_of
from civic.cases.handlers.streams import STREAM
from civic.cases.promises import answer_by, settle_by
from civic.cases.validation import faults_of
from civic.cities.pack import City, Service
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber, new_public_id, new_reporter_id
from civic.kernel.journal import Change, File, Journal, LookUp
from civic.kernel.photo import Picture, files_of
from civic.kernel.place import Place

Digest = Callable[[str, str], str]
"""From a kind (account or address) and what is said to the keyed hash by which it is found."""
Alias = Callable[[str, CaseNumber], str]
"""From an official or a person of trust to what they are called in the events of a case."""
ACCOUNT, ADDRESS = "account", "address"


@dataclass(frozen=True, slots=True)
class Filed:
    """A case that was filed, and the position of the event that says so."""

    case: CaseNumber
    position: int


class Cities(Protocol):
    """Finds city packs."""

    def get(self, code: str) -> City: ...


def file_case(
    command: c.FileCase,
    *,
    journal: Journal,
    cities: Cities,
    now: datetime,
    command_id: str,
    fingerprint: bytes,
    notices: bool = False,
    pictures: Sequence[Picture] = (),
    digest: Digest | None = None,
    alias: Alias | None = None,
    official_alias: Alias | None = None,
) -> Filed:
    """File a case under a new number; raise InputHasFaults naming every field that cannot stand.

    The same command id returns the case that was filed first. `pictures` are those that the command names.
    With `digest`, who filed it finds it by their account and their address. `alias` is for persons of trust,
    `official_alias` for whoever took it down for an office.

    With `notices`, here and below, the reporter is told by what the outbox delivers.
    """
    event = preview_case(command, cities, now)
    if command.trust and alias:
        event = replace(event, trusted=alias(command.trust, event.case))
    if command.official and official_alias:
        event = replace(event, official=official_alias(command.official, event.case))
    introduces = frozenset({event.reporter}) if event.reporter else frozenset()
    files = _files(event, pictures)
    look_ups = _look_ups(event, digest) if digest else ()
    change = Change(STREAM + event.case, 0, [event], introduces=introduces, files=files, look_ups=look_ups)
    messages = notices_of([event], event) if notices else ()
    outcome = journal.append([change], command_id=command_id, fingerprint=fingerprint, messages=messages)
    if not outcome.repeated:
        return Filed(event.case, outcome.position)
    return Filed(CaseNumber(journal.stream_at(outcome.position).removeprefix(STREAM)), outcome.position)


def preview_case(command: c.FileCase, cities: Cities, now: datetime) -> CaseFiled:
    """Return the event that filing would record, under a number that nobody has; raise InputHasFaults."""
    city = cities.get(command.city)
    faults = faults_of(command, city)
    if faults:
        raise InputHasFaults(faults)
    return _filed(command, city, now)


def _look_ups(event: CaseFiled, digest: Digest) -> list[LookUp]:
    email = event.contact.email if event.contact else None
    said = ((ACCOUNT, event.account), (ADDRESS, email))
    return [LookUp(0, "sealed.reporter", digest(kind, value)) for kind, value in said if value]


def _files(event: CaseFiled, pictures: Sequence[Picture]) -> list[File]:
    part = "content.reporter" if event.photos else "sealed.reporter"
    photos = event.photos or event.sealed_photos or ()
    return [File(0, part, name, body) for name, body in files_of(photos, pictures)]


def _filed(command: c.FileCase, city: City, now: datetime) -> CaseFiled:
    service = city.service(command.service)
    exact = _exact_place(command, city)
    photos = command.photos or None
    return CaseFiled(
        case=CaseNumber(new_public_id()),
        city=command.city,
        service=service.code,
        kind=service.kind,
        department=department_of(city, service, command.channel, exact, command.answers, now),
        channel=command.channel,
        place=exact.at_precision(service.public_precision_metres),
        reporter=new_reporter_id(now),
        description=command.description,
        photos=photos if service.photos == "public" else None,
        sealed_photos=photos if service.photos == "officials" else None,
        exact_place=exact if exact != Place() else None,
        contact=command.contact if command.contact != Contact() else None,
        answers=command.answers or None,
        account=command.account,
        office=command.office,
        written_at=command.written_at,
        answer_by=answer_by(city, service, now),
        settle_by=settle_by(city, service, now),
    )


def department_of(
    city: City, service: Service, channel: str, place: Place, answers: Sequence[GivenAnswer], now: datetime
) -> str:
    """Return the office to which the rules of the city lead."""
    matter = city.matter(
        service,
        channel=channel,
        at=now,
        district=place.district,
        neighbourhood=place.neighbourhood,
        answers={given.question: given.answer for given in answers},
    )
    return city.route(matter).department


def _exact_place(command: c.FileCase, city: City) -> Place:
    district, neighbourhood = city.locate(command.point) if command.point else (None, None)
    if command.neighbourhood and not neighbourhood:
        neighbourhood = command.neighbourhood
        district = _district_of(city, neighbourhood)
    return Place(point=command.point, district=district, neighbourhood=neighbourhood, address=command.address)


def _district_of(city: City, neighbourhood: str) -> str | None:
    return next((n.district for n in city.neighbourhoods if n.code == neighbourhood), None)
