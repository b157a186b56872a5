"""What officials note and look at beside a case. These are no steps: the case and its times stay as they are.

`official` is who acted for the office, as in `civic.cases.events.work`.
"""

from dataclasses import dataclass

from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """An office wrote a note on a case, for officials only.

    `subject` is a pseudonym of this note alone, because whoever filed the case may open in the log what
    concerns them. The note is erased together with what they wrote. Version 2 added who wrote it.
    """

    TYPE = "cases.note.written"
    VERSION = 2

    case: CaseNumber
    office: str
    official: str | None = None
    subject: PersonId | None = person()
    note: Text | None = sealed("subject", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRead(Event):
    """Somebody in an office looked at what is sealed: how to reach the reporter, the exact place, answers."""

    TYPE = "cases.contact.read"

    case: CaseNumber
    office: str
    official: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRecorded(Event):
    """Somebody of an office looked at the matter on the spot; what they found is for officials only.

    `place` is where it really is, if it was reported elsewhere. `written_at` is when this was written, as the
    clock of the writer's device says. `subject` is as in a note.
    """

    TYPE = "cases.inspection.recorded"

    case: CaseNumber
    office: str
    official: str | None = None
    written_at: str | None = None
    subject: PersonId | None = person()
    finding: str | None = sealed("subject", default=None)
    note: Text | None = sealed("subject", default=None)
    place: Place | None = sealed("subject", default=None)
    photos: tuple[Photo, ...] | None = sealed("subject", default=None)
