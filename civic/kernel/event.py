"""What happened: events as frozen dataclasses, and the part each of their fields belongs to.

    part      who sees it                    how long        in the log leaf
    data      everyone                       for ever        in clear
    content   everyone, until erased         until erased    a commitment only
    sealed    those entitled, until erased   until erased    a commitment only

A field is data unless declared otherwise with `content()` or `sealed()`. Both name the `person()` field
that says whom the part concerns; that pseudonym stays beside the part and is erased with it.
"""

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from civic.kernel.ids import PersonId

Json = Any
_PART = "part"
EventType = TypeVar("EventType", bound="Event")


class Event:
    """Base of every event; each is a frozen dataclass.

    `TYPE` is `context.noun.verb_past` and is stored for ever: a rename is a new type.
    """

    __slots__ = ()

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1


def content(of: str, *, default: Any = MISSING) -> Any:
    """Declare a field that everyone may read until the person named by field `of` is erased."""
    return field(default=default, metadata={_PART: ("content", of)})


def sealed(of: str, *, default: Any = MISSING) -> Any:
    """Declare a field that only those entitled may read, until the person named by field `of` is erased."""
    return field(default=default, metadata={_PART: ("sealed", of)})


def person(*, default: Any = None) -> Any:
    """Declare the pseudonym of somebody whom parts of this event concern; None once they are erased."""
    return field(default=default, metadata={_PART: ("person", "")})


@dataclass(frozen=True, slots=True)
class Withheld:
    """An item of an event's published words or photos that is out of public view (`civic.kernel.withheld`).

    `reason` is a code, `since` when and `by` the position of the event that says so.
    """

    item: str
    reason: str
    since: datetime
    by: int


@dataclass(slots=True)
class Part:
    """An erasable part: `kind` is content or sealed, `role` the person field, `value` a JSON object.

    `withheld` is what of the part is out of public view.
    """

    kind: str
    role: str
    person: PersonId
    value: dict[str, Json]
    withheld: tuple[Withheld, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.role}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log has it. `erased` names the parts that are gone (`content.reporter`).

    `withheld` is what is out of public view; the event is without it unless it was read whole.
    """

    position: int
    id: str
    stream: str
    version: int
    recorded_at: datetime
    event: Event
    erased: frozenset[str] = frozenset()
    withheld: tuple[Withheld, ...] = ()


def take_apart(event: Event) -> tuple[dict[str, Json], list[Part]]:
    """Split an event into its data and its erasable parts; fields that are None are left out."""
    data: dict[str, Json] = {}
    parts: dict[tuple[str, str], Part] = {}
    event_class = type(event)
    for slot, held in zip(_shape(event_class), _values(event_class)(event), strict=True):
        if held is None or slot.kind == "person":
            continue
        value = held if type(held) in _PLAIN else to_json(held)
        if slot.kind == "data":
            data[slot.name] = value
            continue
        part = parts.get((slot.kind, slot.role))
        if part is None:
            part = Part(slot.kind, slot.role, _concerned(event, slot.role), {})
            parts[slot.kind, slot.role] = part
        part.value[slot.name] = value
    return data, list(parts.values())


def put_together(
    event_class: type[Event], data: Mapping[str, Json], parts: Iterable[Part], persons: Mapping[str, PersonId]
) -> Event:
    """Undo `take_apart`; parts that were erased leave their fields at None."""
    values: dict[str, Any] = {**data, **persons}
    for part in parts:
        values.update(part.value)
    return event_class(
        **{
            slot.name: slot.decode(values[slot.name]) if slot.name in values else None
            for slot in _shape(event_class)
            if slot.name in values or not slot.has_default
        }
    )


def persons_of(event: Event) -> dict[str, PersonId]:
    """Return the pseudonyms an event concerns, by the field that names them."""
    return {
        slot.name: value
        for slot in _shape(type(event))
        if slot.kind == "person" and (value := getattr(event, slot.name)) is not None
    }


def without_sealed(event: EventType) -> EventType:
    """Return the event as everyone may see it."""
    hidden = {slot.name: None for slot in _shape(type(event)) if slot.kind == "sealed"}
    return cast("EventType", replace(cast("Any", event), **hidden)) if hidden else event


def to_json(value: Any) -> Json:
    """Turn plain values, tuples, mappings and records into JSON values; None members are left out.

    What comes out is text, whole numbers, truth values, and lists and objects with ASCII keys of these, and
    nothing else: raise TypeError for a float or anything that others might write in another way.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [to_json(item) for item in value]
    if kind is dict:
        return {_ascii(key): to_json(item) for key, item in value.items()}
    return {
        name: item if type(item) in _PLAIN else to_json(item)
        for name, item in zip(_members(kind), _values(kind)(value), strict=True)
        if item is not None
    }


def _ascii(key: str) -> str:
    if not key.isascii():
        raise TypeError(f"events hold mappings with ASCII keys, not {key!r}")
    return key


_PLAIN = frozenset({str, int, bool, type(None)})
_MEMBERS: dict[type, tuple[str, ...]] = {}


def _members(kind: type) -> tuple[str, ...]:
    names = _MEMBERS.get(kind)
    if names is None:
        if not is_dataclass(kind):
            raise TypeError(f"events hold text, whole numbers, truth values and records of these, not {kind}")
        names = _MEMBERS[kind] = tuple(member.name for member in fields(kind))
    return names


_READERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def _values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads all fields of a record at once, which costs half of asking for each by its name."""
    read = _READERS.get(kind)
    if read is None:
        names = tuple(member.name for member in fields(kind))
        several = attrgetter(*names, "__class__")
        read = _READERS[kind] = lambda record: several(record)[:-1]
    return read


@dataclass(frozen=True, slots=True)
class _Slot:
    """One field of an event class: which part it belongs to, whom it concerns, how to read it back."""

    name: str
    kind: str
    role: str
    has_default: bool
    decode: Callable[[Json], Any]


_SHAPES: dict[type[Event], tuple[_Slot, ...]] = {}


def _shape(event_class: type[Event]) -> tuple[_Slot, ...]:
    shape = _SHAPES.get(event_class)
    if shape is None:
        hints = get_type_hints(event_class)
        slots = fields(cast("Any", event_class))
        shape = _SHAPES[event_class] = tuple(_slot(f, hints[f.name]) for f in slots)
    return shape


def _slot(declared: Field[Any], hint: Any) -> _Slot:
    kind, role = declared.metadata.get(_PART, ("data", ""))
    return _Slot(declared.name, kind, role, declared.default is not MISSING, _decoder(hint))


def _concerned(event: Event, role: str) -> PersonId:
    found: PersonId | None = getattr(event, role)
    if found is None:
        raise ValueError(f"{event.TYPE} has a part of {role!r} but does not say who that is")
    return found


def _decoder(hint: Any) -> Callable[[Json], Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _decoder(next(choice for choice in get_args(hint) if choice is not type(None)))
    if origin is tuple:
        item = _decoder(get_args(hint)[0])
        return lambda value: tuple(item(each) for each in value)
    if is_dataclass(hint) and isinstance(hint, type):
        members = {name: _decoder(kind) for name, kind in get_type_hints(hint).items()}
        return lambda value: hint(**{name: members[name](each) for name, each in value.items()})
    return lambda value: value
