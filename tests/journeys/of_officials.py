"""What officials do with a case, and what whoever filed it does meanwhile."""

from tests.journeys.of_residents import STREET_LIGHT
from tests.journeys.steps import (
    Journey,
    Step,
    arrive,
    by,
    choose,
    follow,
    open_page,
    press,
    see,
    tick,
    unfold,
    write,
)

COMING = "Our people come on Thursday."
DONE = "We have put in a new lamp."
STILL_DARK = "It went dark again the same evening."
NOT_OURS = "The lamp stands on private ground."
ANSWER = "Your words to the reporter"

SIGN_IN = (
    open_page("/en/office/session"),
    choose("Office", "Public lighting and signals"),
    press("Sign in"),
    arrive("Queue"),
    follow(STREET_LIGHT),
    arrive(STREET_LIGHT),
)


def say(act: str, words: str) -> tuple[Step, ...]:
    return (unfold(act), write(ANSWER, words), press(act), see(words))


def ask_to_reopen(words: str) -> tuple[Step, ...]:
    return (
        by("resident"),
        open_page("/en/cases/{case}"),
        write("What is still missing?", words),
        write("Case code", "{code}"),
        press("Ask to reopen the case"),
        see(words),
        by("official"),
        follow("Queue"),
        follow("Reopening requested"),
        follow(STREET_LIGHT),
    )


WORK = Journey(
    "a case is taken on, answered, settled, reopened, and left closed in the end",
    (
        by("official"),
        *SIGN_IN,
        press("Take the case on"),
        *say("Send an answer", COMING),
        *say("Say that it is done", DONE),
        *ask_to_reopen(STILL_DARK),
        press("Reopen the case"),
        *say("Say that it is done", "The cable is new as well."),
    ),
)

LEFT_CLOSED = Journey(
    "a case is declined with a reason, and stays closed",
    (
        by("official"),
        *SIGN_IN,
        unfold("Decline with a reason"),
        choose("Reason", "it is on private ground"),
        write(ANSWER, NOT_OURS),
        press("Decline with a reason"),
        see(NOT_OURS),
        *ask_to_reopen(STILL_DARK),
        *say("Leave it closed, with a reason", "It is still private ground."),
        press("Sign out"),
    ),
)

RULES = Journey(
    "somebody who looks after the rules tries where a case goes",
    (
        by("official"),
        *SIGN_IN[:4],
        follow("Where a case goes"),
        arrive("Where a case goes"),
        choose("Service", "Graffiti or stickers"),
        press("Try"),
        see("No rule matches."),
        tick("Yes"),
        press("Try"),
        see("hateful-graffiti"),
    ),
)

JOURNEYS = (WORK, LEFT_CLOSED, RULES)
