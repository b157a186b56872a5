"""What a case is to those who decide: the state that events make, and what a command leads to."""

from civic.cases.model.case import Case, evolve
from civic.cases.model.decisions import DECLINE_REASONS, FORMER_REASONS, HOLD_REASONS, REASONS, decide
from civic.cases.model.refusals import (
    CaseHasChanged,
    CaseHasEnded,
    CaseIsElsewhere,
    ClaimedAlready,
    ClaimedBySomebodyElse,
    ConfirmedAlready,
    DuplicateOfItself,
    NobodyHandedItOver,
    NobodyObjects,
    NobodyToErase,
    NoSuchCase,
    NothingIsWithheld,
    ObjectedAlready,
    PartOfAnotherCase,
    PartsAreOpen,
    QuestionIsUnanswered,
    TooManyParts,
    UnknownReason,
    WithheldAlready,
)
from civic.cases.model.steps import COMMAND_OF, EVENT_OF
from civic.cases.model.takeover import record

__all__ = [
    "COMMAND_OF",
    "DECLINE_REASONS",
    "EVENT_OF",
    "FORMER_REASONS",
    "HOLD_REASONS",
    "REASONS",
    "Case",
    "CaseHasChanged",
    "CaseHasEnded",
    "CaseIsElsewhere",
    "ClaimedAlready",
    "ClaimedBySomebodyElse",
    "ConfirmedAlready",
    "DuplicateOfItself",
    "NoSuchCase",
    "NobodyHandedItOver",
    "NobodyObjects",
    "NobodyToErase",
    "NothingIsWithheld",
    "ObjectedAlready",
    "PartOfAnotherCase",
    "PartsAreOpen",
    "QuestionIsUnanswered",
    "TooManyParts",
    "UnknownReason",
    "WithheldAlready",
    "decide",
    "evolve",
    "record",
]
