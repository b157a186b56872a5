"""The journal: where handlers read streams and append what was decided."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from civic.kernel.errors import Refused
from civic.kernel.event import Event, Recorded
from civic.kernel.ids import PersonId

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that belong to a part (`content.<role>` or `sealed.<role>`) of one event of a change.

    They are stored with it, encrypted for the same person and erased with it. The part itself says what
    they are (such as their digest), so that the log holds the commitment to it and nothing else.
    """

    event: int
    part: str
    name: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookUp:
    """Lets one event of a change be found by what a part of it says, which `digest` is a keyed hash of.

    It is stored with the part and erased with it.
    """

    event: int
    part: str
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """Events that one command adds to one stream, which had `expected_version` events when it was decided.

    `introduces` are persons whom nothing concerned before.
    """

    stream: str
    expected_version: int
    events: Sequence[Event]
    introduces: frozenset[PersonId] = frozenset()
    files: Sequence[File] = ()
    look_ups: Sequence[LookUp] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be delivered after the commit. It names an event and a part, never a personal detail."""

    topic: str
    change: int
    event: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an append led to: its first position, how many events, and whether it had been done before."""

    position: int
    count: int
    repeated: bool = False


class StreamHasMoved(Refused):
    """Somebody else appended to the stream first; decide again on what is there now."""

    code = "journal.stream-has-moved"
    status = 409


class PersonIsErased(Refused):
    """Somebody whom the events concern was erased meanwhile; decide again on what is there now."""

    code = "store.person-is-erased"


class CommandIdWasUsedForSomethingElse(Refused):
    """A command id was sent again with other content."""

    code = "journal.command-id-reused"
    status = 422


class Journal(Protocol):
    """Append-only streams of events with one gapless order over all of them."""

    def load(self, stream: str, *, whole: bool = False) -> list[Recorded]:
        """Return the stream's events from the first, an empty list if it does not exist.

        What is withheld from public view is left out, unless they are to be `whole`.
        """
        ...

    def load_together(self, streams: Sequence[str]) -> list[list[Recorded]]:
        """Return what `load` returns of each stream, for the price of one."""
        ...

    def stream_at(self, position: int) -> str:
        """Return the stream of the event at a position; raise KeyError."""
        ...

    def append(
        self,
        changes: Sequence[Change],
        *,
        command_id: str,
        fingerprint: bytes = b"",
        messages: Sequence[Message] = (),
    ) -> Outcome:
        """Append all changes or none; durable when it returns.

        The same `command_id` returns the first outcome. Raise StreamHasMoved if a stream is not at its
        expected version, PersonIsErased if a person concerned has been erased since the stream was loaded,
        CommandIdWasUsedForSomethingElse if `fingerprint` differs from the first one.
        """
        ...

    def outcome_of(self, command_id: str, fingerprint: bytes = b"") -> Outcome | None:
        """Return what a command led to if it was done before; raise CommandIdWasUsedForSomethingElse."""
        ...


def fold(evolve: Callable[[State, Event], State], initial: State, events: Iterable[Event]) -> State:
    """Replay events onto a state."""
    state = initial
    for event in events:
        state = evolve(state, event)
    return state


def append_last(journal: Journal, stream: str, event: Event, *, command_id: str) -> None:
    """Append an event behind whatever a stream holds; behind what came meanwhile, if anything did."""
    while True:
        version = len(journal.load(stream))
        with suppress(StreamHasMoved):
            journal.append([Change(stream, version, [event])], command_id=command_id)
            return
