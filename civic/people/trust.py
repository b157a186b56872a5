"""A person of trust, folded from the events of one stream, and what is refused. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civic.kernel.clock import from_timestamp
from civic.kernel.errors import Refused
from civic.kernel.event import Event, Recorded
from civic.kernel.ids import CaseNumber, PersonId
from civic.people import trust_events as e

STREAM = "trust/"
FILE, READ = "file", "read"
SCOPES = (FILE, READ)
OPEN_FOR = timedelta(days=7)
KEPT = timedelta(days=365)
"""How long both sides see what was, once it has ended."""
MOST_AT_ONCE = 3
MOST_A_DAY = 5
NAME_LIMIT = 100


class TrustCodeIsWrong(Refused):
    """The code is not the one of the letter, or too old, or used, or for somebody else: all one answer."""

    code = "people.trust-code-wrong"
    status = 422


class TooManyTrusted(Refused):
    """Nobody keeps an eye on many who act for them; and each naming sends a letter to somebody."""

    code = "people.too-many-trusted"
    status = 422


class ActsForAnother(Refused):
    """A person of trust names nobody else while they act for somebody."""

    code = "people.acts-for-another"
    status = 403


class ActsForSomebodyElseNow(Refused):
    """What was written for one person is sent while its writer acts for another, or for nobody any more."""

    code = "people.acts-for-somebody-else-now"
    status = 409


@dataclass(frozen=True, slots=True)
class Trust:
    """Somebody who may act for somebody; `id` is empty if there is nothing of that name.

    What is erased of it is empty: then nobody acts.
    """

    id: str = ""
    city: str = ""
    named_at: datetime | None = None
    until: datetime | None = None
    represented: PersonId | None = None
    trusted: PersonId | None = None
    account: str | None = None
    case: CaseNumber | None = None
    name: str = ""
    scope: tuple[str, ...] = ()
    invited: e.Invited | None = None
    holder: str | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 0

    def waits(self, now: datetime) -> bool:
        """Whether whoever was named can still agree."""
        if self.named_at is None or self.accepted_at or self.is_over(now):
            return False
        return self.invited is not None and now < self.named_at + OPEN_FOR

    def holds(self, now: datetime) -> bool:
        """Whether acts are possible at this moment: nothing is ended, over or erased."""
        return bool(self.holder and (self.account or self.case)) and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.ended_at is not None or (self.until is not None and now >= self.until)

    def may_read(self) -> bool:
        return READ in self.scope

    def may_file(self) -> bool:
        return FILE in self.scope and self.account is not None


def trust_of(history: Iterable[Recorded]) -> Trust:
    """Return who acts for whom by the events of a stream."""
    found = Trust()
    for recorded in history:
        found = replace(_evolved(found, recorded.event, recorded), version=recorded.version)
    return found


def _evolved(before: Trust, event: Event, recorded: Recorded) -> Trust:
    if isinstance(event, e.TrustNamed):
        return Trust(
            id=event.trust,
            city=event.city,
            named_at=recorded.recorded_at,
            until=from_timestamp(event.until) if event.until else None,
            represented=event.represented,
            trusted=event.trusted,
            account=event.account,
            case=event.case,
            name=event.name or "",
            scope=event.scope or (),
            invited=event.invited,
        )
    if isinstance(event, e.TrustAccepted):
        return replace(before, holder=event.holder, accepted_at=recorded.recorded_at)
    return replace(before, ended_at=recorded.recorded_at)
