"""Passing a case on to somebody outside the city: the message that takes it there, and what came of it.

What came of it stands beside the case, in a stream of its own: neither its version nor its times move.
"""

from collections.abc import Callable, Sequence

from civic.cases.events import CaseFiled, CaseForwarded
from civic.cases.handlers.streams import ELSEWHERE, STREAM
from civic.cases.model.elsewhere import Elsewhere, elsewhere
from civic.cities.pack import City
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber
from civic.kernel.journal import Change, Journal, Message, PersonIsErased, StreamHasMoved

FORWARDING = "cases.forwarding"


def forwarding_messages(events: Sequence[Event], filed: Event, city: City) -> list[Message]:
    """Return the message that takes a case to a partner's server.

    None if the partner has no server for such cases, or has it already, under the number that is named.
    """
    return [
        Message(FORWARDING, change=0, event=place)
        for place, event in enumerate(events)
        if isinstance(event, CaseForwarded) and event.reference is None and _takes(event.party, filed, city)
    ]


def _takes(party: str, filed: Event, city: City) -> bool:
    partner = city.partner(party)
    return partner is not None and isinstance(filed, CaseFiled) and partner.takes(filed.service)


def where_is(journal: Journal, case: CaseNumber) -> Elsewhere | None:
    """Return where a case was passed on to last, and what came of it."""
    return elsewhere(journal.load(STREAM + case), journal.load(ELSEWHERE + case))


def append_elsewhere(
    case: CaseNumber,
    forwarding: int,
    decide: Callable[[Elsewhere], Event | None],
    *,
    journal: Journal,
    command_id: str,
    told: Callable[[Sequence[Event], CaseNumber], list[Message]] | None = None,
) -> bool:
    """Append what is decided on what there is when it is appended; False if there is nothing to record.

    Nothing is recorded of a forwarding that another one has followed. `told` says who is written to about it.
    """
    while True:
        beside = journal.load(ELSEWHERE + case)
        where = elsewhere(journal.load(STREAM + case), beside)
        event = decide(where) if where is not None and where.forwarding == forwarding else None
        if event is None:
            return False
        try:
            journal.append(
                [Change(ELSEWHERE + case, len(beside), [event])],
                command_id=command_id,
                messages=told([event], case) if told else (),
            )
        except (StreamHasMoved, PersonIsErased):
            continue
        return True
