"""How a case begins, and what is known of whoever brings it."""

from dataclasses import dataclass

from civic.kernel.event import Event, content, person, sealed
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.place import Place


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How somebody wants to be written to: the BCP 47 tag of their language, its easy words, large type."""

    language: str
    easy_words: bool = False
    large_type: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody can be reached; every part is optional."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    correspondence: Correspondence | None = None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the reporter answered to one extra question of the service."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a case was kept before it came here: a system and its number there."""

    system: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiled(Event):
    """Somebody brought a matter to the city.

    `place` is at the public precision of the service; `exact_place` is what was really said.
    `occurred_at` is when it was filed according to whoever says so (an RFC 3339 timestamp).
    `written_at` is when it was written, as the clock of the writer's device says.
    Version 2 added it, and how to write to whoever filed it, beside their contact. Version 3 added what the
    city promises: by when a person answers, and by when the matter is settled (RFC 3339 timestamps).
    Version 4 added photos: for everyone, or sealed where the service does not show the exact place.
    Version 5 added the account of whoever was signed in, which nobody else learns. Version 6 added what each
    photo shows, in the words of whoever sent it. Version 7 added what a person of trust is called in this
    case who filed it for somebody; the account is then that of the latter. Version 8 added which office took
    down what somebody brought to it, and what the official who did is called in this case; both are None for
    what people file themselves.
    """

    TYPE = "cases.case.filed"
    VERSION = 8

    case: CaseNumber
    city: str
    service: str
    kind: str
    department: str
    channel: str
    place: Place
    occurred_at: str | None = None
    written_at: str | None = None
    source: Source | None = None
    answer_by: str | None = None
    settle_by: str | None = None
    trusted: str | None = None
    office: str | None = None
    official: str | None = None
    reporter: PersonId | None = person()
    description: Text | None = content("reporter", default=None)
    photos: tuple[Photo, ...] | None = content("reporter", default=None)
    exact_place: Place | None = sealed("reporter", default=None)
    contact: Contact | None = sealed("reporter", default=None)
    answers: tuple[GivenAnswer, ...] | None = sealed("reporter", default=None)
    sealed_photos: tuple[Photo, ...] | None = sealed("reporter", default=None)
    account: str | None = sealed("reporter", default=None)

    @property
    def taken_down(self) -> bool:
        """Whether an office took it down for whoever brought it."""
        return self.office is not None
