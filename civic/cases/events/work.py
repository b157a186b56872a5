"""What offices do with a case that is open, and what its reporter answers. An office’s words are `answer`.

Residents see the office. `official` is who acted for it: a pseudonym that is another one in each case, and
of which only the city can tell whose it is. Version 2 of these events added it.
"""

from dataclasses import dataclass

from civic.kernel.event import Event, content, person
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAcknowledged(Event):
    """An office has seen the case and taken it on."""

    TYPE = "cases.case.acknowledged"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaimed(Event):
    """Somebody in an office works on the case, so that nobody else does the same."""

    TYPE = "cases.case.claimed"

    case: CaseNumber
    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReleased(Event):
    """Whoever worked on the case leaves it to somebody else in the office."""

    TYPE = "cases.case.released"

    case: CaseNumber
    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered(Event):
    """An office wrote to the reporter, for everyone to read."""

    TYPE = "cases.case.answered"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssigned(Event):
    """An office says which of its units works on the case; `unit` is "all" for the office as a whole."""

    TYPE = "cases.case.assigned"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScheduled(Event):
    """An office says on which day (ISO 8601) it will be done."""

    TYPE = "cases.case.scheduled"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    day: str
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePutOnHold(Event):
    """Work cannot go on before a day, for a reason that is a code."""

    TYPE = "cases.case.put_on_hold"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    reason: str
    day: str
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(Event):
    """The day has come until which the case was on hold."""

    TYPE = "cases.hold.ended"

    case: CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked(Event):
    """An office needs to know something from the reporter, at the latest on a day."""

    TYPE = "cases.question.asked"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    day: str
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterReminded(Event):
    """The reporter was reminded of a question that is to be answered until a day."""

    TYPE = "cases.reporter.reminded"

    case: CaseNumber
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Event):
    """The reporter answered what an office had asked."""

    TYPE = "cases.question.answered"
    VERSION = 2

    case: CaseNumber
    trusted: str | None = None
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionExpired(Event):
    """Nobody answered until the day that was set; the office goes on with what it knows."""

    TYPE = "cases.question.expired"

    case: CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForwarded(Event):
    """Somebody outside the city has to act: `party` is a partner of the city's pack, or "other".

    `reference` is the number that the case has there. The city stays responsible and follows it.
    """

    TYPE = "cases.case.forwarded"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    party: str
    reporter: PersonId | None = person()
    reference: str | None = content("reporter", default=None)
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(Event):
    """An office goes on with a case that was planned, on hold, waiting or with somebody else."""

    TYPE = "cases.case.resumed"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedOver(Event):
    """An office handed the case to another one, which is responsible from then on. Why, it said in a note."""

    TYPE = "cases.case.handed_over"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSentBack(Event):
    """An office gave the case back to the one that had handed it over. Why, it said in a note."""

    TYPE = "cases.case.sent_back"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    department: str
