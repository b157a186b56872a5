"""What somebody does on their way through the site, as data: in the words of the page, whoever walks it.

A journey is written once. Words in braces stand for what is known only when it begins, such as `{case}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody does: the name of a method of `Hands`, and what it is told."""

    act: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """A way that somebody takes."""

    name: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return self.name


class Hands(Protocol):
    """What a journey asks of whoever walks it."""

    def open(self, address: str) -> None: ...
    def follow(self, link: str) -> None: ...
    def press(self, button: str) -> None: ...
    def save(self, what: str) -> None: ...
    def unfold(self, summary: str) -> None: ...
    def write(self, label: str, words: str) -> None: ...
    def choose(self, label: str, option: str) -> None: ...
    def tick(self, label: str) -> None: ...
    def mark(self, label: str) -> None: ...
    def arrive(self, heading: str) -> None: ...
    def attach(self, label: str) -> None: ...
    def see(self, words: str) -> None: ...
    def see_picture(self, name: str) -> None: ...
    def see_page(self, attribute: str, value: str) -> None: ...


def walk(journey: Journey, people: Mapping[str, Hands], known: Mapping[str, str]) -> None:
    """Let the resident begin; `by` hands over to somebody else."""
    hands = people["resident"]
    for step in journey.steps:
        told = [words.format_map(known) for words in step.told]
        if step.act == "by":
            hands = people[told[0]]
        else:
            _do(hands, step.act, told)


def _do(hands: Any, act: str, told: list[str]) -> None:
    try:
        getattr(hands, act)(*told)
    except Exception as fault:
        fault.add_note(f"at the step {act} {told}")
        raise


def by(person: str) -> Step:
    """Go on as somebody else: the resident, an official."""
    return Step("by", (person,))


def open_page(address: str) -> Step:
    return Step("open", (address,))


def follow(link: str) -> Step:
    return Step("follow", (link,))


def press(button: str) -> Step:
    """Press a button that leads to another page."""
    return Step("press", (button,))


def save(what: str) -> Step:
    """Follow a link, or press a button, that brings a file."""
    return Step("save", (what,))


def unfold(summary: str) -> Step:
    return Step("unfold", (summary,))


def write(label: str, words: str) -> Step:
    return Step("write", (label, words))


def choose(label: str, option: str) -> Step:
    return Step("choose", (label, option))


def tick(label: str) -> Step:
    return Step("tick", (label,))


def mark(label: str) -> Step:
    """Choose one of several that can be chosen together."""
    return Step("mark", (label,))


def attach(label: str) -> Step:
    """Choose a photo of this device."""
    return Step("attach", (label,))


def arrive(heading: str) -> Step:
    return Step("arrive", (heading,))


def see(words: str) -> Step:
    return Step("see", (words,))


def see_picture(name: str) -> Step:
    """See a picture of that name, whole."""
    return Step("see_picture", (name,))


def see_page(attribute: str, value: str) -> Step:
    """See that the page as a whole is shown so."""
    return Step("see_page", (attribute, value))
