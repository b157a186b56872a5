"""A pack for a real city, made from open data: districts from GeoJSON, services as they become known.

The pack is written as JSON (see `schema.py`) and is an ordinary pack afterwards: people may edit its files.
"""

import json
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from civic.cities.district_properties import code_from, code_property_of, name_from, name_property_of
from civic.cities.folding import fold_number
from civic.cities.load import load_city
from civic.cities.pack import City, Names
from civic.cities.places import Address
from civic.cities.reading import PackFault, PackHasFaults
from civic.cities.register import REGISTER, read_open_data, write_register
from civic.cities.source import open_file
from civic.cities.values import CODE
from civic.cities.writing import move_into_place, workshop_for, write_features, write_table
from civic.kernel.collation import sort_key
from civic.kernel.errors import Refused

STARTER = Path(__file__).parent / "starter.toml"
GENERAL = "general"  # the group of a service that names none
CATCH_ALL = "other"  # comes last in every list
Table = Mapping[str, Any]


class CityIsThereAlready(Refused):
    """A pack of that code exists, and nobody said that it may be replaced."""

    code = "cities.city-is-there-already"


class CityCodeIsWrong(Refused):
    """A city's code becomes the name of a directory and must be fit for it."""

    code = "cities.city-code-is-wrong"
    status = 422


class NoStarterTexts(Refused):
    """The first texts of a new pack are not written in the city's default language."""

    code = "cities.no-starter-texts"
    status = 422


class PackIsNotExtensible(Refused):
    """Only packs whose services are JSON are extended by programs; TOML is written by people."""

    code = "cities.pack-is-not-extensible"


def import_city(
    root: Path,
    code: str,
    name: str | Names,
    timezone: str,
    districts_file: Path,
    *,
    code_property: str | None = None,
    name_property: str | None = None,
    district_name: str = "{}",
    languages: Sequence[str] = ("en",),
    phone: str | None = None,
    email: str | None = None,
    emergency_number: str | None = None,
    addresses: Path | None = None,
    replace: bool = False,
) -> City:
    """Write the pack `<root>/<code>/` with one department and the service `other`, and return the city.

    `district_name` is a pattern for names that are bare numbers, such as `District {}`.
    `addresses` is a register whose lat and lon are degrees; of a house that stands there twice one is kept.
    Raise CityIsThereAlready, DistrictsHaveNoCode, DistrictsLackProperty, NoStarterTexts or PackHasFaults.
    """
    target = _target(root, code, replace=replace)
    starter = _starter(languages)
    features = _districts(districts_file, code_property, name_property, district_name, languages[0])
    contact = _without_none({**starter["human_contact"], "phone": phone, "email": email})
    numbers = [{"number": emergency_number, **starter["emergency_number"]}] if emergency_number else []
    with workshop_for(target) as fresh:
        write_table(
            fresh / "city.json",
            {
                "code": code,
                "names": {languages[0]: name} if isinstance(name, str) else dict(name),
                "timezone": timezone,
                "languages": list(languages),
                "human_contact": contact,
                "emergency_numbers": numbers,
            },
        )
        write_table(fresh / "departments.json", {"departments": [{"code": "city", **starter["department"]}]})
        write_table(fresh / "services.json", _first_services(starter))
        write_features(fresh / "districts.geojson", features)
        drawn = load_city(fresh)
        # The order of a file says nothing: readers look for the second district before the tenth.
        write_features(fresh / "districts.geojson", sorted(features, key=_by_code))
        if addresses is not None:
            write_register(fresh / REGISTER, _addresses(addresses, drawn))
        move_into_place(fresh, target)
    return load_city(target)


def add_services(
    root: Path, code: str, services: Mapping[str, Table], departments: Mapping[str, Table] | None = None
) -> City:
    """Add the services and departments whose codes the pack does not have yet; keys are those of `schema.py`.

    A service without a group joins the general one. Raise PackIsNotExtensible or PackHasFaults; the pack
    is then as it was.
    """
    target = root / code
    catalogue, units = _extensible(target, "services.json"), _extensible(target, "departments.json")
    _append_new(units["departments"], departments or {})
    _append_new(
        catalogue["services"], {key: {"group": GENERAL, **service} for key, service in services.items()}
    )
    catalogue["services"].sort(key=lambda service: service["code"] == CATCH_ALL)
    with workshop_for(target) as fresh:
        shutil.copytree(target, fresh, dirs_exist_ok=True)
        write_table(fresh / "departments.json", units)
        write_table(fresh / "services.json", catalogue)
        load_city(fresh)
        # Departments first: a pack with a department that nobody uses yet is valid at every moment.
        (fresh / "departments.json").replace(target / "departments.json")
        (fresh / "services.json").replace(target / "services.json")
    return load_city(target)


