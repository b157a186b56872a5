"""A case with somebody outside the city, and what of their answers is worth recording. Pure.

What another server says is never taken at its word: nothing of it moves the case, times that cannot be are
put right, characters that nobody sees are dropped, and no more is kept than anybody reads.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from civic.cases import events as e
from civic.kernel.clock import to_timestamp
from civic.kernel.event import Event, Recorded
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text, without_unseen

MOST_REPORTS = 100
"""How much news is kept of one forwarding; whoever sends more has no news."""
MOST_CHARACTERS, MOST_OF_A_NUMBER = 4000, 200
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a case was passed on to last, by the event at position `forwarding`.

    `reporter` is None once what was written is erased. `reference` is its number there, if they have it;
    `refused` the code of why not. `status` and `words` are what they said last, `reports` how often they did.
    """

    case: CaseNumber
    party: str
    forwarding: int
    since: datetime
    reporter: PersonId | None
    reference: str | None = None
    is_accepted: bool = False
    refused: str = ""
    status: str = ""
    words: str | None = None
    reports: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether they have taken it, or not."""
        return self.is_accepted or bool(self.refused)


def elsewhere(history: Iterable[Recorded], beside: Iterable[Recorded]) -> Elsewhere | None:
    """Return where a case was passed on to last, and what came of it; None if it never was."""
    found: Elsewhere | None = None
    for recorded in history:
        if isinstance(recorded.event, e.CaseForwarded):
            found = _passed_on(recorded, recorded.event)
    for recorded in beside:
        if found is not None and getattr(recorded.event, "forwarding", None) == found.forwarding:
            found = _after(found, recorded.event)
    return found


def _passed_on(recorded: Recorded, event: e.CaseForwarded) -> Elsewhere:
    return Elsewhere(
        event.case,
        event.party,
        recorded.position,
        recorded.recorded_at,
        event.reporter,
        event.reference,
        is_accepted=event.reference is not None,
    )


def _after(found: Elsewhere, event: Event) -> Elsewhere:
    if isinstance(event, e.ForwardingAccepted):
        return replace(found, reference=event.reference, is_accepted=True)
    if isinstance(event, e.PartyReported):
        words = event.explanation.text if event.explanation else None
        return replace(found, status=event.status, words=words, reports=found.reports + 1)
    return replace(found, refused=getattr(event, "reason", ""))


def accepted(
    where: Elsewhere, number: str, *, with_contact: bool, with_answers: bool
) -> e.ForwardingAccepted | None:
    """Return what is recorded once they have it; None if that is known already."""
    if where.is_answered:
        return None
    return e.ForwardingAccepted(
        case=where.case,
        party=where.party,
        forwarding=where.forwarding,
        with_contact=with_contact,
        with_answers=with_answers,
        reporter=where.reporter,
        reference=number if where.reporter else None,
    )


def refused(where: Elsewhere, reason: str, words: str) -> e.ForwardingRefused | None:
    """Return what is recorded when it does not get there; None if that is known already."""
    if where.is_answered:
        return None
    said = readable(words) if where.reporter else None
    return e.ForwardingRefused(
        case=where.case,
        party=where.party,
        forwarding=where.forwarding,
        reason=reason,
        reporter=where.reporter if said else None,
        explanation=Text(said) if said else None,
    )


def reported(
    where: Elsewhere, *, is_closed: bool, updated_at: datetime, words: str | None, now: datetime
) -> e.PartyReported | None:
    """Return what is recorded of how they say it stands; None if that is no news."""
    status, said = "closed" if is_closed else "open", readable(words or "")
    if where.reporter is None or where.reports >= MOST_REPORTS:
        return None
    if (status, said) == (where.status or "open", where.words):
        return None
    return e.PartyReported(
        case=where.case,
        party=where.party,
        forwarding=where.forwarding,
        status=status,
        occurred_at=to_timestamp(max(where.since, min(updated_at, now))),
        reporter=where.reporter if said else None,
        explanation=Text(said) if said else None,
    )


def readable(words: str) -> str | None:
    """Return words of another server without what nobody sees; None if nothing is left."""
    return _CONTROL.sub("", without_unseen(words)).strip()[:MOST_CHARACTERS] or None


def is_number(number: str) -> bool:
    """Whether a number of another server is one that people can read out to them."""
    return 0 < len(number) <= MOST_OF_A_NUMBER and readable(number) == number and "\n" not in number
