"""What programs of others want to say about a case."""

from dataclasses import dataclass

from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveUpdate:
    """Keep news that a program sent of a case, with the time that it gave."""

    case: CaseNumber
    client: str
    program: str
    explanation: Text
    occurred_at: str | None = None