def _target(root: Path, code: str, *, replace: bool) -> Path:
    if not CODE.fullmatch(code):
        raise CityCodeIsWrong(f"{code!r} is no code: use small letters a to z, digits and hyphens", city=code)
    target = root / code
    if target.exists() and not replace:
        raise CityIsThereAlready(f"{target} exists; say replace to write it again", city=code)
    return target


def _starter(languages: Sequence[str]) -> dict[str, Any]:
    starter = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    known = starter["service"]["names"]
    if languages[0] not in known:
        raise NoStarterTexts(
            f"No first texts are written in {languages[0]!r}; begin with one of: {', '.join(known)}",
            language=languages[0],
        )
    return starter


def _districts(
    path: Path, code_property: str | None, name_property: str | None, pattern: str, language: str
) -> list[Table]:
    """Keep the geometries as they are, so that a fault found in them names the feature of the given file."""
    features = _features(path)
    properties = [_properties(feature) for feature in features]
    code_key = code_property_of(properties, code_property)
    name_key = name_property_of(properties, name_property, code_key)
    return [
        {
            "type": "Feature",
            "properties": {
                "code": code_from(known[code_key]),
                "names": {language: pattern.replace("{}", name_from(known[name_key]))},
            },
            "geometry": feature.get("geometry"),
        }
        for feature, known in zip(features, properties, strict=True)
    ]


def _by_code(feature: Table) -> tuple[str, str]:
    return sort_key(feature["properties"]["code"], "en")


def _addresses(path: Path, city: City) -> list[Address]:
    """Keep the first house of a street and number in a part of the city: registers list every entrance."""
    faults: list[PackFault] = []
    kept: dict[tuple[object, ...], Address] = {}
    for each in read_open_data(path, faults, city.contains):
        kept.setdefault((each.street, fold_number(each.number), city.locate(each.point)), each)
    if not kept and not faults:
        faults.append(PackFault(path.name, "", "holds no address", "Give at least one, or leave it out"))
    if faults:
        raise PackHasFaults(path.name, faults)
    return list(kept.values())


def _features(path: Path) -> list[Table]:
    faults: list[PackFault] = []
    source = open_file(path.parent, (path.name,), faults, None)
    features = (source.table or {}).get("features")
    if source.table is not None and not (
        isinstance(features, list) and all(isinstance(f, dict) for f in features)
    ):
        source.spot.at("features").blame("is no list of features", "Give a GeoJSON FeatureCollection")
    if source.table is not None and features == []:
        source.spot.at("features").blame("is empty", "Give at least one district")
    if faults or not isinstance(features, list):
        raise PackHasFaults(path.name, faults)
    return features


def _properties(feature: Table) -> Table:
    """GeoJSON allows an id beside the properties as well as among them."""
    properties = feature.get("properties")
    known = dict(properties) if isinstance(properties, dict) else {}
    return {"id": feature["id"], **known} if "id" in feature else known


def _first_services(starter: Table) -> Table:
    return {
        "groups": [{"code": GENERAL, **starter["group"]}],
        "services": [
            {
                "code": CATCH_ALL,
                "kind": "report",
                "group": GENERAL,
                "department": "city",
                **starter["service"],
            }
        ],
    }


def _without_none(table: Table) -> Table:
    return {key: value for key, value in table.items() if value is not None}


def _extensible(directory: Path, name: str) -> dict[str, Any]:
    """Only a pack that loads is extended, so what is read here is known to have the right form."""
    load_city(directory)
    if not (directory / name).is_file():
        raise PackIsNotExtensible(
            f"{directory} has no {name}; add the services to its TOML files", city=directory.name
        )
    contents: dict[str, Any] = json.loads((directory / name).read_text(encoding="utf-8"))
    return contents


def _append_new(records: list[Table], wanted: Mapping[str, Table]) -> None:
    present = {record["code"] for record in records}
    records.extend({"code": code, **record} for code, record in wanted.items() if code not in present)
