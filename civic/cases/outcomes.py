"""Whether what was promised was kept, and whether whoever filed a case says that it is settled. Pure.

Only what can be known of a case is judged: where nothing was promised, or the reporter took the case back
before its time was up, there is nothing to judge.
"""

from dataclasses import dataclass

from civic.cases import events as e
from civic.cases.model import Case
from civic.cases.workflow import ENDED, OPEN, PAUSED
from civic.kernel.clock import from_timestamp, to_micros
from civic.kernel.event import Event

RUNNING, IN_TIME, LATE = "running", "in_time", "late"
SILENT, CONFIRMED, DISPUTED = "silent", "confirmed", "disputed"
KEPT, VERDICTS = (IN_TIME, LATE, RUNNING), (CONFIRMED, DISPUTED, SILENT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`answer` and `settle` are of KEPT, `verdict` of VERDICTS; empty where there is nothing to judge."""

    answer: str = ""
    settle: str = ""
    verdict: str = ""


def promised(event: e.CaseFiled) -> Outcome:
    """Return what is to be judged of a case that has just been filed."""
    return Outcome(RUNNING if event.answer_by else "", RUNNING if event.settle_by else "")


def judged(known: Outcome, before: Case, event: Event, after: Case, moment: int) -> Outcome:
    """Return what is known after one more event; `moment` is microseconds since 1970, UTC."""
    return Outcome(
        _answer(known.answer, before, event, after, moment),
        _settle(known.settle, before, event, after, moment),
        _verdict(known.verdict, before, event),
    )


def _answer(known: str, before: Case, event: Event, after: Case, moment: int) -> str:
    if known != RUNNING:
        return known  # only the first answer is judged
    if isinstance(event, e.DeadlineMissed) and event.promise == "answer":
        return LATE
    if after.answered:
        return _by(before.answer_by, moment)
    return "" if after.state == "withdrawn" else RUNNING


def _settle(known: str, before: Case, event: Event, after: Case, moment: int) -> str:
    if isinstance(event, e.CaseReopened):
        return RUNNING if after.settle_by else ""
    if known != RUNNING:
        return known
    if isinstance(event, e.DeadlineMissed) and event.promise == "settle":
        return LATE
    if before.state in OPEN and after.state in ENDED:
        # The time stood still while the case waited.
        return IN_TIME if before.state in PAUSED else _by(before.settle_by, moment)
    return "" if after.state == "withdrawn" else RUNNING


def _by(deadline: str, moment: int) -> str:
    return IN_TIME if moment <= to_micros(from_timestamp(deadline)) else LATE


def _verdict(known: str, before: Case, event: Event) -> str:
    if before.parent:
        return ""  # nobody is asked about a part
    if isinstance(event, e.SettlementConfirmed):
        return CONFIRMED
    if isinstance(event, e.ReopeningRequested) and known:
        return DISPUTED
    if isinstance(event, e.CaseResolved) and event.occurred_at is None:
        # Who was not satisfied once is so until they say otherwise; earlier systems asked nobody.
        return known or SILENT
    return known
