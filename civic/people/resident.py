"""A resident with an account, folded from the events of one stream."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from civic.kernel.event import Recorded
from civic.kernel.ids import PersonId
from civic.people import account_events as e

STREAM = "resident/"


@dataclass(frozen=True, slots=True)
class Address:
    """Where letters reach somebody, as they have shown; `email` is None once it is erased."""

    id: str
    email: str | None
    owner: PersonId | None
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who has an account; `id` is empty if there is none."""

    id: str = ""
    holder: PersonId | None = None
    language: str = ""
    opened_at: datetime | None = None
    addresses: tuple[Address, ...] = ()
    version: int = 0

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(each.email for each in self.addresses if each.email)


def resident_of(history: Iterable[Recorded]) -> Resident:
    """Return whom the events of a stream are about."""
    found = Resident()
    for recorded in history:
        found = replace(_evolved(found, recorded), version=recorded.version)
    return found


def _evolved(before: Resident, recorded: Recorded) -> Resident:
    event = recorded.event
    match event:
        case e.AccountOpened():
            return replace(
                before,
                id=event.account,
                holder=event.holder,
                language=event.language or "",
                opened_at=recorded.recorded_at,
            )
        case e.AddressConfirmed():
            address = Address(event.address, event.email, event.owner, recorded.recorded_at)
            return replace(before, addresses=(*before.addresses, address))
    return before
