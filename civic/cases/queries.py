"""What pages and the API read of cases."""

from dataclasses import dataclass
from datetime import datetime

from civic.cases.model import Case
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with its whole history, read from its stream; `filed` is its first event."""

    case: Case
    events: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the officials' queue or of the public list. `first_words` is None once erased."""

    case: CaseNumber
    city: str
    service: str
    kind: str
    state: str
    department: str
    channel: str
    district: str | None
    neighbourhood: str | None
    address: str | None
    filed_at: datetime
    changed_at: datetime
    position: int
    first_words: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to a page of rows, oldest filed first; `next_after` is the key of the following page or None."""

    rows: tuple[QueueRow, ...]
    next_after: str | None
