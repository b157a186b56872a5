"""What somebody follows of a city, as the events of its stream say, and what a code can do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from civic.cases import events as e
from civic.cases.model.following import AGAIN_AFTER, LASTS, UNCONFIRMED
from civic.kernel.errors import Refused
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, PersonId


class AreaCodeIsWrong(Refused):
    """No address that follows anything has this code."""

    code = "cases.area-code-wrong"
    status = 403


class AreaCodeHasExpired(Refused):
    """The code came too late; the address is erased, or will be in a moment."""

    code = "cases.area-code-expired"
    status = 410


class AreaCodeWasUsed(Refused):
    """The address is confirmed; one code does so once."""

    code = "cases.area-code-used"
    status = 409


class AreaFollowingHasEnded(Refused):
    """Nobody is told at this address any more."""

    code = "cases.area-following-has-ended"
    status = 410


@dataclass(frozen=True, slots=True)
class Area:
    """Cases of a city: of a service, in a district, or both; None is every one."""

    city: str
    service: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """A case of an area that was filed, or ended as `what` says, where it is public."""

    number: CaseNumber
    service: str
    what: str
    district: str | None
    neighbourhood: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class AreaFollowing:
    """One address that follows an area; `contact` is None once it is erased, `ended` says why it ended."""

    name: str
    area: Area
    requested_at: datetime
    contact: e.Contact | None
    follower: PersonId | None
    confirmed: bool = False
    ended: str = ""

    @property
    def address(self) -> str:
        """Return where to write to; empty if nowhere (any more)."""
        return (self.contact.email or "") if self.contact and not self.ended else ""

    def has_expired(self, now: datetime) -> bool:
        return not self.confirmed and (self.ended == UNCONFIRMED or now >= self.requested_at + LASTS)


def area_following(history: Iterable[Recorded]) -> AreaFollowing | None:
    """Return what the events of one stream make; None where there are none."""
    found: AreaFollowing | None = None
    for recorded in history:
        event = recorded.event
        if isinstance(event, e.AreaFollowingRequested):
            area = Area(event.city, event.service, event.district)
            found = AreaFollowing(event.following, area, recorded.recorded_at, event.contact, event.follower)
        elif found and isinstance(event, e.AreaFollowingConfirmed):
            found = replace(found, confirmed=True)
        elif found and isinstance(event, e.AreaFollowingEnded):
            found = replace(found, ended=event.reason)
    return found


def is_asked_for_already(area: Area, known: Iterable[AreaFollowing], now: datetime) -> bool:
    """Whether an address, of which `known` is all it follows, follows this, or got a code a moment ago."""
    return any(each.confirmed or now < each.requested_at + AGAIN_AFTER for each in known if each.area == area)


def confirm_area(following: AreaFollowing, now: datetime) -> e.AreaFollowingConfirmed:
    """Return what a code leads to; raise what says why it leads to nothing."""
    if following.has_expired(now):
        raise AreaCodeHasExpired(f"{following.name} was to be confirmed earlier")
    if following.ended:
        raise AreaFollowingHasEnded(f"{following.name} has ended")
    if following.confirmed:
        raise AreaCodeWasUsed(f"{following.name} is confirmed")
    return e.AreaFollowingConfirmed(following=following.name)


def end_area(following: AreaFollowing, reason: str) -> e.AreaFollowingEnded:
    """Return what ends a following; raise AreaFollowingHasEnded if it has."""
    if following.ended:
        raise AreaFollowingHasEnded(f"{following.name} has ended")
    return e.AreaFollowingEnded(following=following.name, reason=reason)
