"""Who follows a case, as the events beside it say, and what a code can do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civic.cases import events as e
from civic.kernel.errors import Refused
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, PersonId

LASTS = timedelta(hours=24)
"""How long somebody has to confirm an address; then it is erased."""
AGAIN_AFTER = timedelta(minutes=15)
"""How long no second code goes to the same address, however often it is asked for."""
UNCONFIRMED, WANTED = "unconfirmed", "wanted"


class FollowingCodeIsWrong(Refused):
    """No address that follows this case has this code."""

    code = "cases.following-code-wrong"
    status = 403


class FollowingCodeHasExpired(Refused):
    """The code came too late; the address is erased, or will be in a moment."""

    code = "cases.following-code-expired"
    status = 410


class FollowingCodeWasUsed(Refused):
    """The address is confirmed; one code does so once."""

    code = "cases.following-code-used"
    status = 409


class FollowingHasEnded(Refused):
    """Nobody is told at this address any more."""

    code = "cases.following-has-ended"
    status = 410


@dataclass(frozen=True, slots=True)
class Following:
    """One address that follows a case; `contact` is None once it is erased, `ended` says why it ended."""

    name: str
    case: CaseNumber
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


def followings(history: Iterable[Recorded]) -> dict[str, Following]:
    """Return every following of a case by its name."""
    found: dict[str, Following] = {}
    for recorded in history:
        event = recorded.event
        if isinstance(event, e.FollowingRequested):
            found[event.following] = Following(
                event.following, event.case, recorded.recorded_at, event.contact, event.follower
            )
        elif isinstance(event, e.FollowingConfirmed):
            found[event.following] = replace(found[event.following], confirmed=True)
        elif isinstance(event, e.FollowingEnded):
            found[event.following] = replace(found[event.following], ended=event.reason)
    return found


def carried_on(history: Iterable[Recorded]) -> list[CaseNumber]:
    """Return the duplicates whose followers are told as well."""
    return [each.event.duplicate for each in history if isinstance(each.event, e.FollowersCarriedOn)]


def is_asked_for(address: str, known: Iterable[Following], now: datetime) -> bool:
    """Whether the address follows already, or got a code a moment ago."""
    return any(
        each.confirmed or now < each.requested_at + AGAIN_AFTER
        for each in known
        if each.address.casefold() == address.casefold()
    )


def confirm(following: Following, now: datetime) -> e.FollowingConfirmed:
    """Return what a code leads to; raise what says why it leads to nothing."""
    if following.has_expired(now):
        raise FollowingCodeHasExpired(f"{following.name} was to be confirmed earlier", case=following.case)
    if following.ended:
        raise FollowingHasEnded(f"{following.name} has ended", case=following.case)
    if following.confirmed:
        raise FollowingCodeWasUsed(f"{following.name} is confirmed", case=following.case)
    return e.FollowingConfirmed(case=following.case, following=following.name)


def end(following: Following, reason: str) -> e.FollowingEnded:
    """Return what ends a following; raise FollowingHasEnded if it has."""
    if following.ended:
        raise FollowingHasEnded(f"{following.name} has ended", case=following.case)
    return e.FollowingEnded(case=following.case, following=following.name, reason=reason)
