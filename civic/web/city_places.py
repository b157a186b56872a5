"""Files of a city that scripts ask for while somebody names a place, and the library that draws their maps.

Addresses are given out in squares (`gazetteer.CELL`): a script learns which of them is nearest to a device or
to the middle of a map without telling the server where that is.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from civic.cities.gazetteer import CELL, Finding
from civic.cities.pack import City, District, Neighbourhood, name_in
from civic.kernel.place import Polygon, Ring
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.security import allow_pictures_from

LEAFLET = Path(__file__).parent / "static" / "vendor" / "leaflet"
KINDS = {".js": "text/javascript", ".css": "text/css", "": "text/plain"}
DIGITS = 5  # of a degree in outlines; about a metre
blueprint = Blueprint("city_places", __name__)


@blueprint.get("/cities/<code>/map.json")
@access("anyone", cookies=False)
def outlines(code: str) -> Response:
    """Give the parts of a city and its landmarks as GeoJSON, named in the language that was asked for."""
    city, language = platform().cities.get(code), request.args.get("language", "")
    features = [*_areas(city, language), *_landmarks(city, language)]
    return _json({"type": "FeatureCollection", "features": features, "tiles": _tiles(city), "cell": CELL})


@blueprint.get("/cities/<code>/addresses/<int(signed=True):row>/<int(signed=True):column>.json")
@access("anyone", cookies=False)
def addresses(code: str, row: int, column: int) -> Response:
    """Give the addresses in one square: what is written, latitude and longitude in millionths of a degree."""
    city = platform().cities.get(code)
    found = city.gazetteer.addresses_in(row, column)
    return _json([[city.house(a.street, a.number), a.point.latitude, a.point.longitude] for a in found])


@blueprint.get("/cities/<code>/places.json")
@access("anyone", cookies=False)
def suggestions(code: str) -> Response:
    """Give what may be meant by the words in `q`, the likeliest first."""
    city, language = platform().cities.get(code), request.args.get("language", "")
    search = city.gazetteer.find(request.args.get("q", ""), language)
    names = {each.code: name_in(each.names, language).text for each in _parts(city)}
    return _json([_suggestion(each, names) for each in search.suggestions])


@blueprint.get("/static/vendor/leaflet/<name>")
@access("anyone", cookies=False)
def leaflet_file(name: str) -> Response:
    content = leaflet_files().get(name)
    if content is None:
        abort(404)
    response = Response(content, content_type=f"{KINDS[Path(name).suffix]}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@blueprint.app_template_global()
def city_map_address(city: City) -> str:
    """Return where a script gets the map; the page may then show pictures of the city's tile server."""
    if city.tiles is not None:
        allow_pictures_from(city.tiles.origin)
    return url_for("city_places.outlines", code=city.code, language=page_language().tag)


@blueprint.app_template_global()
def city_places_address(city: City) -> str:
    return url_for("city_places.suggestions", code=city.code, language=page_language().tag)


@blueprint.app_template_global()
def leaflet_address(name: str) -> str:
    """Return the address of a file of the library, which names its content."""
    return url_for("city_places.leaflet_file", name=_served(name))


@cache
def leaflet_files() -> Mapping[str, bytes]:
    return {_served(path.name): path.read_bytes() for path in LEAFLET.iterdir()}


@cache
def _served(name: str) -> str:
    digest = hashlib.sha256((LEAFLET / name).read_bytes()).hexdigest()[:16]
    return f"{Path(name).stem}.{digest}{Path(name).suffix}" if Path(name).suffix else name


def _suggestion(finding: Finding, names: Mapping[str, str]) -> dict[str, str]:
    part = names.get(finding.neighbourhood or finding.district or "", "")
    return {"label": finding.label, "part": "" if finding.label.endswith(f", {part}") else part}


def _parts(city: City) -> tuple[District | Neighbourhood, ...]:
    return (*city.districts, *city.neighbourhoods)


def _areas(city: City, language: str) -> Iterator[dict[str, Any]]:
    for area in _parts(city):
        kind = "district" if isinstance(area, District) else "neighbourhood"
        polygons = [_polygon(each) for each in area.area.polygons]
        properties = {"kind": kind, "code": area.code, "name": name_in(area.names, language).text}
        yield _feature(properties, "MultiPolygon", polygons)


def _landmarks(city: City, language: str) -> Iterator[dict[str, Any]]:
    for landmark in city.landmarks:
        latitude, longitude = landmark.point.degrees()
        properties = {"kind": "landmark", "name": name_in(landmark.names, language).text}
        yield _feature(properties, "Point", [longitude, latitude])


def _feature(properties: Mapping[str, str], kind: str, coordinates: list[Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": dict(properties), "geometry": geometry}


def _polygon(polygon: Polygon) -> list[list[list[float]]]:
    return [_ring(ring) for ring in (polygon.outer, *polygon.holes)]


def _ring(ring: Ring) -> list[list[float]]:
    return [[round(longitude, DIGITS), round(latitude, DIGITS)] for longitude, latitude in ring]


def _tiles(city: City) -> dict[str, Any] | None:
    tiles = city.tiles
    if tiles is None:
        return None
    return {"url": tiles.url, "attribution": tiles.attribution, "largestZoom": tiles.largest_zoom}


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
