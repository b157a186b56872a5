"""A step on a case: read, decide, append; decide again if somebody was faster."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from civic.cases import commands as c
from civic.cases.events import CaseFiled
from civic.cases.handlers.elsewhere import forwarding_messages
from civic.cases.handlers.filing import Cities
from civic.cases.handlers.following import carry_followers_on, notices_to_followers
from civic.cases.handlers.notes import change_of_note
from civic.cases.handlers.notices import notices_of
from civic.cases.handlers.parts import changes_of_parts, with_numbers
from civic.cases.handlers.streams import ELSEWHERE, STREAM
from civic.cases.model import Case, decide, evolve
from civic.cases.passages import published
from civic.cases.promises import with_promises
from civic.cases.validation import faults_of_step
from civic.cities.pack import City
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.event import Event
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, Journal, Message, Outcome, PersonIsErased, StreamHasMoved, fold


def work_on_case(
    command: c.CaseStep,
    *,
    journal: Journal,
    cities: Cities,
    now: datetime,
    command_id: str,
    fingerprint: bytes,
    notices: bool = False,
) -> Outcome:
    """Take one step on a case; raise what `decide` raises, or InputHasFaults."""
    command = with_numbers(command)
    while True:
        recorded = journal.load(STREAM + command.case)
        history = [each.event for each in recorded]
        case = fold(evolve, Case(), history)
        # Whoever filed it may have been erased; new words then concern a new pseudonym.
        reporter = case.reporter or new_person_id()
        try:
            events = decide(command, replace(case, reporter=reporter))
            city = _city_of(history[0], cities)
            _check(command, history[0], case.department, city, journal, now)
            events = with_promises(events, case, recorded, city, now)
        except Refused:
            done = journal.outcome_of(command_id, fingerprint)
            if done is None:
                raise
            return done
        introduces = frozenset() if case.reporter else frozenset({reporter})
        change = Change(STREAM + command.case, case.version, events, introduces=introduces)
        after = fold(evolve, case, events)
        told = _messages(events, history[0], command, journal) if notices else []
        messages = [*told, *forwarding_messages(events, history[0], city)]
        try:
            beside = _changes_beside(command, journal)
            beside += changes_of_parts(command, case, after, history, city, journal, now)
            return journal.append(
                [change, *beside], command_id=command_id, fingerprint=fingerprint, messages=messages
            )
        except (StreamHasMoved, PersonIsErased):
            continue


def _messages(events: list[Event], filed: Event, command: c.CaseStep, journal: Journal) -> list[Message]:
    return [*notices_of(events, filed), *notices_to_followers(events, command.case, journal)]


def _changes_beside(command: c.CaseStep, journal: Journal) -> list[Change]:
    """What offices tell each other with a step stands among the notes; followers of a duplicate are kept."""
    if isinstance(command, c.MarkDuplicate):
        return [carry_followers_on(command, journal)]
    if isinstance(command, c.HandOver | c.SendBack):
        return [change_of_note(command, journal)]
    return []


def _city_of(filed: Event, cities: Cities) -> City:
    assert isinstance(filed, CaseFiled)
    return cities.get(filed.city)


def _check(
    command: c.CaseStep, filed: Event, department: str, city: City, journal: Journal, now: datetime
) -> None:
    """Raise InputHasFaults naming every field of the step that cannot stand."""
    assert isinstance(filed, CaseFiled)
    faults = list(faults_of_step(command, city, department, now.astimezone(city.zone).date()))
    if isinstance(command, c.WithholdContent):
        faults += _faults_of_passages(command, journal)
    if isinstance(command, c.MarkDuplicate) and not _is_case_of(command.original, filed.city, journal):
        faults.append(Fault("original", "input.no-such-case"))
    if faults:
        raise InputHasFaults(faults)


def _faults_of_passages(command: c.WithholdContent, journal: Journal) -> Iterator[Fault]:
    """Only what was published, and is not erased, can be taken out of public view."""
    streams = (STREAM + command.case, ELSEWHERE + command.case)
    history = [each for name in streams for each in journal.load(name, whole=True)]
    there = {each.passage for each in published(history)}
    for passage in command.passages:
        if passage not in there:
            yield Fault("passages", "input.unknown-choice", {"choice": f"{passage.position}.{passage.item}"})


def _is_case_of(number: str, city: str, journal: Journal) -> bool:
    first = next((recorded.event for recorded in journal.load(STREAM + number)), None)
    return isinstance(first, CaseFiled) and first.city == city
