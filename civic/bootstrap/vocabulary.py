"""Every event of every context: what the log can hold."""

from civic.audit import events as audit_events
from civic.cases import events as case_events
from civic.cases.open311 import events as open311_events
from civic.people import events as people_events
from civic.store.vocabulary import Vocabulary

EVENTS = (*audit_events.EVENTS, *case_events.EVENTS, *open311_events.EVENTS, *people_events.EVENTS)


def vocabulary() -> Vocabulary:
    """Return every event that the log can hold."""
    return Vocabulary(EVENTS, case_events.UPCASTERS)
