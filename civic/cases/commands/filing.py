"""What people bring to the city, and what is taken over from an earlier system."""

from dataclasses import dataclass

from civic.cases.events import Contact, GivenAnswer, Source
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.place import Place, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCase:
    """Bring a matter to the city; the place is what was said, exactly.

    `written_at` is what the device says on which it was written before there was a connection; `account` is
    that of whoever is signed in. `trust` is the person of trust who files it for the holder of the account.
    `office` took it down for whoever brought it, and `official` is the id of who did: of what an event says,
    only that is made.
    """

    city: str
    service: str
    channel: str
    description: Text | None = None
    point: Point | None = None
    address: str | None = None
    neighbourhood: str | None = None
    contact: Contact | None = None
    answers: tuple[GivenAnswer, ...] = ()
    photos: tuple[Photo, ...] = ()
    written_at: str | None = None
    account: str | None = None
    trust: str | None = None
    office: str | None = None
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCase:
    """Take over a case from an earlier system, with the times it says; `outcome` is None while it is open.

    `place` is already public: what an earlier system published is not made more exact or less.
    """

    case: CaseNumber
    city: str
    service: str
    kind: str
    department: str
    channel: str
    place: Place
    source: Source
    filed_at: str
    outcome: str | None = None
    closed_at: str | None = None
    reporter: PersonId | None = None
    description: Text | None = None
