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


EVENTS: tuple[type[Event], ...] = (AccountOpened, AddressConfirmed)
