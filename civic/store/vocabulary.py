"""The closed vocabulary of events: which class a stored type is, and how old versions are read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from civic.kernel.event import Event

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEventType(Exception):
    """The log holds an event type or version that this release does not know."""


class Vocabulary:
    """All event classes by their type; upcasters lead from an old version's data to the next version's."""

    def __init__(
        self, classes: Iterable[type[Event]], upcasters: Mapping[tuple[str, int], Upcaster] | None = None
    ) -> None:
        self._upcasters = dict(upcasters or {})
        self._classes: dict[str, type[Event]] = {}
        for event_class in classes:
            if event_class.TYPE in self._classes:
                raise ValueError(f"two event classes call themselves {event_class.TYPE}")
            self._classes[event_class.TYPE] = event_class

    def __iter__(self) -> Any:
        return iter(self._classes.values())

    def read(self, type_: str, version: int, data: dict[str, Any]) -> tuple[type[Event], dict[str, Any]]:
        """Return the class of a stored event and its data at the class's version; raise UnknownEventType."""
        event_class = self._classes.get(type_)
        if event_class is None or version > event_class.VERSION:
            raise UnknownEventType(f"{type_} version {version}")
        for old in range(version, event_class.VERSION):
            data = self._upcasters[(type_, old)](data)
        return event_class, data
