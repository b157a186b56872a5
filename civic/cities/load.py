"""A directory of files becomes a City, or one error that lists everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from civic.cities.checks import (
    blame_landmarks_outside,
    blame_misplaced,
    blame_other_code,
    blame_what_does_not_fit,
)
from civic.cities.pack import City
from civic.cities.reading import BROKEN, Key, PackFault, PackHasFaults, Spot, Wrong, attempt, record
from civic.cities.register import REGISTER, read_register
from civic.cities.routing_checks import blame_districts_nobody_serves, blame_rules_that_cannot_apply
from civic.cities.schema import (
    CITY,
    DEPARTMENTS,
    DISTRICTS,
    LANDMARKS,
    NEIGHBOURHOODS,
    REPLIES,
    ROUTING,
    SERVICES,
)
from civic.cities.source import Source, open_file
from civic.cities.translation_files import read_translations
from civic.cities.translations import Translations
from civic.cities.values import languages


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of a pack: the names it may have, its keys, and what stands in for it where it is absent."""

    names: tuple[str, ...]
    keys: Mapping[str, Key]
    absent: Mapping[str, Any] | None = None


FILES = {
    "city": PackFile(("city.toml", "city.json"), CITY),
    "departments": PackFile(("departments.toml", "departments.json"), DEPARTMENTS),
    "services": PackFile(("services.toml", "services.json"), SERVICES),
    "districts": PackFile(("districts.geojson",), DISTRICTS),
    "neighbourhoods": PackFile(
        ("neighbourhoods.geojson",), NEIGHBOURHOODS, absent={"type": "FeatureCollection", "features": []}
    ),
    "routing": PackFile(("routing.toml", "routing.json"), ROUTING, absent={"rules": []}),
    "replies": PackFile(("replies.toml", "replies.json"), REPLIES, absent={"replies": []}),
    "landmarks": PackFile(("landmarks.toml", "landmarks.json"), LANDMARKS, absent={"landmarks": []}),
}
FILE_NAMES = (*(name for file in FILES.values() for name in file.names), REGISTER)


def load_city(directory: Path) -> City:
    """Read and check the pack in a directory that is named after the city's code. Raise PackHasFaults."""
    faults: list[PackFault] = []
    return _load(directory, faults, read_translations(directory, faults))


def texts_of(directory: Path) -> Translations:
    """Return the texts of a pack that can be used, and who has translated them. Raise PackHasFaults."""
    faults: list[PackFault] = []
    translations = read_translations(directory, faults)
    _load(directory, faults, translations)
    return translations


def _load(directory: Path, faults: list[PackFault], translations: Translations) -> City:
    sources = _open(directory, faults, translations)
    read = {name: _read(sources[name], file) for name, file in FILES.items()}
    blame_other_code(sources["city"], directory.name)
    blame_what_does_not_fit(sources)
    if not faults:
        blame_misplaced(
            sources["neighbourhoods"], read["districts"]["features"], read["neighbourhoods"]["features"]
        )
    city = None if faults else _city(**read)
    if city is not None:
        blame_landmarks_outside(sources["landmarks"], city)
        blame_rules_that_cannot_apply(sources["routing"], city)
        blame_districts_nobody_serves(sources["services"], city)
        city = replace(city, addresses=read_register(directory / REGISTER, faults, city.contains))
    if city is None or faults:
        raise PackHasFaults(directory.name, faults)
    return city


def _open(directory: Path, faults: list[PackFault], translations: Translations) -> dict[str, Source]:
    sources = {name: open_file(directory, file.names, faults, file.absent) for name, file in FILES.items()}
    tags = _languages(sources["city"].table or {})
    return {
        name: replace(source, spot=replace(source.spot, languages=tags, translations=translations))
        for name, source in sources.items()
    }


def _languages(city: Mapping[str, Any]) -> tuple[str, ...]:
    """Which languages the texts of all files are in; faults in them are blamed when the city is read."""
    try:
        return languages(city.get("languages"), Spot("", []))
    except Wrong:
        return ()


def _read(source: Source, file: PackFile) -> Any:
    if source.table is None:
        return BROKEN
    return attempt(record(dict, file.keys, others="features" in file.keys), source.table, source.spot)


def _city(
    city: Mapping[str, Any],
    departments: Mapping[str, Any],
    services: Mapping[str, Any],
    districts: Mapping[str, Any],
    neighbourhoods: Mapping[str, Any],
    landmarks: Mapping[str, Any],
    routing: Mapping[str, Any],
    replies: Mapping[str, Any],
) -> City:
    return City(
        **city,
        **departments,
        **services,
        **landmarks,
        **routing,
        **replies,
        districts=districts["features"],
        neighbourhoods=neighbourhoods["features"],
    )
