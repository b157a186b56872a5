"""What a case is to those who decide: the state that events make."""

from dataclasses import dataclass, replace

from civic.cases import events as e
from civic.cases.model.steps import STEP_OF
from civic.cases.workflow import AS_IT_ENDED, AS_IT_IS, ENDED, OPEN, PAUSED, transition
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, PersonId

LEVELS = 3  # who learns of a broken promise, one after the other


@dataclass(frozen=True, slots=True)
class Case:
    """What decisions need to know of a case; `version` counts its events.

    `day` is the day that its state runs to; `unit`, `party` and `original` are as events last said.
    `claimed_by` is the pseudonym of the official who works on it.
    `handed_by` is the office that handed it over to one which has not taken it on yet.
    `answer_by` and `settle_by` are what is promised, `answered` whether an office has written since,
    `enquired` whether the reporter waits for an answer, `missed` the level to which the promise that now runs
    was not kept, `ignored` whether all levels know that no answer came,
    `confirmed` whether the reporter says that what is done is settled, `thanked` whether they thanked for it.
    `withheld` is what is out of public view, `objected` whether the reporter waits for a decision on that.
    `parent` is the case that this is a part of; of its own `parts` so many are `open_parts`.
    """

    number: CaseNumber | None = None
    state: str = ""
    version: int = 0
    department: str = ""
    reporter: PersonId | None = None
    ended_as: str = ""
    unit: str = ""
    claimed_by: str = ""
    handed_by: str = ""
    day: str = ""
    reminded: bool = False
    party: str = ""
    original: str = ""
    answer_by: str = ""
    settle_by: str = ""
    answered: bool = False
    enquired: bool = False
    missed: int = 0
    ignored: bool = False
    confirmed: bool = False
    thanked: bool = False
    withheld: frozenset[e.Passage] = frozenset()
    objected: bool = False
    parent: str = ""
    parts: int = 0
    open_parts: int = 0

    @property
    def parts_have_ended(self) -> bool:
        """Whether all parts of an open case have ended, so that somebody has to end it too."""
        return self.parts > 0 and not self.open_parts and self.state in OPEN

    @property
    def promise(self) -> tuple[str, str] | None:
        """Return which promise runs, answer or settle, and its moment; None if no time runs."""
        if self.state not in OPEN:
            return None
        if self.answer_by and not self.answered and not self.ignored:
            return "answer", self.answer_by
        return ("settle", self.settle_by) if self.settle_by and self.state not in PAUSED else None


def evolve(case: Case, event: Event) -> Case:
    """Return the case after one more event."""
    if isinstance(event, e.CaseFiled):
        promised = {"answer_by": event.answer_by or "", "settle_by": event.settle_by or ""}
        parent = event.parent if isinstance(event, e.PartOpened) else ""
        return Case(event.case, "received", 1, event.department, event.reporter, parent=parent, **promised)  # type: ignore[arg-type]
    after = state_after(case, STEP_OF[type(event)])
    stays = after == case.state and not hasattr(event, "day")
    answers = hasattr(event, "office") and hasattr(event, "answer")
    enquires = isinstance(event, e.EnquiryMade)
    ignores = isinstance(event, e.DeadlineMissed) and (event.promise, event.level) == ("answer", LEVELS)
    department = getattr(event, "department", case.department)
    moved = replace(
        case,
        state=after,
        version=case.version + 1,
        ended_as=after if after in ENDED else case.ended_as,
        department=department,
        handed_by=_handed_by(case, event, after),
        unit=getattr(event, "unit", case.unit if department == case.department else ""),
        claimed_by=_claimed_by(case, event) if department == case.department else "",
        day=getattr(event, "day", case.day if stays else ""),
        reminded=isinstance(event, e.ReporterReminded) or (stays and case.reminded),
        party=getattr(event, "party", case.party),
        original=getattr(event, "original", case.original),
        # A second question does not put off the answer that is owed already.
        answer_by=case.answer_by if _owed(case) else getattr(event, "answer_by", case.answer_by),
        settle_by=getattr(event, "settle_by", case.settle_by),
        answered=answers or (case.answered and not enquires),
        enquired=enquires or (case.enquired and not answers),
        ignored=ignores or (case.ignored and not enquires),
        confirmed=isinstance(event, e.SettlementConfirmed) or (case.confirmed and after == case.state),
        withheld=_withheld(case, event),
        objected=_objected(case, event),
        parts=case.parts + _split_off(event),
        open_parts=_open_parts(case, event, after),
        thanked=isinstance(event, e.TeamThanked) or case.thanked,
    )
    return replace(moved, missed=_missed(case, event, moved))


def _split_off(event: Event) -> int:
    return len(event.parts) if isinstance(event, e.CaseSplit) else 0


def _open_parts(case: Case, event: Event, after: str) -> int:
    """With what is taken back, its parts fall away."""
    if after == "withdrawn":
        return 0
    return case.open_parts + _split_off(event) - isinstance(event, e.PartEnded)


def _owed(case: Case) -> bool:
    return bool(case.answer_by) and not case.answered


def _claimed_by(case: Case, event: Event) -> str:
    """Whoever takes a case on works on it, unless somebody does already."""
    if isinstance(event, e.CaseReleased):
        return ""
    if isinstance(event, e.CaseClaimed):
        return event.official or ""
    takes_on = event.official if isinstance(event, e.CaseAcknowledged) else None
    return case.claimed_by or takes_on or ""


def _handed_by(case: Case, event: Event, after: str) -> str:
    if isinstance(event, e.CaseHandedOver):
        return event.office
    return case.handed_by if after == case.state and not isinstance(event, e.CaseSentBack) else ""


def _withheld(case: Case, event: Event) -> frozenset[e.Passage]:
    if isinstance(event, e.ContentWithheld):
        return case.withheld.union(event.passages)
    return case.withheld.difference(event.passages) if isinstance(event, e.ContentRestored) else case.withheld


def _objected(case: Case, event: Event) -> bool:
    """Showing something again decides on an objection, as refusing it does."""
    if isinstance(event, e.ContentRestored | e.ObjectionRefused):
        return False
    return case.objected or isinstance(event, e.ObjectionMade)


def _missed(case: Case, event: Event, moved: Case) -> int:
    """Whoever is promised something else is not late yet."""
    if moved.promise != case.promise:
        return 0
    return event.level if isinstance(event, e.DeadlineMissed) else case.missed


def state_after(case: Case, step: str) -> str:
    """Return where a step leads from the state that the case is in; raise KeyError if it leads nowhere."""
    after = transition(step, case.state).after
    return {AS_IT_IS: case.state, AS_IT_ENDED: case.ended_as}.get(after, after)
