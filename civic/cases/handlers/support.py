"""Who supports a case stands beside it, in a stream of its own: neither its version nor its times move."""

from civic.cases import commands as c
from civic.cases.events import CaseSupported
from civic.cases.handlers.streams import STREAM, SUPPORT
from civic.cases.model import Case, CaseHasEnded, NoSuchCase, evolve
from civic.cases.workflow import ASKED, OPEN
from civic.kernel.journal import Change, Journal, Outcome, StreamHasMoved, fold


def support_case(command: c.SupportCase, *, journal: Journal, command_id: str, fingerprint: bytes) -> Outcome:
    """Count somebody who has noticed the same, once for a command id; raise NoSuchCase, or CaseHasEnded."""
    case = fold(evolve, Case(), (each.event for each in journal.load(STREAM + command.case)))
    if case.number is None:
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    done = journal.outcome_of(command_id, fingerprint)
    if done is not None:
        return done
    if case.state not in OPEN | ASKED:
        raise CaseHasEnded(f"{case.number} is {case.state}", case=case.number)
    stream = SUPPORT + command.case
    supported = CaseSupported(case=command.case, channel=command.channel)
    while True:
        change = Change(stream, len(journal.load(stream)), [supported])
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint)
        except StreamHasMoved:
            continue
