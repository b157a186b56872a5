"""What was promised by when, what moved it, and what was not kept; and what makes the city owe an answer."""

from dataclasses import dataclass

from civic.kernel.event import Event, content, person
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryMade(Event):
    """The reporter wrote to the office, which owes an answer by then."""

    TYPE = "cases.enquiry.made"
    VERSION = 2

    case: CaseNumber
    trusted: str | None = None
    answer_by: str
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved(Event):
    """The matter is to be settled by another moment: the case waited meanwhile, or was opened again."""

    TYPE = "cases.deadline.moved"

    case: CaseNumber
    settle_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(Event):
    """What was promised has not come: `promise` is answer or settle, `level` from 1 to 3 is who knows."""

    TYPE = "cases.deadline.missed"

    case: CaseNumber
    promise: str
    level: int
