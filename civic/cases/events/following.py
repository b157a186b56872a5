"""Who is told by e-mail what happens to a case. It is no step: the case stays as it is.

`following` is a random name for somebody's following of one case, which tells nothing about them.
"""

from dataclasses import dataclass

from civic.cases.events.filing import Contact
from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import CaseNumber, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingRequested(Event):
    """Somebody gave an address at which they want to be told; it is theirs once it is confirmed."""

    TYPE = "cases.following.requested"

    case: CaseNumber
    following: str
    channel: str
    follower: PersonId | None = person()
    contact: Contact | None = sealed("follower", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingConfirmed(Event):
    """Whoever reads what comes to the address wants it to come."""

    TYPE = "cases.following.confirmed"

    case: CaseNumber
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingEnded(Event):
    """Nobody is told at the address any more: `reason` is wanted or unconfirmed. The address is erased."""

    TYPE = "cases.following.ended"

    case: CaseNumber
    following: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowersCarriedOn(Event):
    """Whoever follows `duplicate`, which was found to repeat this case, is told of this case as well."""

    TYPE = "cases.followers.carried_on"

    case: CaseNumber
    duplicate: CaseNumber
