"""What somebody wants who follows a case."""

from dataclasses import dataclass

from civic.cases.events import Contact
from civic.kernel.ids import CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCase:
    """Be told by e-mail what happens, at the address of the contact."""

    case: CaseNumber
    channel: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowArea:
    """Be told once a day at an e-mail address what is new of a service, in a district, or both."""

    city: str
    service: str | None = None
    district: str | None = None
    channel: str
    contact: Contact
