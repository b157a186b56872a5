"""What happened to the account of a resident: everyone sees that something did, nobody what or whose."""

from dataclasses import dataclass

from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """Somebody has an account from here on; `language` is the BCP 47 tag of the page where they opened it."""

    TYPE = "people.account.opened"

    account: str
    holder: PersonId | None = person()
    language: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressConfirmed(Event):
    """The holder of the account has shown that letters to an address reach them.

    `owner` is their pseudonym for this address alone, so that it can go without the rest.
    """

    TYPE = "people.address.confirmed"

    address: str
    owner: PersonId | None = person()
    email: str | None = sealed("owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRemoved(Event):
    """The account has the address no more. What it was goes; `was` is a keyed hash, to know it again by."""

    TYPE = "people.address.removed"

    address: str
    holder: PersonId | None = person()
    was: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """The holder of the account agrees to something; the purpose is one of `PURPOSES`."""

    TYPE = "people.consent.given"

    holder: PersonId | None = person()
    purpose: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """The holder of the account agrees to it no more."""

    TYPE = "people.consent.withdrawn"

    holder: PersonId | None = person()
    purpose: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesKept(Event):
    """How the holder of the account wants pages to be, in the words of the cookie that says so."""

    TYPE = "people.preferences.kept"

    holder: PersonId | None = person()
    chosen: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """Nobody has the account any more, and nothing of it can be read."""

    TYPE = "people.account.closed"

    account: str


EVENTS: tuple[type[Event], ...] = (
    AccountOpened,
    AddressConfirmed,
    AddressRemoved,
    ConsentGiven,
    ConsentWithdrawn,
    PreferencesKept,
    AccountClosed,
)
