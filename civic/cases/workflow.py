"""How a case moves: a table that an official can check, each row with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the workflow: who may move a case from which states to which, and why the row is there.

    `after` is AS_IT_ENDED where the case returns to the state it had before reopening was requested.
    """

    step: str
    actor: str
    before: frozenset[str]
    after: str
    why: str


OPEN = frozenset({"received", "acknowledged"})
ENDED = frozenset({"resolved", "declined", "referred", "cancelled", "closed"})
AS_IT_ENDED = ""
STATES = ("received", "acknowledged", "reopening_requested", *sorted(ENDED), "withdrawn")

TRANSITIONS: Mapping[str, Transition] = {
    row.step: row
    for row in (
        Transition(
            "acknowledge", "official", frozenset({"received"}), "acknowledged", "taking it on is said once"
        ),
        Transition(
            "answer", "official", OPEN, "acknowledged", "an answer also says that somebody has seen it"
        ),
        Transition("resolve", "official", OPEN, "resolved", "done, with words to the reporter"),
        Transition("decline", "official", OPEN, "declined", "not done, with a reason"),
        Transition(
            "withdraw", "reporter", OPEN, "withdrawn", "only what is not yet decided can be taken back"
        ),
        Transition(
            "request_reopening",
            "reporter",
            ENDED,
            "reopening_requested",
            "the reporter decides if it is settled",
        ),
        Transition(
            "reopen", "official", frozenset({"reopening_requested"}), "acknowledged", "taken up again"
        ),
        Transition(
            "refuse_reopening", "official", frozenset({"reopening_requested"}), AS_IT_ENDED, "stays as it was"
        ),
        Transition("refer", "official", OPEN, "referred", "somebody outside the city answers"),
        Transition("cancel", "official", OPEN, "cancelled", "known from imports: stopped without a decision"),
        Transition("close", "official", OPEN, "closed", "known from imports: ended, nobody says how"),
    )
}


def steps_from(state: str, actor: str) -> list[str]:
    """Return the steps that this kind of actor may take from a state, in the order of the table."""
    return [row.step for row in TRANSITIONS.values() if row.actor == actor and state in row.before]
