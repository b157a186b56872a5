"""What happened to a person of trust: everyone sees that there is one, nobody who it is or for whom."""

from dataclasses import dataclass

from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import CaseNumber, PersonId


@dataclass(frozen=True, slots=True)
class Invited:
    """Where the letter to a person of trust goes, and how whoever named them reads."""

    email: str
    language: str
    easy_words: bool = False
    large_type: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustNamed(Event):
    """Somebody named a person of trust, until a moment (an RFC 3339 timestamp) or until one of them ends it.

    Whom they act for is the holder of an account, or whoever filed one case; the scope are codes of `SCOPES`.
    """

    TYPE = "people.trust.named"

    trust: str
    city: str
    until: str | None = None
    represented: PersonId | None = person()
    trusted: PersonId | None = person()
    account: str | None = sealed("represented", default=None)
    case: CaseNumber | None = sealed("represented", default=None)
    name: str | None = sealed("represented", default=None)
    scope: tuple[str, ...] | None = sealed("represented", default=None)
    invited: Invited | None = sealed("trusted", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAccepted(Event):
    """The person who was named will do it; `holder` is their account."""

    TYPE = "people.trust.accepted"

    trust: str
    trusted: PersonId | None = person()
    holder: str | None = sealed("trusted", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustEnded(Event):
    """One of them ended it, or its time was over: nothing more is done in anybody's name."""

    TYPE = "people.trust.ended"

    trust: str


EVENTS: tuple[type[Event], ...] = (TrustNamed, TrustAccepted, TrustEnded)
