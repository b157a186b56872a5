"""What officials tell each other about a case. It is no step: the case and its times stay as they are."""

from dataclasses import dataclass

from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """An office wrote a note on a case, for officials only.

    `subject` is a pseudonym of this note alone, because whoever filed the case may open in the log what
    concerns them. The note is erased together with what they wrote.
    """

    TYPE = "cases.note.written"

    case: CaseNumber
    office: str
    subject: PersonId | None = person()
    note: Text | None = sealed("subject", default=None)
