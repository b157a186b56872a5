"""How cases end, and how they are opened again. An office’s words to the reporter are `answer`.

`official` is who acted for the office, as in `civic.cases.events.work`; version 2 added it. `trusted` is what
a person of trust is called in this case who acted for the reporter; version 2 added that where it stands.
"""

from dataclasses import dataclass

from civic.kernel.event import Event, content, person, sealed
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Event):
    """An office says that what was reported is mended, or what was asked for is done."""

    TYPE = "cases.case.resolved"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    occurred_at: str | None = None
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclined(Event):
    """An office will not do it, and says why: `reason` is a code, `answer` the words to the reporter."""

    TYPE = "cases.case.declined"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    reason: str
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Event):
    """The reporter no longer wants the case to be worked on."""

    TYPE = "cases.case.withdrawn"
    VERSION = 2

    case: CaseNumber
    trusted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementConfirmed(Event):
    """The reporter says that what an office calls done is really settled."""

    TYPE = "cases.settlement.confirmed"
    VERSION = 2

    case: CaseNumber
    trusted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamThanked(Event):
    """The reporter thanks those who settled it, as everyone can read; `words` are for officials."""

    TYPE = "cases.team.thanked"

    case: CaseNumber
    trusted: str | None = None
    reporter: PersonId | None = person()
    words: Text | None = sealed("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRequested(Event):
    """The reporter says that the case is closed but not settled."""

    TYPE = "cases.reopening.requested"
    VERSION = 2

    case: CaseNumber
    trusted: str | None = None
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Event):
    """An office takes a closed case up again."""

    TYPE = "cases.case.reopened"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRefused(Event):
    """An office leaves the case closed and says why."""

    TYPE = "cases.reopening.refused"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReferred(Event):
    """The case was handed to somebody outside the city, who answers from there."""

    TYPE = "cases.case.referred"

    case: CaseNumber
    office: str
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCancelled(Event):
    """The city stopped the case without a decision on it, as its earlier system recorded."""

    TYPE = "cases.case.cancelled"

    case: CaseNumber
    office: str
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """The case was closed in an earlier system, which does not say how it ended."""

    TYPE = "cases.case.closed"

    case: CaseNumber
    office: str
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFoundDuplicate(Event):
    """An office found that another case is about the same matter; the matter is followed there."""

    TYPE = "cases.case.found_duplicate"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    original: CaseNumber
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)
