"""How another system's export becomes cases: which columns it has, and what its words mean here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the file holds what."""

    id: str
    service: str
    status: str
    filed: str
    updated: str | None = None
    closed: str | None = None
    channel: str | None = None
    owner: str | None = None
    anonymous: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    address: str | None = None
    district: str | None = None

    def named(self) -> tuple[str, ...]:
        values = (getattr(self, name) for name in Columns.__slots__)
        return tuple(value for value in values if value is not None)


@dataclass(frozen=True, slots=True)
class Target:
    """What a word of the source stands for in the city's pack: a code, and the record to add if it is new."""

    code: str
    keys: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """A mapping file together with the time zone of the city it is used for."""

    zone: ZoneInfo
    delimiter: str
    encoding: str
    columns: Columns
    time_formats: tuple[str, ...]
    channels: Mapping[str, str]
    outcomes: Mapping[str, str]
    anonymous: Mapping[str, bool]
    departments: Mapping[str, Target]
    services: Mapping[str, Target]
    strip_prefix: str = ""
    add_prefix: str = ""
