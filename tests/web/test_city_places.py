"""What scripts are given of a city: outlines, squares of addresses, suggestions, a library as published."""

import hashlib
import shutil
from pathlib import Path

import pytest

from civic.cities import registry
from civic.cities.gazetteer import CELL, MOST_SUGGESTIONS
from civic.web.city_places import LEAFLET
from tests.web.journeys import HOLE

# From the package leaflet 1.9.4 of the npm registry.
PUBLISHED = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
    "LICENSE": "53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb",
}


def test_the_map_library_is_what_its_authors_published_with_its_licence():
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in LEAFLET.iterdir()}

    assert found == PUBLISHED


def test_the_map_library_is_kept_for_ever_under_the_name_of_its_content(client):
    page = client.get(HOLE).get_data(as_text=True)
    address = page.partition('data-leaflet="')[2].partition('"')[0]
    answer = client.get(address)

    assert answer.data == (LEAFLET / "leaflet.js").read_bytes()
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/static/vendor/leaflet/leaflet.js").status_code == 404
    assert client.get("/static/vendor/leaflet/LICENSE").data.startswith(b"BSD 2-Clause License")


def test_the_map_holds_every_part_of_the_city_and_its_landmarks_by_name(client, platform):
    city = platform.cities.get("demo")
    given = client.get("/cities/demo/map.json?language=de").json
    names = {kind: set() for kind in ("district", "neighbourhood", "landmark")}
    for each in given["features"]:
        names[each["properties"]["kind"]].add(each["properties"]["name"])

    assert given["type"] == "FeatureCollection"
    assert given["tiles"] is None
    assert names == {
        "district": {each.names["de"] for each in city.districts},
        "neighbourhood": {each.names["de"] for each in city.neighbourhoods},
        "landmark": {each.names["de"] for each in city.landmarks},
    }


def test_addresses_are_given_out_by_squares(client, platform):
    address = platform.cities.get("demo").addresses[0]
    row, column = address.point.latitude // CELL, address.point.longitude // CELL

    given = client.get(f"/cities/demo/addresses/{row}/{column}.json")

    written = [f"{address.street} {address.number}", address.point.latitude, address.point.longitude]
    assert written in given.json
    assert "Set-Cookie" not in given.headers
    assert client.get("/cities/demo/addresses/0/0.json").json == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("schulgase 4", {"label": "Schulgasse 4", "part": "Domviertel"}),
        ("Gartenweg 3", {"label": "Gartenweg 3, Krautgärten", "part": ""}),
        ("老桥", {"label": "Alte Brücke", "part": "Lände"}),
    ],
)
def test_suggestions_say_where_each_place_is(client, typed, first):
    assert (
        client.get("/cities/demo/places.json", query_string={"q": typed, "language": "de"}).json[0] == first
    )


@pytest.mark.parametrize("typed", ["", "x" * 10_000, "\u202e", "%00", "'; DROP TABLE"])
@pytest.mark.parametrize("language", ["", "x" * 500, "tlh"])
def test_whatever_is_asked_for_a_list_is_answered(client, typed, language):
    answer = client.get("/cities/demo/places.json", query_string={"q": typed, "language": language})

    assert answer.status_code == 200
    assert len(answer.json) <= MOST_SUGGESTIONS


@pytest.mark.parametrize("address", ["map.json", "addresses/0/0.json", "places.json"])
def test_a_city_that_is_not_there_has_none_of_it(client, address):
    assert client.get(f"/cities/atlantis/{address}").status_code == 404


def pictures_of(answer) -> str:
    policy = answer.headers["Content-Security-Policy"]
    return next(each for each in policy.split("; ") if each.startswith("img-src"))


@pytest.mark.parametrize("address", ["/en/", HOLE, "/en/cases?view=map"])
def test_no_page_may_load_anything_from_another_host(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]

    assert "http" not in policy
    assert pictures_of(client.get(address)) == "img-src 'self' data:"


def test_only_pages_with_a_map_show_pictures_of_the_server_that_the_city_names(client, platform):
    pack = platform.settings.var / "cities" / "harbour"
    shutil.copytree(Path(registry.__file__).parent / "demo", pack)
    text = (pack / "city.toml").read_text(encoding="utf-8").replace('code = "demo"', 'code = "harbour"')
    tiles = '\n[tiles]\nurl = "https://tiles.city.example/{z}/{x}/{y}.png"\nattribution = "© Harbour"\n'
    (pack / "city.toml").write_text(text + tiles, encoding="utf-8")

    with_map, without = client.get(f"{HOLE}?city=harbour"), client.get("/en/?city=harbour")

    assert pictures_of(with_map) == "img-src 'self' data: https://tiles.city.example"
    assert pictures_of(without) == "img-src 'self' data:"
    assert client.get("/cities/harbour/map.json").json["tiles"] == {
        "url": "https://tiles.city.example/{z}/{x}/{y}.png",
        "attribution": "© Harbour",
        "largestZoom": 19,
    }


def test_only_this_site_may_ask_the_device_where_it_is(client):
    assert "geolocation=(self)" in client.get(HOLE).headers["Permissions-Policy"]
