"""What a case is to those who decide: the state that events make, and what a command leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.workflow import ENDED, TRANSITIONS
from civic.kernel.errors import Refused
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, PersonId

DECLINE_REASONS = (
    "not_responsible",
    "no_fault_found",
    "private_ground",
    "no_legal_basis",
    "duplicate",
    "other",
)


class CaseIsElsewhere(Refused):
    """The step does not lead from the state that the case is in."""

    code = "cases.step-not-possible"
    status = 409


class CaseHasChanged(Refused):
    """Somebody acted on the case after the page was shown on which this was decided."""

    code = "cases.case-has-changed"
    status = 409


class NoSuchCase(Refused):
    """There is no case of this number."""

    code = "cases.no-such-case"
    status = 404


class NobodyToErase(Refused):
    """Nothing personal is held of whoever filed this case, or not any more."""

    code = "cases.nobody-to-erase"
    status = 404


class UnknownReason(Refused):
    """A case is declined only for a reason that the city has published."""

    code = "cases.unknown-reason"
    status = 422


@dataclass(frozen=True, slots=True)
class Case:
    """What decisions need to know of a case; `version` counts its events."""

    number: CaseNumber | None = None
    state: str = ""
    version: int = 0
    department: str = ""
    reporter: PersonId | None = None
    ended_as: str = ""


_STEP_OF: Mapping[type[Event], str] = {
    e.CaseAcknowledged: "acknowledge",
    e.CaseAnswered: "answer",
    e.CaseResolved: "resolve",
    e.CaseDeclined: "decline",
    e.CaseWithdrawn: "withdraw",
    e.ReopeningRequested: "request_reopening",
    e.CaseReopened: "reopen",
    e.ReopeningRefused: "refuse_reopening",
    e.CaseReferred: "refer",
    e.CaseCancelled: "cancel",
    e.CaseClosed: "close",
}


def evolve(case: Case, event: Event) -> Case:
    """Return the case after one more event."""
    if isinstance(event, e.CaseFiled):
        return Case(event.case, "received", 1, event.department, event.reporter)
    after = TRANSITIONS[_STEP_OF[type(event)]].after or case.ended_as
    ended_as = after if after in ENDED else case.ended_as
    return replace(case, state=after, version=case.version + 1, ended_as=ended_as)


def decide(command: c.Casework, case: Case) -> list[Event]:
    """Return what a command leads to, or refuse it."""
    if case.number is None:
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    if command.seen_version is not None and command.seen_version != case.version:
        raise CaseHasChanged(
            f"case {case.number} has {case.version} events, you decided on {command.seen_version}",
            case=case.number,
        )
    step, event = _events_of(command, case)
    if case.state not in TRANSITIONS[step].before:
        raise CaseIsElsewhere(
            f"{step} does not lead from {case.state}", case=case.number, step=step, state=case.state
        )
    return [event]


@singledispatch
def _events_of(command: Any, _case: Case) -> tuple[str, Event]:
    raise TypeError(f"{type(command).__name__} is no command on a case")


@_events_of.register
def _(command: c.AcknowledgeCase, _case: Case) -> tuple[str, Event]:
    return "acknowledge", e.CaseAcknowledged(case=command.case, office=command.office)


@_events_of.register
def _(command: c.AnswerCase, case: Case) -> tuple[str, Event]:
    return "answer", e.CaseAnswered(
        case=command.case, office=command.office, reporter=case.reporter, answer=command.answer
    )


@_events_of.register
def _(command: c.ResolveCase, case: Case) -> tuple[str, Event]:
    return "resolve", e.CaseResolved(
        case=command.case, office=command.office, reporter=case.reporter, answer=command.answer
    )


@_events_of.register
def _(command: c.DeclineCase, case: Case) -> tuple[str, Event]:
    if command.reason not in DECLINE_REASONS:
        raise UnknownReason(
            f"{command.reason!r} is none of {', '.join(DECLINE_REASONS)}", reason=command.reason
        )
    return "decline", e.CaseDeclined(
        case=command.case,
        office=command.office,
        reason=command.reason,
        reporter=case.reporter,
        answer=command.answer,
    )


@_events_of.register
def _(command: c.WithdrawCase, _case: Case) -> tuple[str, Event]:
    return "withdraw", e.CaseWithdrawn(case=command.case)


@_events_of.register
def _(command: c.RequestReopening, case: Case) -> tuple[str, Event]:
    return "request_reopening", e.ReopeningRequested(
        case=command.case, reporter=case.reporter, explanation=command.explanation
    )


@_events_of.register
def _(command: c.ReopenCase, _case: Case) -> tuple[str, Event]:
    return "reopen", e.CaseReopened(case=command.case, office=command.office)


@_events_of.register
def _(command: c.RefuseReopening, case: Case) -> tuple[str, Event]:
    return "refuse_reopening", e.ReopeningRefused(
        case=command.case, office=command.office, reporter=case.reporter, answer=command.answer
    )


_OUTCOMES: Mapping[str, Callable[..., Event]] = {
    "closed": e.CaseClosed,
    "cancelled": e.CaseCancelled,
    "referred": e.CaseReferred,
}


def record(command: c.RecordCase) -> list[Event]:
    """Return what really happened to a case that an earlier system kept."""
    filed = e.CaseFiled(
        case=command.case,
        city=command.city,
        service=command.service,
        kind=command.kind,
        department=command.department,
        channel=command.channel,
        place=command.place,
        occurred_at=command.filed_at,
        source=command.source,
        reporter=command.reporter,
        description=command.description,
    )
    if command.outcome is None:
        return [filed]
    ended = _OUTCOMES[command.outcome]
    return [filed, ended(case=command.case, office=command.department, occurred_at=command.closed_at)]
