"""Mapping files: TOML that is read and checked; the header of `mappings/myla311.toml` is the manual.

A mapping also says how the source's services and departments are called, so that an import can add them to
the city's pack. Another city's export needs another file, no code.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from civic.cities.city_import import add_services
from civic.cities.mapping import Columns, SourceMapping, Target
from civic.cities.pack import City
from civic.cities.reading import (
    BROKEN,
    Key,
    PackFault,
    Reader,
    Spot,
    Wrong,
    a_flag,
    a_table,
    a_text,
    attempt,
    each,
    one_of,
    record,
)
from civic.cities.source import open_file
from civic.cities.values import a_code, a_word
from civic.kernel.errors import NotFound, Refused

SHIPPED = Path(__file__).parent / "mappings"
OUTCOMES = ("open", "closed", "cancelled", "referred")
Table = Mapping[str, Any]


class MappingHasFaults(Refused):
    """A mapping file cannot be used as it is; every fault is listed."""

    code = "cities.mapping-has-faults"
    status = 422

    def __init__(self, name: str, faults: list[PackFault]) -> None:
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The mapping {name} cannot be used:\n{lines}", mapping=name)
        self.faults = tuple(faults)


class NoSuchMapping(NotFound):
    """No mapping of that name is shipped."""

    code = "cities.no-such-mapping"


def shipped_mapping(name: str, zone: ZoneInfo) -> SourceMapping:
    """Read one of the mappings that come with the platform. Raise NoSuchMapping."""
    known = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    if name not in known:
        raise NoSuchMapping(f"There is no mapping {name!r}; known are: {', '.join(known)}", mapping=name)
    return load_mapping(SHIPPED / f"{name}.toml", zone)


def load_mapping(path: Path, zone: ZoneInfo) -> SourceMapping:
    """Read and check a mapping file. Raise MappingHasFaults."""
    faults: list[PackFault] = []
    source = open_file(path.parent, (path.name,), faults, None)
    read = record(partial(_mapping, zone), MAPPING)
    mapping = attempt(read, source.table, source.spot) if source.table is not None else BROKEN
    if faults or not isinstance(mapping, SourceMapping):
        raise MappingHasFaults(path.name, faults)
    return mapping


def add_mapped_services(root: Path, code: str, mapping: SourceMapping) -> City:
    """Add the mapping's services and departments to the city's pack, where it lacks them."""
    return add_services(root, code, _records(mapping.services), _records(mapping.departments))


def _mapping(zone: ZoneInfo, *, file: Table, times: Table, district: Table, **tables: Any) -> SourceMapping:
    return SourceMapping(zone=zone, time_formats=times["formats"], **file, **district, **tables)


def _records(targets: Mapping[str, Target]) -> dict[str, Table]:
    """Several words may stand for one code; the first says how it is called."""
    records: dict[str, Table] = {}
    for target in targets.values():
        records.setdefault(target.code, target.keys)
    return records


def a_target(value: Any, spot: Spot) -> Target:
    """The other keys are checked when they are added to a pack, which knows its languages."""
    table = a_table(value, spot)
    code = a_code(table.get("code"), spot.at("code"))
    return Target(code, {key: part for key, part in table.items() if key != "code"})


def words(read: Reader) -> Reader:
    """Read a table from the source's words to ours."""

    def read_table(value: Any, spot: Spot) -> dict[str, Any]:
        found = {word: attempt(read, ours, spot.at(word)) for word, ours in a_table(value, spot).items()}
        return {word: ours for word, ours in found.items() if ours is not BROKEN}

    return read_table


def a_time_format(value: Any, spot: Spot) -> str:
    form = a_text(value, spot)
    sample = datetime(2001, 2, 3, 4, 5, tzinfo=UTC)
    try:
        exact = datetime.strptime(sample.strftime(form), form).date() == sample.date()  # noqa: DTZ007
    except ValueError:
        exact = False
    if not exact:
        raise Wrong(
            f"is {value!r}, which does not give a date", "Use strptime codes such as '%Y-%m-%d %H:%M'"
        )
    return form


def a_delimiter(value: Any, _: Spot) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
        raise Wrong(f"is {value!r}", "Write one character, such as ',' or ';'")
    return value


def a_prefix(value: Any, _: Spot) -> str:
    if not isinstance(value, str):
        raise Wrong("is no text", "Put it in quotation marks")
    return value


def some(read: Reader) -> Reader:
    def read_list(value: Any, spot: Spot) -> Any:
        items = each(read)(value, spot)
        if not value:
            raise Wrong("is empty", "List at least one")
        return items

    return read_list


REQUIRED_COLUMNS = ("id", "service", "status", "filed")
MAPPING = {
    "file": Key(
        record(
            dict,
            {
                "delimiter": Key(a_delimiter, default=","),
                "encoding": Key(one_of("utf-8", "latin-1", "cp1252"), default="utf-8"),
            },
        ),
        default={"delimiter": ",", "encoding": "utf-8"},
    ),
    "columns": Key(
        record(
            Columns,
            {
                name: Key(a_text) if name in REQUIRED_COLUMNS else Key(a_text, default=None)
                for name in Columns.__slots__
            },
        )
    ),
    "times": Key(record(dict, {"formats": Key(some(a_time_format))})),
    "channels": Key(words(a_word), default={}),
    "outcomes": Key(words(one_of(*OUTCOMES))),
    "anonymous": Key(words(a_flag), default={}),
    "district": Key(
        record(dict, {"strip_prefix": Key(a_prefix, default=""), "add_prefix": Key(a_prefix, default="")}),
        default={},
    ),
    "departments": Key(words(a_target), default={}),
    "services": Key(words(a_target)),
}
