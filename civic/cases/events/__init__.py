"""Everything that can have happened to a case. Types and versions are stored for ever."""

from collections.abc import Callable, Mapping

from civic.cases.events.area_following import (
    AreaFollowingConfirmed,
    AreaFollowingEnded,
    AreaFollowingRequested,
)
from civic.cases.events.clock import DeadlineMissed, DeadlineMoved, EnquiryMade
from civic.cases.events.elsewhere import (
    ForwardingAccepted,
    ForwardingRefused,
    PartyReported,
    UpdateReceived,
)
from civic.cases.events.endings import (
    CaseCancelled,
    CaseClosed,
    CaseDeclined,
    CaseFoundDuplicate,
    CaseReferred,
    CaseReopened,
    CaseResolved,
    CaseWithdrawn,
    ReopeningRefused,
    ReopeningRequested,
    SettlementConfirmed,
    TeamThanked,
)
from civic.cases.events.filing import CaseFiled, Contact, Correspondence, GivenAnswer, Source
from civic.cases.events.following import (
    FollowersCarriedOn,
    FollowingConfirmed,
    FollowingEnded,
    FollowingRequested,
)
from civic.cases.events.moderation import (
    ContentRestored,
    ContentWithheld,
    ObjectionMade,
    ObjectionRefused,
    Passage,
)
from civic.cases.events.notes import ContactRead, InspectionRecorded, NoteWritten
from civic.cases.events.parts import CaseSplit, PartEnded, PartFellAway, PartOpened
from civic.cases.events.support import CaseSupported
from civic.cases.events.work import (
    CaseAcknowledged,
    CaseAnswered,
    CaseAssigned,
    CaseClaimed,
    CaseForwarded,
    CaseHandedOver,
    CasePutOnHold,
    CaseReleased,
    CaseResumed,
    CaseScheduled,
    CaseSentBack,
    HoldEnded,
    QuestionAnswered,
    QuestionAsked,
    QuestionExpired,
    ReporterReminded,
)
from civic.kernel.event import Event, Json

EVENTS: tuple[type[Event], ...] = (
    CaseFiled,
    CaseAcknowledged,
    CaseAssigned,
    CaseClaimed,
    CaseReleased,
    CaseAnswered,
    CaseScheduled,
    CasePutOnHold,
    HoldEnded,
    QuestionAsked,
    ReporterReminded,
    QuestionAnswered,
    QuestionExpired,
    CaseForwarded,
    CaseHandedOver,
    CaseSentBack,
    CaseResumed,
    EnquiryMade,
    DeadlineMoved,
    DeadlineMissed,
    PartOpened,
    CaseSplit,
    PartEnded,
    PartFellAway,
    CaseResolved,
    CaseDeclined,
    CaseFoundDuplicate,
    CaseWithdrawn,
    SettlementConfirmed,
    TeamThanked,
    ReopeningRequested,
    CaseReopened,
    ReopeningRefused,
    CaseReferred,
    CaseCancelled,
    CaseClosed,
    ContentWithheld,
    ContentRestored,
    ObjectionMade,
    ObjectionRefused,
    NoteWritten,
    ContactRead,
    InspectionRecorded,
    CaseSupported,
    FollowingRequested,
    FollowingConfirmed,
    FollowingEnded,
    FollowersCarriedOn,
    AreaFollowingRequested,
    AreaFollowingConfirmed,
    AreaFollowingEnded,
    ForwardingAccepted,
    ForwardingRefused,
    PartyReported,
    UpdateReceived,
)


def _without_answers(data: dict[str, Json]) -> dict[str, Json]:
    return {**data, "with_answers": False}


def _unchanged(data: dict[str, Json]) -> dict[str, Json]:
    return data


# From the data of an old version to that of the next.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Json]], dict[str, Json]]] = {
    # What version 2 added is in the sealed part, and nobody had said it before.
    (CaseFiled.TYPE, 1): _unchanged,
    # What version 3 added was not promised before.
    (CaseFiled.TYPE, 2): _unchanged,
    # What version 4 added is in the erasable parts, and nobody had sent it before.
    (CaseFiled.TYPE, 3): _unchanged,
    # What version 5 added is in the sealed part, and nobody had an account before.
    (CaseFiled.TYPE, 4): _unchanged,
    # What version 6 added is said of photos, and nobody had said it before.
    (CaseFiled.TYPE, 5): _unchanged,
    # Before version 2, answers stayed in the city.
    (ForwardingAccepted.TYPE, 1): _without_answers,
    # What version 7 added is a person of trust, and nobody had one before.
    (CaseFiled.TYPE, 6): _unchanged,
    # What version 8 added is who took it down, and nobody had said that before.
    (CaseFiled.TYPE, 7): _unchanged,
    # What version 2 of what offices do added is who did it, and nobody had said that before; that of what
    # reporters do added who did it for them.
    **{
        (event.TYPE, 1): _unchanged
        for event in EVENTS
        if event.VERSION > 1 and (hasattr(event, "official") or hasattr(event, "trusted"))
    },
}

__all__ = [
    "EVENTS",
    "UPCASTERS",
    "AreaFollowingConfirmed",
    "AreaFollowingEnded",
    "AreaFollowingRequested",
    "CaseAcknowledged",
    "CaseAnswered",
    "CaseAssigned",
    "CaseCancelled",
    "CaseClaimed",
    "CaseClosed",
    "CaseDeclined",
    "CaseFiled",
    "CaseForwarded",
    "CaseFoundDuplicate",
    "CaseHandedOver",
    "CasePutOnHold",
    "CaseReferred",
    "CaseReleased",
    "CaseReopened",
    "CaseResolved",
    "CaseResumed",
    "CaseScheduled",
    "CaseSentBack",
    "CaseSplit",
    "CaseSupported",
    "CaseWithdrawn",
    "Contact",
    "ContactRead",
    "ContentRestored",
    "ContentWithheld",
    "Correspondence",
    "DeadlineMissed",
    "DeadlineMoved",
    "EnquiryMade",
    "FollowersCarriedOn",
    "FollowingConfirmed",
    "FollowingEnded",
    "FollowingRequested",
    "ForwardingAccepted",
    "ForwardingRefused",
    "GivenAnswer",
    "HoldEnded",
    "InspectionRecorded",
    "NoteWritten",
    "ObjectionMade",
    "ObjectionRefused",
    "PartEnded",
    "PartFellAway",
    "PartOpened",
    "PartyReported",
    "Passage",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionExpired",
    "ReopeningRefused",
    "ReopeningRequested",
    "ReporterReminded",
    "SettlementConfirmed",
    "Source",
    "TeamThanked",
    "UpdateReceived",
]
