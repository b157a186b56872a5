"""The export of another system, checked as a whole before anything of it is taken over."""

from dataclasses import dataclass
from pathlib import Path

from civic.cities.mapping import SourceMapping
from civic.cities.mapping_file import add_mapped_services, load_mapping, shipped_mapping
from civic.cities.pack import City
from civic.cities.registry import Cities
from civic.cities.rows import read_rows
from civic.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Export:
    """A file that can be read, the system it comes from, and the city that has what its rows need."""

    file: Path
    system: str
    mapping: SourceMapping
    city: City


class CityLacksServices(Refused):
    """A city that comes with the platform is not changed by an import."""

    code = "cases.city-lacks-services"
    status = 422


def open_export(file: Path, mapping_name: str, city_code: str, cities: Cities, root: Path) -> Export:
    """Check city, mapping and header, in this order; then add what the pack in `root` lacks.

    Raise what `Cities.get`, `load_mapping`, `read_rows` and `add_services` raise, or CityLacksServices.
    """
    city = cities.get(city_code)
    mapping = _mapping(mapping_name, city)
    read_rows(file, mapping)
    missing = _missing(city, mapping)
    if missing and not (root / city.code).is_dir():
        raise CityLacksServices(
            f"{city.code} comes with the platform and lacks {missing[0]!r}, one of {len(missing)} "
            "services and departments that the mapping needs; import a city of your own",
            city=city.code,
        )
    if missing:
        city = add_mapped_services(root, city.code, mapping)
    return Export(file, Path(mapping_name).stem, mapping, city)


def _mapping(name: str, city: City) -> SourceMapping:
    is_path = name.endswith(".toml") or Path(name).name != name
    return load_mapping(Path(name), city.zone) if is_path else shipped_mapping(name, city.zone)


def _missing(city: City, mapping: SourceMapping) -> list[str]:
    departments = {target.code for target in mapping.departments.values()}
    services = {target.code for target in mapping.services.values()}
    departments -= {department.code for department in city.departments}
    services -= {service.code for service in city.services}
    return sorted(departments | services)
