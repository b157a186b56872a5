"""Hypothesis strategies that build any event of a class from the types of its fields."""

import types
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from civic.kernel.event import Event

LARGEST = 2**53 - 1
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
persons = st.text("0123456789abcdef", min_size=32, max_size=32)


def events_of(event_class: type[Event]) -> st.SearchStrategy[Event]:
    """Build events as handlers make them: a person is named exactly if a part concerns them."""
    hints = get_type_hints(event_class)
    declared = {field.name: field.metadata.get("part", ("data", "")) for field in fields(event_class)}
    kinds = {name: _values(hints[name]) for name, (kind, _) in declared.items() if kind != "person"}
    roles = {name for name, (kind, _) in declared.items() if kind == "person"}

    @st.composite
    def build(draw: Any) -> Event:
        values = {name: draw(kind) for name, kind in kinds.items()}
        concerned = {declared[name][1] for name, value in values.items() if value is not None} & roles
        return event_class(**values, **{role: draw(persons) for role in sorted(concerned)})

    return build()


def _values(hint: Any) -> st.SearchStrategy[Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([st.none() if each is type(None) else _values(each) for each in get_args(hint)])
    if origin is tuple:
        return st.lists(_values(get_args(hint)[0]), max_size=3).map(tuple)
    if is_dataclass(hint):
        members = get_type_hints(hint)
        return st.builds(hint, **{field.name: _values(members[field.name]) for field in fields(hint)})
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: texts,
        int: st.integers(-LARGEST, LARGEST),
        bool: st.booleans(),
    }
    return plain[getattr(hint, "__supertype__", hint)]
