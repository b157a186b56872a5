"""What is answered, once; and how it is written as XML and as JSON."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
    """An answer: the name of its outermost element, and what stands in it."""

    name: str
    body: Items | Mapping[str, Value]


def as_xml(document: Document) -> bytes:
    """Write a document without namespace and attributes, the declaration first."""
    written = "".join(_element(document.name, document.body))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def as_json(document: Document) -> bytes:
    """Write a document as “Spark” does."""
    # SPEC: the outermost wrapper is dropped; the wrapper of a list becomes an array, an empty element null.
    written = orjson.dumps(_plain(document.body))
    # Whoever puts the answer into a page by mistake puts no element into it.
    return written.replace(b"<", b"\\u003c")


def _element(name: str, value: Value) -> Iterator[str]:
    yield f"<{name}>"
    if isinstance(value, Items):
        for each in value.values:
            yield from _element(value.name, each)
    elif isinstance(value, Mapping):
        for inner, each in value.items():
            yield from _element(inner, each)
    elif value is not None:
        yield _text(value)
    yield f"</{name}>"


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_ILLEGAL.sub("\ufffd", str(value)), _AS_TYPED)


def _plain(value: Value) -> Any:
    if isinstance(value, Items):
        return [_plain(each) for each in value.values]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, str):
        return _ILLEGAL.sub("\ufffd", value) or None
    return value
