"""From a command to appended events: read, decide, append; decide again if somebody was faster."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.events import CaseFiled, Contact
from civic.cases.model import Case, NobodyToErase, NoSuchCase, decide, evolve, record
from civic.cases.validation import faults_of
from civic.cases.workflow import OPEN
from civic.cities.pack import City, Service
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.event import Event, persons_of
from civic.kernel.ids import (
    CaseNumber,
    NumberHasATypo,
    PersonId,
    new_case,
    new_person_id,
    parse_public_id,
)
from civic.kernel.journal import (
    Change,
    Journal,
    Message,
    Outcome,
    PersonIsErased,
    StreamHasMoved,
    fold,
)
from civic.kernel.place import Place

STREAM = "case/"
NOTICE = "cases.notice"
# What a reporter who left an e-mail address is told; their own later steps they know.
TOLD = (
    e.CaseFiled,
    e.CaseAnswered,
    e.CaseResolved,
    e.CaseDeclined,
    e.CaseReopened,
    e.ReopeningRefused,
)


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
) -> Filed:
    """File a case under a new number; raise InputHasFaults naming every field that cannot stand.

    The same command id returns the case that was filed first.

    With `notices`, here and below, the reporter is told by what the outbox delivers.
    """
    event = preview_case(command, cities, now)
    introduces = frozenset({event.reporter}) if event.reporter else frozenset()
    change = Change(STREAM + event.case, 0, [event], introduces=introduces)
    messages = _notices([event], event) if notices else ()
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
    return _filed(command, city, now, *new_case())


def work_on_case(
    command: c.Casework, *, journal: Journal, command_id: str, fingerprint: bytes, notices: bool = False
) -> Outcome:
    """Take one step on a case; raise what `civic.cases.model.decide` raises."""
    while True:
        history = [recorded.event for recorded in journal.load(STREAM + command.case)]
        case = fold(evolve, Case(), history)
        # Whoever filed it may have been erased; new words then concern a new pseudonym.
        reporter = case.reporter or new_person_id()
        try:
            events = decide(command, replace(case, reporter=reporter))
        except Refused:
            done = journal.outcome_of(command_id, fingerprint)
            if done is None:
                raise
            return done
        introduces = frozenset() if case.reporter else frozenset({reporter})
        change = Change(STREAM + command.case, case.version, events, introduces=introduces)
        messages = _notices(events, history[0]) if notices else ()
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint, messages=messages)
        except (StreamHasMoved, PersonIsErased):
            continue


def change_of_recorded(command: c.RecordCase) -> Change:
    """Return the change that takes over a case from an earlier system."""
    introduces = frozenset({command.reporter}) if command.reporter else frozenset()
    return Change(STREAM + command.case, 0, record(command), introduces=introduces)


def change_of_ending(command: c.RecordCase, number: str, history: Sequence[Event]) -> Change | None:
    """Return the change that ends a case which was taken over while it was open.

    None if the earlier system says no ending, or if the case is not open here any more.
    """
    case = fold(evolve, Case(), history)
    _, *ending = record(replace(command, case=CaseNumber(number)))
    return Change(STREAM + number, case.version, ending) if ending and case.state in OPEN else None


def persons_of_case(journal: Journal, number: CaseNumber) -> list[PersonId]:
    """Return every pseudonym under which words or details of a case are kept.

    Raise NoSuchCase, or NobodyToErase if nothing personal is held (any more).
    """
    history = journal.load(STREAM + number)
    if not history:
        raise NoSuchCase(f"there is no case {number}", case=number)
    persons = {person for recorded in history for person in persons_of(recorded.event).values()}
    if not persons:
        raise NobodyToErase(f"nothing personal is held about whoever filed case {number}", case=number)
    return sorted(persons)


def parse_number(text: str) -> CaseNumber:
    """Read a case number as people type it; raise NoSuchCase."""
    try:
        return CaseNumber(parse_public_id(text))
    except NumberHasATypo as error:
        raise NoSuchCase(f"{text!r} is no case number: check its characters", case=text[:40]) from error


def _notices(events: Sequence[Event], filed: Event) -> list[Message]:
    """Return a message for each event that the reporter is told of, none if there is nowhere to write to."""
    contact = filed.contact if isinstance(filed, CaseFiled) else None
    if contact is None or not contact.email:
        return []
    return [
        Message(NOTICE, change=0, event=place)
        for place, event in enumerate(events)
        if isinstance(event, TOLD)
    ]


def _filed(
    command: c.FileCase, city: City, now: datetime, number: CaseNumber, reporter: PersonId
) -> CaseFiled:
    service = city.service(command.service)
    exact = _exact_place(command, city)
    return CaseFiled(
        case=number,
        city=command.city,
        service=service.code,
        kind=service.kind,
        department=_department(command, city, service, exact, now),
        channel=command.channel,
        place=exact.at_precision(service.public_precision_metres),
        reporter=reporter,
        description=command.description,
        exact_place=exact if exact != Place() else None,
        contact=command.contact if command.contact != Contact() else None,
        answers=command.answers or None,
        written_at=command.written_at,
    )


def _department(command: c.FileCase, city: City, service: Service, place: Place, now: datetime) -> str:
    matter = city.matter(
        service,
        channel=command.channel,
        at=now,
        district=place.district,
        neighbourhood=place.neighbourhood,
        answers={given.question: given.answer for given in command.answers},
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
