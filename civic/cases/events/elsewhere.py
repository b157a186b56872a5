"""What comes from outside the city about a case: from whom it was passed on to, and from programs of others.
It is no step of the city: the case and its times stay as they are. `forwarding` is the position of the event
that passed it on.
"""

from dataclasses import dataclass

from civic.kernel.event import Event, content, person, sealed
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardingAccepted(Event):
    """They have it, under their number `reference`; `with_contact` if they know how to reach the reporter.

    Version 2 added whether they have answers to the questions about it.
    """

    TYPE = "cases.forwarding.accepted"
    VERSION = 2

    case: CaseNumber
    party: str
    forwarding: int
    with_contact: bool
    with_answers: bool
    reporter: PersonId | None = person()
    reference: str | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardingRefused(Event):
    """It did not get there: `reason` is a code. What their server said may repeat what it was sent."""

    TYPE = "cases.forwarding.refused"

    case: CaseNumber
    party: str
    forwarding: int
    reason: str
    reporter: PersonId | None = person()
    explanation: Text | None = sealed("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyReported(Event):
    """They say that it is open or closed there; `occurred_at` is since when, as far as that can be true."""

    TYPE = "cases.party.reported"

    case: CaseNumber
    party: str
    forwarding: int
    status: str
    occurred_at: str
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateReceived(Event):
    """A program of others, admitted under the id `client` as `program`, sent news of a case.

    `occurred_at` is the time that it gave with it.
    """

    TYPE = "cases.update.received"

    case: CaseNumber
    client: str
    program: str
    occurred_at: str | None = None
    reporter: PersonId | None = person()
    explanation: Text | None = content("reporter", default=None)
