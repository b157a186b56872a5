"""What officials want to note beside a case, and to see of it. `official` is as in an office's steps."""

from dataclasses import dataclass

from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Write a note on a case, for officials only; nobody's decision is out of date by it."""

    case: CaseNumber
    office: str
    official: str | None = None
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContact:
    """See what is sealed about a case; that somebody looked is recorded first."""

    case: CaseNumber
    office: str
    official: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInspection:
    """Tell other officials what was found on the spot; `written_at` is what the clock of a device says."""

    case: CaseNumber
    office: str
    official: str | None = None
    finding: str
    note: Text | None = None
    place: Place | None = None
    photos: tuple[Photo, ...] = ()
    written_at: str | None = None
