"""Of which events the reporter is told by a message, if they left an address."""

from collections.abc import Sequence

from civic.cases import events as e
from civic.kernel.event import Event
from civic.kernel.journal import Message

NOTICE = "cases.notice"
# What a reporter who left an e-mail address is told; their own later steps they know.
TOLD = (
    e.CaseFiled,
    e.CaseAnswered,
    e.CaseScheduled,
    e.CasePutOnHold,
    e.QuestionAsked,
    e.ReporterReminded,
    e.QuestionExpired,
    e.CaseForwarded,
    e.CaseResolved,
    e.CaseDeclined,
    e.CaseFoundDuplicate,
    e.CaseReopened,
    e.ReopeningRefused,
    e.ContentWithheld,
    e.ContentRestored,
    e.ObjectionRefused,
    e.PartyReported,
)


def notices_of(events: Sequence[Event], filed: Event) -> list[Message]:
    """Return a message for each event that the reporter is told of, none if there is nowhere to write to."""
    contact = filed.contact if isinstance(filed, e.CaseFiled) else None
    if contact is None or not contact.email:
        return []
    return [
        Message(NOTICE, change=0, event=place)
        for place, event in enumerate(events)
        if isinstance(event, TOLD)
    ]
