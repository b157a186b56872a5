"""A resident with an account, folded from the events of one stream."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from civic.kernel.event import Event, Recorded
from civic.kernel.ids import PersonId
from civic.people import account_events as e

STREAM = "resident/"
# What letters about a report are for: progress is what happens to it, settled the one letter which says that
# it is done and asks whether it really is.
PURPOSES = ("progress", "settled")


@dataclass(frozen=True, slots=True)
class Address:
    """Where letters reach somebody, as they have shown; `email` is None once it is erased."""

    id: str
    email: str | None
    owner: PersonId | None
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody said last about a purpose, and when."""

    purpose: str
    given: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who has an account; `id` is empty if there is none."""

    id: str = ""
    holder: PersonId | None = None
    language: str = ""
    opened_at: datetime | None = None
    addresses: tuple[Address, ...] = ()
    former: frozenset[str] = frozenset()
    consents: tuple[Consent, ...] = ()
    preferences: str = ""
    is_closed: bool = False
    version: int = 0

    def consent(self, purpose: str) -> Consent | None:
        """Return what they said last about a purpose; None if nothing yet."""
        return next((each for each in self.consents if each.purpose == purpose), None)

    @property
    def persons(self) -> tuple[PersonId, ...]:
        """Return every pseudonym under which something of the account is kept."""
        return tuple(filter(None, (self.holder, *(each.owner for each in self.addresses))))

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
    change = _CHANGES.get(type(recorded.event))
    return replace(before, **change(before, recorded.event, recorded)) if change else before


def _opened(_: Resident, event: e.AccountOpened, recorded: Recorded) -> dict[str, Any]:
    return {
        "id": event.account,
        "holder": event.holder,
        "language": event.language or "",
        "opened_at": recorded.recorded_at,
    }


def _confirmed(before: Resident, event: e.AddressConfirmed, recorded: Recorded) -> dict[str, Any]:
    address = Address(event.address, event.email, event.owner, recorded.recorded_at)
    return {"addresses": (*before.addresses, address)}


def _removed(before: Resident, event: e.AddressRemoved, _recorded: Recorded) -> dict[str, Any]:
    left = tuple(each for each in before.addresses if each.id != event.address)
    return {"addresses": left, "former": before.former | {event.was or ""}}


def _said(before: Resident, event: e.ConsentGiven | e.ConsentWithdrawn, recorded: Recorded) -> dict[str, Any]:
    said = Consent(event.purpose or "", isinstance(event, e.ConsentGiven), recorded.recorded_at)
    return {"consents": (*(each for each in before.consents if each.purpose != said.purpose), said)}


_CHANGES: Mapping[type[Event], Callable[[Resident, Any, Recorded], dict[str, Any]]] = {
    e.AccountOpened: _opened,
    e.AddressConfirmed: _confirmed,
    e.AddressRemoved: _removed,
    e.ConsentGiven: _said,
    e.ConsentWithdrawn: _said,
    e.PreferencesKept: lambda _, event, _recorded: {"preferences": event.chosen or ""},
    e.AccountClosed: lambda _, _event, _recorded: {"is_closed": True},
}
