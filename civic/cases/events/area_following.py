"""Who is told by e-mail, once a day at most, what is new of a service or in a district of a city.

`following` is a random name for somebody's following, which tells nothing about them.
"""

from dataclasses import dataclass

from civic.cases.events.filing import Contact
from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFollowingRequested(Event):
    """Somebody gave an address for news of a service, a district, or both; None is every one of the city."""

    TYPE = "cases.area_following.requested"

    following: str
    city: str
    service: str | None = None
    district: str | None = None
    channel: str
    follower: PersonId | None = person()
    contact: Contact | None = sealed("follower", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFollowingConfirmed(Event):
    """Whoever reads what comes to the address wants it to come."""

    TYPE = "cases.area_following.confirmed"

    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFollowingEnded(Event):
    """Nobody is told at the address any more: `reason` is wanted or unconfirmed. The address is erased."""

    TYPE = "cases.area_following.ended"

    following: str
    reason: str
