"""How a case fares that was passed on to somebody outside the city: for officials, who follow it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from civic.cases.case_page import CasePage
from civic.cases.handlers import FORWARDING
from civic.cases.model.elsewhere import Elsewhere
from civic.web.platform import platform

# What is said of a code of `civic.ports.MatterIsNotForwarded`; of every other one, "other".
TROUBLES: Mapping[str, str] = {
    "server-unreachable": "unreachable",
    "server-slow": "unreachable",
    "server-busy": "unreachable",
    "server-failed": "unreachable",
    "tls-failed": "unreachable",
    "answer-unreadable": "unreadable",
    "token-pending": "pending",
    "key-missing": "key",
    "key-refused": "key",
    "request-refused": "refused",
    "not-found": "refused",
    "not-taken": "refused",
    "erased": "erased",
}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Passage:
    """What keeps a case from getting there, or news from getting here: `trouble` is empty if nothing does.

    `is_sent` once they have it; `again_at` is when it is tried again.
    """

    is_sent: bool
    trouble: str
    again_at: datetime | None


def passage(found: CasePage, where: Elsewhere | None) -> Passage | None:
    """Return how a case fares whose partner has a server; None if the office follows it by hand."""
    city = platform().cities.get(found.filed.city)
    partner = city.partner(where.party) if where is not None else None
    if where is None or partner is None or found.case.state != "forwarded":
        return None
    waiting = platform().outbox.waiting(FORWARDING, where.forwarding)
    if waiting is not None:
        return Passage(is_sent=False, trouble=_trouble(waiting.last_error), again_at=waiting.due_at)
    if where.refused:
        return Passage(is_sent=False, trouble=_trouble(where.refused), again_at=None)
    if where.reference is None or partner.open311 is None:
        return None
    watch = platform().watches.of(city.code, partner.code)
    return Passage(is_sent=True, trouble=_trouble(watch.last_error), again_at=watch.again_at)


def _trouble(code: str) -> str:
    return TROUBLES.get(code, OTHER) if code else ""
