"""What a case is to those who decide: the state that events make."""

from dataclasses import dataclass, replace

from civic.cases import events as e
from civic.cases.model.steps import STEP_OF
from civic.cases.workflow import AS_IT_ENDED, AS_IT_IS, ENDED, transition
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, PersonId


@dataclass(frozen=True, slots=True)
class Case:
    """What decisions need to know of a case; `version` counts its events.

    `day` is the day that its state runs to; `unit`, `party` and `original` are as events last said.
    """

    number: CaseNumber | None = None
    state: str = ""
    version: int = 0
    department: str = ""
    reporter: PersonId | None = None
    ended_as: str = ""
    unit: str = ""
    day: str = ""
    reminded: bool = False
    party: str = ""
    original: str = ""


def evolve(case: Case, event: Event) -> Case:
    """Return the case after one more event."""
    if isinstance(event, e.CaseFiled):
        return Case(event.case, "received", 1, event.department, event.reporter)
    after = state_after(case, STEP_OF[type(event)])
    stays = after == case.state and not hasattr(event, "day")
    return replace(
        case,
        state=after,
        version=case.version + 1,
        ended_as=after if after in ENDED else case.ended_as,
        unit=getattr(event, "unit", case.unit),
        day=getattr(event, "day", case.day if stays else ""),
        reminded=isinstance(event, e.ReporterReminded) or (stays and case.reminded),
        party=getattr(event, "party", case.party),
        original=getattr(event, "original", case.original),
    )


def state_after(case: Case, step: str) -> str:
    """Return where a step leads from the state that the case is in; raise KeyError if it leads nowhere."""
    after = transition(step, case.state).after
    return {AS_IT_IS: case.state, AS_IT_ENDED: case.ended_as}.get(after, after)
