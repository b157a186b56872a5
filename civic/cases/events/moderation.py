"""What of a case is taken out of public view, and shown again; and what its reporter says to that.

`official` and `trusted` are as in `civic.cases.events.work` and `.endings`. An office's words about it are
`explanation`, for everyone to read: they answer no question that the reporter asked about the matter.
"""

from dataclasses import dataclass

from civic.kernel.event import Event, content, person
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True)
class Passage:
    """Words or one photo: the position of the event that published them, and an item of what it published.

    Items are written as `civic.kernel.withheld` has them.
    """

    position: int
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentWithheld(Event):
    """An office took words or photos out of public view, for a reason that is a code."""

    TYPE = "cases.content.withheld"

    case: CaseNumber
    office: str
    official: str | None = None
    passages: tuple[Passage, ...]
    reason: str
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRestored(Event):
    """An office shows again what was out of public view, and says why."""

    TYPE = "cases.content.restored"

    case: CaseNumber
    office: str
    official: str | None = None
    passages: tuple[Passage, ...]
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade(Event):
    """The reporter does not agree that something is out of public view; an office decides on it by then."""

    TYPE = "cases.objection.made"

    case: CaseNumber
    trusted: str | None = None
    decide_by: str
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRefused(Event):
    """An office looked at it again and leaves out of public view what is, and says why."""

    TYPE = "cases.objection.refused"

    case: CaseNumber
    office: str
    official: str | None = None
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)
