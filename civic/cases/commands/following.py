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
