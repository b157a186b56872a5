"""What officials want to tell each other about a case."""

from dataclasses import dataclass

from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Write a note on a case, for officials only; nobody's decision is out of date by it."""

    case: CaseNumber
    office: str
    note: Text
