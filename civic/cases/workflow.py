"""How a case moves: one table that an official can check, each row with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: who may move a case from which states to which, what that needs, and why the row is there.

    `after` is AS_IT_IS where the state does not change, and AS_IT_ENDED where the case returns to how it had
    ended before reopening was requested. `needs` are keys of NEEDS.
    """

    step: str
    actor: str
    before: frozenset[str]
    after: str
    needs: tuple[str, ...]
    why: str


# Who moves a case: the office that has it, whoever filed it, who decides what everyone sees of it, the clock,
# or an earlier system. A consequence comes together with another step.
ACTORS = ("official", "reporter", "moderator", "clock", "consequence", "import")
NEEDS = {
    "words": "text to the reporter, or from them, for everyone to read",
    "reason": "a reason that the city has published, as a code",
    "day": "a day from today on",
    "unit": "a unit of the office, or the office as a whole",
    "party": "who outside the city has to act, and the number it has there if there is one",
    "original": "the number of the other case",
    "office": "another office of the city",
    "note": "words to another office, for officials only",
    "unclaimed": "that whoever claims it has not done so already",
    "claimed": "that whoever releases it has claimed it",
    "handed": "that another office handed it over, and nobody has taken it on since",
    "passages": "which words or photos of the case",
    "ground": "a reason that the city has published for taking something out of public view, as a code",
    "remark": "words about it for everyone to read, if wanted",
    "explanation": "words about it for everyone to read",
    "withheld": "that something of the case is out of public view",
    "agreed": "that no objection of the reporter waits for a decision",
    "objected": "that the reporter has objected, and nobody has decided on that",
    "answered": "no question of the reporter without an answer",
    "parts": "for each part a service, which leads to an office, and words on what is to be done there",
    "whole": "that it is not itself a part of another case",
    "room": "no more than ten parts in all",
    "parts_settled": "no part that somebody still works on",
    "reported": "somebody who brought it: a part has nobody to ask or to hear",
}
AS_IT_IS, AS_IT_ENDED = "=", ""
NEW = frozenset({"received"})
WORK = frozenset({"received", "assigned", "acknowledged"})
LATER = frozenset({"scheduled", "on_hold", "waiting", "forwarded"})
OPEN = WORK | LATER
MOST_PARTS = 10
# The time until which a case is to be settled stands still.
PAUSED = frozenset({"on_hold", "waiting"})
ENDED = frozenset({"resolved", "declined", "duplicate", "referred", "cancelled", "closed"})
ASKED = frozenset({"reopening_requested"})
# `acknowledged` is what people read as “in progress”.
STATES = (
    *("received", "assigned", "acknowledged", "scheduled", "on_hold", "waiting", "forwarded"),
    *("reopening_requested", *sorted(ENDED), "withdrawn"),
)
STATES_WITH_A_DAY = ("scheduled", "on_hold", "waiting")
_HOLD, _WAITING, _DONE = frozenset({"on_hold"}), frozenset({"waiting"}), frozenset({"resolved"})
_ANYWHERE = frozenset(STATES)
_WORDS = ("words",)
_END = ("answered", "parts_settled", "words")
_REPORTED = ("reported",)
_REPLY = ("reported", "words")
_ASK = ("reported", "day", "words")
_SPLIT = ("whole", "room", "parts")

