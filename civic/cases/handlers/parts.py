"""Parts of a case: what is appended to several cases at once, so that whole and parts never disagree."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.handlers.filing import Cities, department_of
from civic.cases.handlers.streams import STREAM
from civic.cases.model import Case, NoSuchCase, PartOfAnotherCase, decide, evolve
from civic.cases.promises import settle_by
from civic.cases.validation import faults_of_step
from civic.cases.workflow import OPEN
from civic.cities.pack import City
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, new_person_id, new_public_id
from civic.kernel.journal import Change, Journal, fold


def parts_of(history: Iterable[Event]) -> list[CaseNumber]:
    """Return the parts of a case in the order in which they were split off."""
    return [part for event in history if isinstance(event, e.CaseSplit) for part in event.parts]


def open_parts_of(history: Iterable[Event]) -> list[CaseNumber]:
    """Return the parts of a case on which somebody works; none once the case was withdrawn."""
    events = list(history)
    if any(isinstance(event, e.CaseWithdrawn) for event in events):
        return []
    ended = {event.part for event in events if isinstance(event, e.PartEnded)}
    return [part for part in parts_of(events) if part not in ended]


def with_numbers(command: c.CaseStep) -> c.CaseStep:
    """Give the parts that are wanted a number, and their words a pseudonym that nothing else has."""
    if not isinstance(command, c.SplitCase):
        return command
    named = (
        replace(each, number=CaseNumber(new_public_id()), reporter=new_person_id()) for each in command.parts
    )
    return replace(command, parts=tuple(named))


def changes_of_parts(
    command: c.CaseStep,
    before: Case,
    after: Case,
    history: list[Event],
    city: City,
    journal: Journal,
    now: datetime,
) -> Iterator[Change]:
    """Yield what a step on a case changes of its parts, or of the case that it is a part of."""
    if isinstance(command, c.SplitCase):
        filed = history[0]
        assert isinstance(filed, e.CaseFiled)
        for part in command.parts:
            opened = _opened(command, part, filed, city, now)
            assert part.reporter
            yield Change(STREAM + opened.case, 0, [opened], introduces=frozenset({part.reporter}))
    if after.state == "withdrawn":
        for number in open_parts_of(history):
            fell_away = e.PartFellAway(case=number, parent=command.case)
            yield Change(STREAM + number, len(journal.load(STREAM + number)), [fell_away])
    if before.parent and before.state in OPEN and after.state not in OPEN:
        ended = e.PartEnded(
            case=CaseNumber(before.parent), part=command.case, office=after.department, ended_as=after.state
        )
        yield Change(STREAM + before.parent, len(journal.load(STREAM + before.parent)), [ended])


def preview_parts(
    command: c.SplitCase, journal: Journal, cities: Cities, now: datetime
) -> list[e.PartOpened]:
    """Return what splitting would open; raise what `decide` raises, or InputHasFaults."""
    history = [each.event for each in journal.load(STREAM + command.case)]
    case = fold(evolve, Case(), history)
    decide(command, case)
    filed = history[0]
    assert isinstance(filed, e.CaseFiled)
    city = cities.get(filed.city)
    faults = list(faults_of_step(command, city, case.department, now.astimezone(city.zone).date()))
    if faults:
        raise InputHasFaults(faults)
    return [_opened(command, part, filed, city, now) for part in command.parts]


def _opened(
    command: c.SplitCase, part: c.NewPart, filed: e.CaseFiled, city: City, now: datetime
) -> e.PartOpened:
    """Return the event that begins a part: in the place of the whole as everyone sees it, nothing sealed.

    Nobody waits for a first answer; that it is settled is promised as for every case of its service.
    """
    service = city.service(part.service)
    return e.PartOpened(
        case=part.number or CaseNumber(""),
        parent=filed.case,
        office=command.office,
        official=command.official,
        city=filed.city,
        service=service.code,
        kind=service.kind,
        department=department_of(city, service, filed.channel, filed.place, (), now),
        channel=filed.channel,
        place=filed.place.at_precision(service.public_precision_metres),
        settle_by=settle_by(city, service, now),
        reporter=part.reporter,
        description=part.description,
    )


def ensure_whole(number: CaseNumber, journal: Journal) -> Case:
    """Return a case that people can join and follow; raise NoSuchCase, or PartOfAnotherCase."""
    case = fold(evolve, Case(), (each.event for each in journal.load(STREAM + number)))
    if case.number is None:
        raise NoSuchCase(f"there is no case {number}", case=number)
    if case.parent:
        raise PartOfAnotherCase(f"{number} is a part of {case.parent}", case=number)
    return case
