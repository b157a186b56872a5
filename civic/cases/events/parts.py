"""How a case is split into parts for several offices, each a case of its own.

`office` and `official` are who acted for an office, as in `civic.cases.events.work`.
"""

from dataclasses import dataclass

from civic.cases.events.filing import CaseFiled
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOpened(CaseFiled):
    """An office split a part off the case `parent`: it begins like any case, brought by an official.

    `description` is what that official wrote, under a pseudonym of the part; nothing is sealed. A field that
    is added to how cases are filed makes a new version of this event too.
    """

    TYPE = "cases.part.opened"
    VERSION = 1

    parent: CaseNumber
    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSplit(Event):
    """An office split the case: `parts` are cases of their own from now on, which end before it does."""

    TYPE = "cases.case.split"

    case: CaseNumber
    office: str
    official: str | None = None
    parts: tuple[CaseNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEnded(Event):
    """Nobody works any more on a part, which `office` had; `ended_as` is the state that it ended in."""

    TYPE = "cases.part.ended"

    case: CaseNumber
    part: CaseNumber
    office: str
    ended_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFellAway(Event):
    """What this was a part of was taken back by whoever had brought it."""

    TYPE = "cases.part.fell_away"

    case: CaseNumber
    parent: CaseNumber
