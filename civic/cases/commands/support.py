"""What somebody wants of a case that others have brought."""

from dataclasses import dataclass

from civic.kernel.ids import CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCase:
    """Say that one has noticed the same; nobody's decision is out of date by it."""

    case: CaseNumber
    channel: str
