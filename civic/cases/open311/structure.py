"""What is answered, once; and how it is written as XML and as JSON."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

import orjson

Value: TypeAlias = "str | int | float | bool | Items | Mapping[str, Value] | None"
# Characters that no XML 1.0 document can hold, not even escaped (Extensible Markup Language 1.0, §2.2).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AS_TYPED = {"\r": "&#13;"}  # a bare one would be read as a line feed


@dataclass(frozen=True, slots=True)
class Items:
    """A list: in XML each value is an element of that name, in JSON they are an array."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Document:
    """An answer: the name of its outermost element, and what stands in it; text is never empty, but None."""

    name: str
    body: Items | Mapping[str, Value]


def as_xml(document: Document) -> bytes:
    """Write a document without namespace and attributes, the declaration first."""
    written = ['<?xml version="1.0" encoding="utf-8"?>\n']
    _write(document.name, document.body, written)
    return "".join(written).encode()


def as_json(document: Document) -> bytes:
    """Write a document as “Spark” does."""
    # SPEC: the outermost wrapper is dropped, and the wrapper of a list becomes an array.
    written = orjson.dumps(document.body, default=_array, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    # Whoever puts the answer into a page by mistake puts no element into it.
    return written.replace(b"<", b"\\u003c")


def _write(name: str, value: Value, into: list[str]) -> None:
    """Add an element and what stands in it; one that is None is empty."""
    if value is None:
        into.append(f"<{name}></{name}>")
    elif isinstance(value, str):
        readable = escape(_ILLEGAL.sub("\ufffd", value), _AS_TYPED)
        into.append(f"<{name}>{readable}</{name}>")
    elif isinstance(value, bool):
        into.append(f"<{name}>{'true' if value else 'false'}</{name}>")
    elif isinstance(value, int | float):
        into.append(f"<{name}>{value}</{name}>")
    else:
        into.append(f"<{name}>")
        members = [(value.name, each) for each in value.values] if isinstance(value, Items) else value.items()
        for inner, each in members:
            _write(inner, each, into)
        into.append(f"</{name}>")


def _array(items: Any) -> list[Value]:
    if not isinstance(items, Items):
        raise TypeError(f"no answer holds a {type(items)}")
    return list(items.values)
