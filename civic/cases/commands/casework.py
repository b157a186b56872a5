"""What people want of a case that is there. `seen_version` is the version on the page they decided on."""

from dataclasses import dataclass

from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """A step on a case, whoever takes it."""

    case: CaseNumber
    seen_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStep(CaseStep):
    """A step that an office takes; `official` is the pseudonym that whoever takes it has in this case."""

    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStepInWords(OfficeStep):
    """A step that an office takes with words to the reporter, for everyone to read."""

    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterStep(CaseStep):
    """A step of whoever filed it; `trusted` is the pseudonym in this case of whoever takes it for them."""

    trusted: str | None = None


class AcknowledgeCase(OfficeStep):
    """Take the case on."""


class ClaimCase(OfficeStep):
    """Work on the case oneself, also if somebody else has done so."""


class ReleaseCase(OfficeStep):
    """Leave the case that one has claimed to somebody else in the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCase(OfficeStep):
    """Say which unit of the office works on it; "all" is the office as a whole."""

    unit: str


class AnswerCase(OfficeStepInWords):
    """Write to the reporter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCase(OfficeStepInWords):
    """Say on which day it will be done, as ISO 8601 writes a day."""

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutCaseOnHold(OfficeStepInWords):
    """Stop until a day, with a reason that the city has published."""

    reason: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReporter(OfficeStepInWords):
    """Ask the reporter something that is needed until a day."""

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardCase(OfficeStepInWords):
    """Let somebody outside the city act, and follow it there by its reference."""

    party: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(OfficeStep):
    """Hand the case to another office; the note says why, to officials only."""

    department: str
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(OfficeStep):
    """Give the case back to the office that handed it over; the note says why, to officials only."""

    note: Text


class ResumeCase(OfficeStep):
    """Go on with a case that was planned, on hold, waiting or with somebody else."""


class ResolveCase(OfficeStepInWords):
    """Say that it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCase(OfficeStepInWords):
    """Do not do it, for a reason that the city has published."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDuplicate(OfficeStepInWords):
    """Follow the matter in another case that is about it."""

    original: CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """A part that somebody wants: its service, which leads to an office, and what is to be done there.

    `number` and the pseudonym of its words are given by the handler.
    """

    service: str
    description: Text
    number: CaseNumber | None = None
    reporter: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCase(OfficeStep):
    """Let several offices work on parts of a case, each a case of its own."""

    parts: tuple[NewPart, ...]


class ReopenCase(OfficeStep):
    """Take a case up again whose reporter asks for it."""


class RefuseReopening(OfficeStepInWords):
    """Leave the case as it ended."""


class WithdrawCase(ReporterStep):
    """Take back what is not decided yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(ReporterStep):
    """Answer what the office asked."""

    explanation: Text


class ConfirmSettlement(ReporterStep):
    """Say that what the office calls done is really settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThankTeam(ReporterStep):
    """Thank those who settled it, once; the words, if any, are for officials only."""

    words: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReopening(ReporterStep):
    """Say that the case has ended without being settled."""

    explanation: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindReporter(CaseStep):
    """Remind the reporter of a question before its day has come."""

    day: str


class ExpireQuestion(CaseStep):
    """Wait no longer for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeEnquiry(ReporterStep):
    """Write to the office, and get an answer."""

    explanation: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MissDeadline(CaseStep):
    """Say that what was promised has not come, on the next level of the office."""

    promise: str
    level: int


class EndHold(CaseStep):
    """Go on, because the day has come."""
