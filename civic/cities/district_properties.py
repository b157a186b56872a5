"""Which properties of somebody else's GeoJSON hold the code and the name of a district."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from civic.kernel.errors import Refused

CODE_PROPERTIES = (
    "code",
    "external_id",
    "id",
    "district_code",
    "district",
    "number",
    "nr",
    "gid",
    "objectid",
)
NAME_PROPERTIES = ("name", "district_name", "label", "title", "bezname", "nom", "naam")

Properties = Mapping[str, Any]


class DistrictsHaveNoCode(Refused):
    """No property is known to hold the districts' codes; the error names those that could."""

    code = "cities.districts-have-no-code"
    status = 422

    def __init__(self, candidates: Sequence[str]) -> None:
        listed = ", ".join(candidates) or "(none: no property differs between all districts)"
        super().__init__(
            f"Say with code_property which property holds the districts' codes. It could be: {listed}",
            candidates=listed,
        )
        self.candidates = tuple(candidates)


class DistrictsLackProperty(Refused):
    """A property was named that not every district has, or that does not tell them apart."""

    code = "cities.districts-lack-property"
    status = 422

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        listed = ", ".join(candidates)
        super().__init__(f"Not every district has its own {name!r}. There are: {listed}", property=name)
        self.candidates = tuple(candidates)


def code_property_of(districts: Sequence[Properties], wanted: str | None) -> str:
    """Raise DistrictsLackProperty or DistrictsHaveNoCode."""
    candidates = _telling_apart(districts)
    if wanted is not None:
        if wanted not in candidates:
            raise DistrictsLackProperty(wanted, candidates)
        return wanted
    guessed = _first_of(CODE_PROPERTIES, candidates)
    if guessed is None:
        raise DistrictsHaveNoCode(candidates)
    return guessed


def name_property_of(districts: Sequence[Properties], wanted: str | None, code_property: str) -> str:
    """The code serves as the name where there is none. Raise DistrictsLackProperty."""
    present = [name for name in _names(districts) if all(_text(district.get(name)) for district in districts)]
    if wanted is not None:
        if wanted not in present:
            raise DistrictsLackProperty(wanted, present)
        return wanted
    return _first_of(NAME_PROPERTIES, present) or code_property


def code_from(value: Any) -> str:
    """`Innere Stadt` becomes `innere-stadt`; what nothing can be made of becomes an empty text."""
    plain = unicodedata.normalize("NFKD", _text(value)).replace("ß", "ss").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60]


def name_from(value: Any) -> str:
    return _text(value)


def _telling_apart(districts: Sequence[Properties]) -> list[str]:
    return [name for name in _names(districts) if _are_different([code_from(d.get(name)) for d in districts])]


def _names(districts: Sequence[Properties]) -> list[str]:
    return list(dict.fromkeys(name for district in districts for name in district))


def _are_different(codes: list[str]) -> bool:
    return all(codes) and len(set(codes)) == len(codes)


def _first_of(known: Sequence[str], present: Sequence[str]) -> str | None:
    by_lower = {name.lower(): name for name in reversed(present)}
    return next((by_lower[name] for name in known if name in by_lower), None)


def _text(value: Any) -> str:
    """Write numbers as people do: 12, not 12.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int | float) else ""
