"""Who supports a case stands beside it, in a stream of its own: neither its version nor its times move."""

from civic.cases import commands as c
from civic.cases.events import CaseSupported
from civic.cases.handlers.parts import ensure_whole
from civic.cases.handlers.streams import SUPPORT
from civic.cases.model import CaseHasEnded
from civic.cases.workflow import ASKED, OPEN
from civic.kernel.journal import Change, Journal, Outcome, StreamHasMoved


def support_case(command: c.SupportCase, *, journal: Journal, command_id: str, fingerprint: bytes) -> Outcome:
    """Count somebody who has noticed the same, once for a command id; raise what says why not."""
    case = ensure_whole(command.case, journal)
    done = journal.outcome_of(command_id, fingerprint)
    if done is not None:
        return done
    if case.state not in OPEN | ASKED:
        raise CaseHasEnded(f"{case.number} is {case.state}", case=command.case)
    stream = SUPPORT + command.case
    supported = CaseSupported(case=command.case, channel=command.channel)
    while True:
        change = Change(stream, len(journal.load(stream)), [supported])
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint)
        except StreamHasMoved:
            continue
