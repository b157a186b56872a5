"""News that programs of others send of a case stands beside it: neither its version nor its times move."""

from civic.cases import commands as c
from civic.cases.events import UpdateReceived
from civic.cases.handlers.streams import ELSEWHERE, STREAM
from civic.cases.model import Case, CaseHasEnded, NoSuchCase, evolve
from civic.cases.validation import text_faults
from civic.cases.workflow import ASKED, OPEN
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, Journal, Outcome, PersonIsErased, StreamHasMoved, fold


def receive_update(
    command: c.ReceiveUpdate, *, journal: Journal, command_id: str, fingerprint: bytes
) -> Outcome:
    """Keep what a program says of an open case; raise NoSuchCase, CaseHasEnded, or InputHasFaults."""
    faults = list(text_faults("explanation", command.explanation))
    if faults:
        raise InputHasFaults(faults)
    done = journal.outcome_of(command_id, fingerprint)
    while done is None:
        case = fold(evolve, Case(), (each.event for each in journal.load(STREAM + command.case)))
        if case.number is None:
            raise NoSuchCase(f"there is no case {command.case}", case=command.case)
        if case.state not in OPEN | ASKED:
            raise CaseHasEnded(f"{case.number} is {case.state}", case=case.number)
        try:
            done = journal.append(
                [_change(command, case, journal)], command_id=command_id, fingerprint=fingerprint
            )
        except (StreamHasMoved, PersonIsErased):
            continue
    return done


def _change(command: c.ReceiveUpdate, case: Case, journal: Journal) -> Change:
    """Return the change; whoever filed it may have been erased, and new words concern a new pseudonym."""
    reporter = case.reporter or new_person_id()
    event = UpdateReceived(
        case=command.case,
        client=command.client,
        program=command.program,
        occurred_at=command.occurred_at,
        reporter=reporter,
        explanation=command.explanation,
    )
    introduces = frozenset() if case.reporter else frozenset({reporter})
    stream = ELSEWHERE + command.case
    return Change(stream, len(journal.load(stream)), [event], introduces=introduces)
