"""JSON that every reader reads alike: UTF-8, an object at the top, no member twice, no NaN or Infinity.

Where `orjson` is installed it reads what is written without blanks, as nearly all statements are, in a fifth
of the time; everything else is left to the standard library.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from ledger.errors import LedgerError

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]


class JsonIsMalformed(LedgerError):
    """The bytes are not a JSON object in UTF-8 (RFC 8259)."""


class JsonHasDuplicateMembers(JsonIsMalformed):
    """An object has two members of one name."""


def parse_object(document: bytes) -> dict[str, Any]:
    """The object in `document`; raises JsonIsMalformed or JsonHasDuplicateMembers."""
    plain = None if orjson is None else _plain_object(document)
    return read_slowly(document) if plain is None else plain


def read_slowly(document: bytes) -> dict[str, Any]:
    """What `parse_object` does, with the standard library."""
    try:
        parsed = _DECODER.decode(document.decode())
    except (ValueError, RecursionError) as error:
        raise JsonIsMalformed(f"{error}") from error
    if not isinstance(parsed, dict):
        raise JsonIsMalformed("not an object")
    return parsed


def _plain_object(document: bytes) -> dict[str, Any] | None:
    """The object, if writing it again gives the same bytes: then nothing was dropped, rounded or respelt."""
    try:
        parsed = orjson.loads(document)
    except orjson.JSONDecodeError:
        return None
    return parsed if type(parsed) is dict and orjson.dumps(parsed) == document else None


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonHasDuplicateMembers("an object has two members of one name")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise JsonIsMalformed(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object_without_duplicates, parse_constant=_refuse_constant)
