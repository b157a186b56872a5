"""Packs to break: the demo city's files as plain values, written where a test wants them."""

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

from civic.cities.registry import SHIPPED

DATA = Path(__file__).parents[3].parent / "shared" / "data"
SQUARE = [[0.0, 50.0], [0.1, 50.0], [0.1, 50.1], [0.0, 50.1], [0.0, 50.0]]


def demo_files() -> dict[str, Any]:
    demo = SHIPPED / "demo"
    return {
        "city.json": tomllib.loads((demo / "city.toml").read_text(encoding="utf-8")),
        "departments.json": tomllib.loads((demo / "departments.toml").read_text(encoding="utf-8")),
        "services.json": tomllib.loads((demo / "services.toml").read_text(encoding="utf-8")),
        "routing.json": tomllib.loads((demo / "routing.toml").read_text(encoding="utf-8")),
        "districts.geojson": json.loads((demo / "districts.geojson").read_text(encoding="utf-8")),
        "neighbourhoods.geojson": json.loads((demo / "neighbourhoods.geojson").read_text(encoding="utf-8")),
    }


def small_files(code: str = "small") -> dict[str, Any]:
    """The least that is a city."""
    return {
        "city.json": {
            "code": code,
            "names": {"en": "Small"},
            "timezone": "Europe/Vienna",
            "languages": ["en"],
            "human_contact": {"names": {"en": "Counter"}},
        },
        "departments.json": {"departments": [{"code": "all", "names": {"en": "All"}}]},
        "services.json": {
            "groups": [{"code": "any", "names": {"en": "Any"}}],
            "services": [
                {
                    "code": "hole",
                    "names": {"en": "Hole"},
                    "kind": "report",
                    "group": "any",
                    "department": "all",
                }
            ],
        },
        "districts.geojson": districts(feature({"code": "one", "names": {"en": "One"}})),
    }


def districts(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(properties: dict[str, Any], *rings: list[list[float]]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": copy.deepcopy(list(rings) or [SQUARE])}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_pack(directory: Path, files: dict[str, Any]) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for name, contents in files.items():
        (directory / name).write_text(json.dumps(contents), encoding="utf-8")
    return directory
