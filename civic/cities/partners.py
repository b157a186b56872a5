"""Who outside a city may have to act on a case, and how a case gets there."""

from dataclasses import dataclass
from typing import Literal

from civic.cities.names import Names


@dataclass(frozen=True, slots=True)
class ServiceElsewhere:
    """What a service of the city is called by a partner's server."""

    code: str
    theirs: str


@dataclass(frozen=True, slots=True)
class PartnerServer:
    """An Open311 GeoReport v2 endpoint, which takes cases of some services. Its key is no part of a pack.

    They get what everyone may see, public photos by their `addresses`, as `files`, or not; with `contact`
    also how to reach the reporter and the exact place, with `answers` those to questions that they ask too.
    """

    address: str
    services: tuple[ServiceElsewhere, ...]
    jurisdiction: str | None = None
    contact: bool = False
    photos: Literal["addresses", "files", "no"] = "addresses"
    answers: bool = False

    def code_of(self, service: str) -> str | None:
        """Return what they call a service of the city; None if they take no cases of it."""
        return next((each.theirs for each in self.services if each.code == service), None)


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody outside the city who may have to act on a case, such as a provider of energy."""

    code: str
    names: Names
    open311: PartnerServer | None = None

    def takes(self, service: str) -> bool:
        """Whether cases of a service are sent there by themselves."""
        return self.open311 is not None and self.open311.code_of(service) is not None
