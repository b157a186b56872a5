"""Reading what programs sent: strict types, and every fault with the field that it is in."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema, ValidationError, fields

from civic.kernel.errors import Fault, InputHasFaults

# Control characters other than tab and line feed; where a line end is out of place, validation says so.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# The schemas name faults by these codes; marshmallow keeps messages as text.
_FAULTS: Mapping[str, Fault] = {
    fault.code: fault
    for fault in (
        Fault("", "input.missing"),
        Fault("", "input.null"),
        Fault("", "input.not-text"),
        Fault("", "input.not-text-with-language"),
        Fault("", "input.not-a-number"),
        Fault("", "input.not-an-object"),
        Fault("", "input.unknown-field"),
        Fault("", "input.control-characters"),
        Fault("", "input.not-a-key"),
    )
}
FIELD: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "input.missing",
    "null": "input.null",
    "invalid": "input.not-text",
}
OBJECT = {"unknown": "input.unknown-field", "type": "input.not-an-object"}


class Words(fields.String):
    """Text as it was sent, with plain line ends."""

    def __init__(self, *, limit: int | None = None, **options: Any) -> None:
        super().__init__(error_messages=FIELD, **options)
        self._limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002
        if type(value) is not str:
            raise self.make_error("invalid")
        text = value.replace("\r\n", "\n") if "\r" in value else value
        if _UNREADABLE.search(text):
            raise ValidationError("input.control-characters")
        if self._limit is not None and len(text) > self._limit:
            raise refusal(Fault("", "input.too-long", {"limit": self._limit, "length": len(text)}))
        return text


class Degrees(fields.Float):
    """A JSON number within plus or minus `most`; no text, no truth value, nothing infinite."""

    def __init__(self, most: int, **options: Any) -> None:
        limits = {"minimum": -most, "maximum": most}
        super().__init__(error_messages=FIELD, metadata={**limits, **options})
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:  # noqa: ARG002
        if type(value) is not float and type(value) is not int:
            raise ValidationError("input.not-a-number")
        if not -self._most <= value <= self._most or not math.isfinite(value):
            raise refusal(Fault("", "input.not-in-range", {"least": -self._most, "most": self._most}))
        return float(value)


def load(schema: Schema, sent: Any) -> dict[str, Any]:
    """Return what the schema reads; raise InputHasFaults."""
    try:
        read: dict[str, Any] = schema.load(sent)
    except ValidationError as wrong:
        raise InputHasFaults(list(_faults(wrong.messages, ""))) from wrong
    return read


def refusal(fault: Fault) -> ValidationError:
    return ValidationError([fault])


def _faults(messages: Any, path: str) -> Iterator[Fault]:
    """Flatten what marshmallow found into faults with dotted fields."""
    if isinstance(messages, dict):
        for name, below in messages.items():
            inner = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _faults(below, inner)
    elif isinstance(messages, list):
        for message in messages:
            yield from _faults(message, path)
    else:
        yield replace(messages if isinstance(messages, Fault) else _FAULTS[messages], field=path)
