"""A step on a case: read, decide, append; decide again if somebody was faster."""

from dataclasses import replace
from datetime import datetime

from civic.cases import commands as c
from civic.cases.events import CaseFiled
from civic.cases.handlers.filing import Cities
from civic.cases.handlers.notices import notices_of
from civic.cases.handlers.streams import STREAM
from civic.cases.model import Case, decide, evolve
from civic.cases.validation import faults_of_step
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.event import Event
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, Journal, Outcome, PersonIsErased, StreamHasMoved, fold


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
    while True:
        history = [recorded.event for recorded in journal.load(STREAM + command.case)]
        case = fold(evolve, Case(), history)
        # Whoever filed it may have been erased; new words then concern a new pseudonym.
        reporter = case.reporter or new_person_id()
        try:
            events = decide(command, replace(case, reporter=reporter))
            _check(command, history[0], journal, cities, now)
        except Refused:
            done = journal.outcome_of(command_id, fingerprint)
            if done is None:
                raise
            return done
        introduces = frozenset() if case.reporter else frozenset({reporter})
        change = Change(STREAM + command.case, case.version, events, introduces=introduces)
        messages = notices_of(events, history[0]) if notices else ()
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint, messages=messages)
        except (StreamHasMoved, PersonIsErased):
            continue


def _check(command: c.CaseStep, filed: Event, journal: Journal, cities: Cities, now: datetime) -> None:
    """Raise InputHasFaults naming every field of the step that cannot stand."""
    assert isinstance(filed, CaseFiled)
    city = cities.get(filed.city)
    faults = list(faults_of_step(command, city, filed.department, now.astimezone(city.zone).date()))
    if isinstance(command, c.MarkDuplicate) and not _is_case_of(command.original, filed.city, journal):
        faults.append(Fault("original", "input.no-such-case"))
    if faults:
        raise InputHasFaults(faults)


def _is_case_of(number: str, city: str, journal: Journal) -> bool:
    first = next((recorded.event for recorded in journal.load(STREAM + number)), None)
    return isinstance(first, CaseFiled) and first.city == city
