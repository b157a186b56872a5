"""Deterministic JSON: for what events may hold, orjson with sorted keys writes the bytes of RFC 8785."""

from typing import Any

import orjson


class NotInTheDomain(ValueError):
    """The value cannot be written the same way by everybody: a float, a large integer, a key beyond ASCII."""


def to_bytes(value: Any) -> bytes:
    """Serialise text, whole numbers below 2^53, truth values, null, lists and objects with ASCII keys."""
    _check(value)
    return from_event(value)


def from_event(value: Any) -> bytes:
    """Serialise what `civic.kernel.event.to_json` made, which is in the domain but for large integers."""
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError as error:
        raise NotInTheDomain(str(error)) from error


def from_bytes(body: bytes) -> Any:
    return orjson.loads(body)


def _check(value: Any) -> None:
    """Find what orjson would accept and another serialiser could write in another way."""
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise NotInTheDomain(f"{key!r} is no ASCII key")
            if type(item) is not str:
                _check(item)
    elif kind is list:
        for item in value:
            _check(item)
    elif kind not in _PLAIN:
        raise NotInTheDomain(f"{value!r} is a {kind.__name__}")


_PLAIN = frozenset({str, int, bool, type(None)})
# SPEC: RFC 8785 §3.2.2.3: integers beyond 2^53 - 1 do not survive IEEE 754; OPT_STRICT_INTEGER refuses them.
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
