"""What others say about a case who have noticed the same. It is no step: the case stays as it is."""

from dataclasses import dataclass

from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSupported(Event):
    """Somebody has noticed the same and wants it settled; nothing is kept of who it was."""

    TYPE = "cases.case.supported"

    case: CaseNumber
    channel: str
