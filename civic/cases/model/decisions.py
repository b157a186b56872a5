"""What a command leads to: events, or a refusal that says why not. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from civic.cases import commands as c
from civic.cases.events import EnquiryMade, ObjectionMade, TeamThanked
from civic.cases.model.case import Case
from civic.cases.model.moderation import WITHHOLD_REASONS, check_view
from civic.cases.model.refusals import (
    CaseHasChanged,
    CaseIsElsewhere,
    ClaimedAlready,
    ClaimedBySomebodyElse,
    ConfirmedAlready,
    DuplicateOfItself,
    NobodyHandedItOver,
    NoSuchCase,
    PartOfAnotherCase,
    PartsAreOpen,
    QuestionIsUnanswered,
    ThankedAlready,
    TooManyParts,
    UnknownReason,
)
from civic.cases.model.steps import EVENT_OF, STEP_ASKED_BY
from civic.cases.workflow import MOST_PARTS, leads, needs_of
from civic.kernel.event import Event

DECLINE_REASONS = ("not_responsible", "no_fault_found", "private_ground", "no_legal_basis", "other")
HOLD_REASONS = ("weather", "material", "other_works", "permit", "decision", "other")
REASONS: Mapping[str, tuple[str, ...]] = {
    "decline": DECLINE_REASONS,
    "put_on_hold": HOLD_REASONS,
    "withhold": WITHHOLD_REASONS,
}
# Which events of reporters say by when they hear of it.
_PROMISES: Mapping[type[Event], str] = {EnquiryMade: "answer_by", ObjectionMade: "decide_by"}
# What earlier events say and nobody can choose any more: a duplicate names the case that it repeats.
FORMER_REASONS = ("duplicate",)


def decide(command: c.CaseStep, case: Case) -> list[Event]:
    """Return what a command leads to, or refuse it."""
    if case.number is None:
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    if command.seen_version is not None and command.seen_version != case.version:
        raise CaseHasChanged(
            f"case {case.number} has {case.version} events, you decided on {command.seen_version}",
            case=case.number,
        )
    step = STEP_ASKED_BY[type(command)]
    if not leads(step, case.state):
        raise CaseIsElsewhere(
            f"{step} does not lead from {case.state}", case=case.number, step=step, state=case.state
        )
    _check_needs(step, case)
    check_view(step, command, case)
    _check_parts(step, case, len(getattr(command, "parts", ())))
    if isinstance(command, c.OfficeStep):
        _check_claim(step, command.official, case)
    _check_first_time(command, case)
    if isinstance(command, c.MissDeadline) and (case.promise or ("",))[0] != command.promise:
        raise CaseHasChanged(f"no {command.promise} is due of {case.number}", case=case.number)
    _check_reason(step, command)
    if isinstance(command, c.MarkDuplicate) and command.original == case.number:
        raise DuplicateOfItself(f"{case.number} cannot be a duplicate of itself", case=case.number)
    return [_recorded(EVENT_OF[step], command, case)]


def _check_needs(step: str, case: Case) -> None:
    """Raise what says that something has to be true of the case first."""
    needs = needs_of(step)
    if case.enquired and "answered" in needs:
        raise QuestionIsUnanswered(f"{case.number} has an open question", case=str(case.number))
    if "handed" in needs and not case.handed_by:
        raise NobodyHandedItOver(f"no office handed {case.number} over", case=str(case.number))


def _check_parts(step: str, case: Case, wanted: int) -> None:
    """Raise what says that a part is no whole, or a whole has parts that stand in the way."""
    needs = needs_of(step)
    if case.parent and ("whole" in needs or "reported" in needs):
        raise PartOfAnotherCase(f"{case.number} is a part of {case.parent}", case=str(case.number))
    if case.open_parts and "parts_settled" in needs:
        raise PartsAreOpen(f"{case.open_parts} parts of {case.number} are open", case=str(case.number))
    if "room" in needs and case.parts + wanted > MOST_PARTS:
        raise TooManyParts(f"{case.number} has {case.parts} parts already", case=str(case.number))


def _check_claim(step: str, official: str | None, case: Case) -> None:
    """Raise what says that somebody claims what is theirs, or releases what is not."""
    needs, is_theirs = needs_of(step), bool(case.claimed_by) and case.claimed_by == official
    if "unclaimed" in needs and is_theirs:
        raise ClaimedAlready(f"{case.number} is claimed by {official}", case=str(case.number))
    if "claimed" in needs and not is_theirs:
        raise ClaimedBySomebodyElse(f"{case.number} is not claimed by {official}", case=str(case.number))


def _check_first_time(command: c.CaseStep, case: Case) -> None:
    """Raise what says that the reporter has done once what is done once."""
    if isinstance(command, c.ConfirmSettlement) and case.confirmed:
        raise ConfirmedAlready(f"{case.number} is confirmed as settled", case=str(case.number))
    if isinstance(command, c.ThankTeam) and case.thanked:
        raise ThankedAlready(f"{case.number} has had its thanks", case=str(case.number))


def _check_reason(step: str, command: c.CaseStep) -> None:
    allowed = REASONS.get(step)
    reason = getattr(command, "reason", None)
    if allowed is not None and reason not in allowed:
        raise UnknownReason(f"{reason!r} is none of {', '.join(allowed)}", reason=str(reason))


def _recorded(event_class: type[Event], command: c.CaseStep, case: Case) -> Event:
    """Record what the command says under the same names, and whom its words concern."""
    names = {field.name for field in fields(cast("Any", event_class))}
    said: dict[str, Any] = {name: getattr(command, name) for name in names if hasattr(command, name)}
    if isinstance(command, c.SendBack):
        said["department"] = case.handed_by
    if isinstance(command, c.SplitCase):
        said["parts"] = tuple(each.number for each in command.parts)
    if "reporter" in names:
        said["reporter"] = case.reporter
    if event_class is TeamThanked and said["words"] is None:
        said["reporter"] = None  # thanks without words concern nobody
    if event_class in _PROMISES:
        said[_PROMISES[event_class]] = ""  # the handler knows the calendar
    return event_class(**said)
