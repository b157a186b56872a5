"""Everything that can have happened to a case. Types and versions are stored for ever."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from civic.kernel.event import Event, Json, content, person, sealed
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text
from civic.kernel.place import Place


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How somebody wants to be written to: the BCP 47 tag of their language, its easy words, large type."""

    language: str
    easy_words: bool = False
    large_type: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody can be reached; every part is optional."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    correspondence: Correspondence | None = None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the reporter answered to one extra question of the service."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a case was kept before it came here: a system and its number there."""

    system: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiled(Event):
    """Somebody brought a matter to the city.

    `place` is at the public precision of the service; `exact_place` is what was really said.
    `occurred_at` is when it was filed according to whoever says so (an RFC 3339 timestamp).
    `written_at` is when it was written, as the clock of the writer's device says.
    Version 2 added it, and how to write to whoever filed it, beside their contact.
    """

    TYPE = "cases.case.filed"
    VERSION = 2

    case: CaseNumber
    city: str
    service: str
    kind: str
    department: str
    channel: str
    place: Place
    occurred_at: str | None = None
    written_at: str | None = None
    source: Source | None = None
    reporter: PersonId | None = person()
    description: Text | None = content("reporter", default=None)
    exact_place: Place | None = sealed("reporter", default=None)
    contact: Contact | None = sealed("reporter", default=None)
    answers: tuple[GivenAnswer, ...] | None = sealed("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAcknowledged(Event):
    """An office has seen the case and taken it on."""

    TYPE = "cases.case.acknowledged"

    case: CaseNumber
    office: str
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered(Event):
    """An office wrote to the reporter, for everyone to read."""

    TYPE = "cases.case.answered"

    case: CaseNumber
    office: str
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Event):
    """An office says that what was reported is mended, or what was asked for is done."""

    TYPE = "cases.case.resolved"

    case: CaseNumber
    office: str
    occurred_at: str | None = None
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclined(Event):
    """An office will not do it, and says why: `reason` is a code, `answer` the words to the reporter."""

    TYPE = "cases.case.declined"

    case: CaseNumber
    office: str
    reason: str
    reporter: PersonId | None = person()
    answer: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Event):
    """The reporter no longer wants the case to be worked on."""

    TYPE = "cases.case.withdrawn"

    case: CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRequested(Event):
    """The reporter says that the case is closed but not settled."""

    TYPE = "cases.reopening.requested"

    case: CaseNumber
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Event):
    """An office takes a closed case up again."""

    TYPE = "cases.case.reopened"

    case: CaseNumber
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRefused(Event):
    """An office leaves the case closed and says why."""

    TYPE = "cases.reopening.refused"

    case: CaseNumber
    office: str
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


EVENTS: tuple[type[Event], ...] = (
    CaseFiled,
    CaseAcknowledged,
    CaseAnswered,
    CaseResolved,
    CaseDeclined,
    CaseWithdrawn,
    ReopeningRequested,
    CaseReopened,
    ReopeningRefused,
    CaseReferred,
    CaseCancelled,
    CaseClosed,
)


def _unchanged(data: dict[str, Json]) -> dict[str, Json]:
    return data


# From the data of an old version to that of the next.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Json]], dict[str, Json]]] = {
    # What version 2 added is in the sealed part, and nobody had said it before.
    (CaseFiled.TYPE, 1): _unchanged,
}
