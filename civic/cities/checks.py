"""What has to fit together between the records and the files of a pack: codes, references, places.

These checks look at the files as they stand, so that one broken record does not hide or cause other faults.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from civic.cities.pack import City, District, Neighbourhood
from civic.cities.source import Source

Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Reference:
    """The values at `path` in `file` name records by the codes that stand at `codes` in another file."""

    file: str
    path: str
    target: str
    codes: str
    noun: str


REFERENCES = (
    Reference("services", "services[].department", "departments", "departments[].code", "department"),
    Reference("city", "barrier_service", "services", "services[].code", "service"),
    Reference("city", "partners[].open311.services[].code", "services", "services[].code", "service"),
    Reference("services", "services[].group", "services", "groups[].code", "group"),
    Reference("services", "services[].duplicates.alike[]", "services", "services[].code", "service"),
    Reference(
        "departments", "departments[].districts[]", "districts", "features[].properties.code", "district"
    ),
    Reference("replies", "replies[].services[]", "services", "services[].code", "service"),
    Reference("routing", "rules[].department", "departments", "departments[].code", "department"),
    Reference("routing", "rules[].services[]", "services", "services[].code", "service"),
    Reference("routing", "rules[].groups[]", "services", "groups[].code", "group"),
    Reference("routing", "rules[].districts[]", "districts", "features[].properties.code", "district"),
    Reference(
        "routing",
        "rules[].neighbourhoods[]",
        "neighbourhoods",
        "features[].properties.code",
        "neighbourhood",
    ),
    Reference(
        "neighbourhoods",
        "features[].properties.district",
        "districts",
        "features[].properties.code",
        "district",
    ),
)
# Codes that may occur once only in the list that they stand in.
UNIQUE = (
    ("departments", "departments[].code"),
    ("departments", "departments[].units[].code"),
    ("city", "partners[].code"),
    ("city", "partners[].open311.services[].code"),
    ("services", "groups[].code"),
    ("services", "services[].code"),
    ("services", "services[].questions[].code"),
    ("services", "services[].questions[].choices[].code"),
    ("districts", "features[].properties.code"),
    ("neighbourhoods", "features[].properties.code"),
    ("landmarks", "landmarks[].code"),
    ("routing", "rules[].code"),
    ("replies", "replies[].code"),
)
NOT_EMPTY = (
    ("departments", "departments"),
    ("services", "services"),
    ("districts", "features"),
)


def blame_what_does_not_fit(sources: Sources) -> None:
    for file, path in NOT_EMPTY:
        _blame_empty(sources[file], path)
    for file, path in UNIQUE:
        _blame_repeated(sources[file], path)
    for reference in REFERENCES:
        _blame_unknown(sources, reference)


def blame_other_code(source: Source, directory: str) -> None:
    """A pack is found by its directory, so the two names must agree."""
    code = (source.table or {}).get("code")
    if isinstance(code, str) and code != directory:
        source.spot.at("code").blame(
            f"is {code!r} in a directory named {directory!r}",
            "Give the directory the city's code as its name",
        )


def blame_misplaced(
    source: Source, districts: tuple[District, ...], neighbourhoods: tuple[Neighbourhood, ...]
) -> None:
    """A neighbourhood whose box does not touch its district's box is drawn in the wrong place."""
    boxes = {district.code: district.area.box for district in districts}
    for number, neighbourhood in enumerate(neighbourhoods):
        box, home = neighbourhood.area.box, boxes[neighbourhood.district]
        if not _touch(box, home):
            swapped = _touch((box[1], box[0], box[3], box[2]), home)
            source.spot.at("features").at(number).at("geometry").blame(
                f"lies outside district {neighbourhood.district!r}",
                "Put longitude before latitude" if swapped else "Correct the outline or the district",
            )


def blame_landmarks_outside(source: Source, city: City) -> None:
    """Nobody would look for a landmark of another city here; most often the two numbers are swapped."""
    for number, landmark in enumerate(city.landmarks):
        if not city.contains(landmark.point):
            source.spot.at("landmarks").at(number).blame(
                "lies outside every district", "Correct lat and lon, which are millionths of a degree"
            )


def _blame_empty(source: Source, path: str) -> None:
    if source.table is not None and source.table.get(path) == []:
        source.spot.at(path).blame("is empty", "A city needs at least one of these")


def _blame_repeated(source: Source, path: str) -> None:
    codes = list(_texts(source.table, path))
    counts = Counter((_list_of(spot), code) for spot, code in codes)
    seen = set()
    for spot, code in codes:
        entry = (_list_of(spot), code)
        if counts[entry] > 1 and entry in seen:
            source.spot.at(spot).blame(f"is {code!r}, which stands there twice", "Give each its own code")
        seen.add(entry)


def _blame_unknown(sources: Sources, reference: Reference) -> None:
    target, source = sources[reference.target], sources[reference.file]
    if target.table is None:
        return
    known = [code for _, code in _texts(target.table, reference.codes)]
    for spot, code in _texts(source.table, reference.path):
        if code not in known:
            source.spot.at(spot).blame(
                f"names the {reference.noun} {code!r}, which is not in {target.spot.file}",
                f"Use one of: {', '.join(known[:20])}" if known else f"Add a {reference.noun} first",
            )


def _list_of(path: str) -> str:
    """`services[3].questions[0].code` stands in the list `services[3].questions`."""
    return path.rpartition("[")[0]


def _texts(value: Any, pattern: str) -> Iterator[tuple[str, str]]:
    """Walk `services[].questions[].code` and yield (`services[3].questions[0].code`, text)."""
    steps = list(chain.from_iterable(_steps(part) for part in pattern.split(".")))
    for path, found in _walk(value, steps, ""):
        if isinstance(found, str):
            yield path.removeprefix("."), found


def _steps(part: str) -> tuple[str, ...]:
    return (part.removesuffix("[]"), "[]") if part.endswith("[]") else (part,)


def _walk(value: Any, steps: list[str], path: str) -> Iterator[tuple[str, Any]]:
    if not steps:
        yield path, value
    elif steps[0] == "[]" and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walk(item, steps[1:], f"{path}[{number}]")
    elif steps[0] != "[]" and isinstance(value, dict) and steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:], f"{path}.{steps[0]}")


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