# fmt: off
TRANSITIONS = tuple(Transition(*row) for row in (
    ("claim", "official", OPEN | ASKED, AS_IT_IS, ("unclaimed",), "no two people do the same unknowingly"),
    ("release", "official", OPEN | ASKED, AS_IT_IS, ("claimed",), "whoever goes home does not keep it"),
    ("acknowledge", "official", WORK - {"acknowledged"}, "acknowledged", (), "taking it on is said once"),
    ("assign", "official", WORK, "assigned", ("unit",), "who works on it is known before work begins"),
    ("answer", "official", NEW, "acknowledged", _WORDS, "an answer also says that somebody has seen it"),
    ("answer", "official", OPEN - NEW, AS_IT_IS, _WORDS, "an answer changes nothing of what is planned"),
    ("schedule", "official", OPEN, "scheduled", ("day", "words"), "the reporter learns the day"),
    ("put_on_hold", "official", OPEN, "on_hold", ("reason", "day", "words"), "no stop without reason or end"),
    ("end_hold", "clock", _HOLD, "acknowledged", (), "what is on hold comes back by itself"),
    ("ask", "official", OPEN, "waiting", _ASK, "only the reporter can say what is missing"),
    ("remind", "clock", _WAITING, AS_IT_IS, (), "once, before the day has come"),
    ("reply", "reporter", _WAITING, "acknowledged", _REPLY, "the office goes on with what it now knows"),
    ("expire", "clock", _WAITING, "acknowledged", (), "silence ends nothing: the office decides"),
    ("forward", "official", OPEN, "forwarded", ("party", "words"), "the city follows what others have to do"),
    ("hand_over", "official", OPEN, "received", ("office", "note"), "another office is the right one"),
    ("send_back", "official", NEW, AS_IT_IS, ("handed", "note"), "no office keeps what is not its own"),
    ("resume", "official", LATER, "acknowledged", (), "plans change"),
    ("enquire", "reporter", OPEN - _WAITING, AS_IT_IS, _REPLY, "every question gets an answer"),
    ("move_deadline", "consequence", OPEN, AS_IT_IS, (), "it stood still, or begins again"),
    ("miss_deadline", "clock", OPEN, AS_IT_IS, (), "once a level, for everyone to see"),
    ("split", "official", NEW, "acknowledged", _SPLIT, "several offices have to act, and one has seen it"),
    ("split", "official", OPEN - NEW, AS_IT_IS, _SPLIT, "what is planned stays planned"),
    ("end_part", "consequence", OPEN | ENDED | ASKED, AS_IT_IS, (), "who has the whole knows what is left"),
    ("fall_away", "consequence", OPEN, "withdrawn", (), "what it was a part of was taken back"),
    ("resolve", "official", OPEN, "resolved", _END, "all of it is done, with words to the reporter"),
    ("decline", "official", OPEN, "declined", ("reason", *_END), "no office does it, and they learn why"),
    ("mark_duplicate", "official", OPEN, "duplicate", ("original", *_END), "the other case is named"),
    ("withdraw", "reporter", OPEN, "withdrawn", _REPORTED, "only what is not yet decided can be taken back"),
    ("confirm", "reporter", _DONE, AS_IT_IS, _REPORTED, "only whoever filed it knows, and is asked once"),
    ("thank", "reporter", _DONE, AS_IT_IS, _REPORTED, "once, and only for what an office says is done"),
    ("request_reopening", "reporter", ENDED, "reopening_requested", _REPLY, "they know if it is settled"),
    ("reopen", "official", ASKED, "acknowledged", (), "taken up again"),
    ("refuse_reopening", "official", ASKED, AS_IT_ENDED, _WORDS, "it stays, and they learn why"),
    ("withhold", "moderator", _ANYWHERE, AS_IT_IS, ("passages", "ground", "remark"), "harm stops at once"),
    ("restore", "moderator", _ANYWHERE, AS_IT_IS, ("passages", "explanation"), "what was wrong is mended"),
    ("object", "reporter", _ANYWHERE - {"withdrawn"}, AS_IT_IS, ("reported", "withheld", "agreed", "words"),
     "nobody's words are taken away unheard"),
    ("refuse_objection", "moderator", _ANYWHERE, AS_IT_IS, ("objected", "explanation"), "they learn why"),
    ("refer", "import", OPEN, "referred", (), "an earlier system let somebody outside the city answer"),
    ("cancel", "import", OPEN, "cancelled", (), "an earlier system stopped it without a decision"),
    ("close", "import", OPEN, "closed", (), "an earlier system ended it and does not say how"),
))
# fmt: on
_ROWS = {(row.step, state): row for row in TRANSITIONS for state in row.before}


def transition(step: str, state: str) -> Transition:
    """Return the row by which a step leads from a state; raise KeyError if none does."""
    return _ROWS[step, state]


def leads(step: str, state: str) -> bool:
    return (step, state) in _ROWS


def steps_from(state: str, actor: str) -> list[str]:
    """Return the steps that this kind of actor may take from a state, in the order of the table."""
    return [row.step for row in TRANSITIONS if row.actor == actor and state in row.before]


def needs_of(step: str) -> tuple[str, ...]:
    """Return what a step needs, wherever it leads from."""
    return next(row.needs for row in TRANSITIONS if row.step == step)


def steps_of(actors: Iterable[str]) -> list[str]:
    """Return the steps of these kinds of actors, in the order of the table."""
    return list(dict.fromkeys(row.step for row in TRANSITIONS if row.actor in actors))
