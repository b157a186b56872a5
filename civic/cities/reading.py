"""Reading values out of a pack's files: each is checked where it stands, and every fault is kept.

A reader takes a raw value and the spot where it stands. It returns what it read, or raises Wrong, which
says what is wrong and how to mend it. `record` and `each` go on after a fault, so that whoever edits a pack
sees all faults at once; what could not be read is BROKEN.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final
from unicodedata import category

from civic.cities.translations import NONE, Translations
from civic.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class PackFault:
    """One thing wrong with a pack: the file, the path inside it, what is wrong, and how to fix it."""

    file: str
    path: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path or '(whole file)'}: {self.problem}. {self.fix}."


class PackHasFaults(Refused):
    """A city pack cannot be used as it is; every fault is listed."""

    code = "cities.pack-has-faults"
    status = 422

    def __init__(self, pack: str, faults: list[PackFault]) -> None:
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The city pack {pack} cannot be used:\n{lines}", pack=pack)
        self.faults = tuple(faults)


class Wrong(Exception):
    """A value cannot be read; `record` and `each` turn this into a PackFault."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Spot:
    """A place inside a file of the pack, and the list that its faults go to.

    `languages` and `translations` are the pack's: what its texts are in, and what translators wrote apart.
    """

    file: str
    faults: list[PackFault]
    languages: tuple[str, ...] = ()
    path: str = ""
    translations: Translations = NONE

    def at(self, step: str | int) -> "Spot":
        dot = "." if self.path else ""
        path = f"{self.path}[{step}]" if isinstance(step, int) else f"{self.path}{dot}{_shown(step)}"
        return Spot(self.file, self.faults, self.languages, path, self.translations)

    def blame(self, problem: str, fix: str) -> None:
        self.faults.append(PackFault(self.file, self.path, problem, fix))


Reader = Callable[[Any, Spot], Any]
REQUIRED: Final = object()
BROKEN: Final = object()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record: how its value is read, and what it is where it is left out."""

    read: Reader
    default: Any = REQUIRED


def record(build: Callable[..., Any], keys: Mapping[str, Key], *, others: bool = False) -> Reader:
    """Read a table with exactly these keys (or also `others`) and build something from them."""

    def read(value: Any, spot: Spot) -> Any:
        table = a_table(value, spot)
        if not others:
            _blame_unknown_keys(table, keys, spot)
        values = {name: _read_key(table, name, key, spot) for name, key in keys.items()}
        return BROKEN if any(value is BROKEN for value in values.values()) else build(**values)

    return read


def each(read_item: Reader) -> Reader:
    """Read a list and keep the items that could be read."""

    def read(value: Any, spot: Spot) -> Any:
        items = (attempt(read_item, item, spot.at(n)) for n, item in enumerate(a_list(value, spot)))
        return tuple(item for item in items if item is not BROKEN)

    return read


def attempt(read: Reader, value: Any, spot: Spot) -> Any:
    """Read a value; keep the fault and return BROKEN if that fails."""
    try:
        return read(value, spot)
    except Wrong as wrong:
        spot.blame(wrong.problem, wrong.fix)
        return BROKEN


def a_table(value: Any, _: Spot) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(f"is {_kind(value)}, not a table", "Write keys and values here")
    return value


def a_list(value: Any, _: Spot) -> list[Any]:
    if not isinstance(value, list):
        raise Wrong(f"is {_kind(value)}, not a list", "Put the values in square brackets")
    return value


def a_text(value: Any, _: Spot) -> str:
    if not isinstance(value, str):
        raise Wrong(f"is {_kind(value)}, not a text", "Put it in quotation marks")
    if not value.strip():
        raise Wrong("is empty", "Write something, or leave the key out if it may be left out")
    if any(category(character) in {"Cc", "Cs"} for character in value.replace("\n", "")):
        raise Wrong("contains characters that cannot be shown", "Remove control characters and the like")
    return value


def a_flag(value: Any, _: Spot) -> bool:
    if not isinstance(value, bool):
        raise Wrong(
            f"is {_kind(value)}, neither true nor false", "Write true or false without quotation marks"
        )
    return value


def a_number(least: int, most: int) -> Reader:
    def read(value: Any, _: Spot) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong(f"is {_kind(value)}, not a whole number", "Write digits without quotation marks")
        if not least <= value <= most:
            raise Wrong(f"is {value}, which is out of range", f"Write a number from {least} to {most}")
        return value

    return read


def one_of(*choices: str) -> Reader:
    def read(value: Any, spot: Spot) -> str:
        if a_text(value, spot) not in choices:
            raise Wrong(f"is {value!r}, which is not known here", f"Choose one of: {', '.join(choices)}")
        return str(value)

    return read


def _shown(key: str) -> str:
    """Any text can be a key in JSON, even what no terminal can print."""
    return key.encode("utf-8", "backslashreplace").decode()


def _blame_unknown_keys(table: Mapping[str, Any], keys: Mapping[str, Key], spot: Spot) -> None:
    for name in sorted(table.keys() - keys.keys()):
        nearest = get_close_matches(name, keys, n=1)
        fix = f"Write {nearest[0]!r} instead" if nearest else f"Known keys are: {', '.join(keys)}"
        spot.at(name).blame("is not a known key", fix)


def _read_key(table: Mapping[str, Any], name: str, key: Key, spot: Spot) -> Any:
    if name in table:
        return attempt(key.read, table[name], spot.at(name))
    if key.default is REQUIRED:
        spot.at(name).blame("is missing", f"Add {name!r}")
        return BROKEN
    return key.default


def _kind(value: Any) -> str:
    kinds = {dict: "a table", list: "a list", str: "a text", bool: "true or false", int: "a whole number"}
    return kinds.get(type(value), "nothing" if value is None else f"a {type(value).__name__}")
