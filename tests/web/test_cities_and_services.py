"""The catalogue, its search in all languages, and a site that shows more than one city."""

import shutil
from pathlib import Path

import pytest

from civic.cities import registry
from tests.web.journeys import check_page, number_on


def services_on(page) -> list[str]:
    return [tile.find(string=True, recursive=True).strip() for tile in page.soup.select("main .tile")]


@pytest.mark.parametrize("wanted", ["street light", "LAMP", "Laterne", "路灯", "إنارة"])
def test_a_service_is_found_by_words_in_any_language(resident, wanted):
    page = resident.open("/en/services", query_string={"q": wanted})

    assert "Street light not working" in services_on(page)


def test_a_search_that_finds_nothing_keeps_the_words_and_says_what_to_do(resident):
    page = resident.open("/en/services", query_string={"q": "<dragon>"})

    assert services_on(page) == []
    assert page.value("q") == "<dragon>"
    assert "a person will find the right office" in page.text


def test_suggestions_name_the_service_and_its_group_in_the_language_of_the_page(resident):
    answer = resident.client.get("/cities/demo/services.json?language=de&q=latrene")

    assert answer.json[0] == {
        "label": "Straßenbeleuchtung defekt",
        "part": "Straße und Verkehr",
        "address": "/de/services/street-light/case",
    }


def test_suggestions_are_few_and_none_for_nothing(resident):
    several, none = (
        resident.client.get("/cities/demo/services.json?language=xx&q=" + wanted).json for wanted in ("a", "")
    )

    assert 0 < len(several) <= 6
    assert none == []


def test_the_catalogue_leads_to_every_service(resident, platform):
    links = {tile["href"] for tile in resident.open("/en/services").soup.select("main .tile")}

    city = platform.cities.get("demo")
    assert links == {f"/en/services/{service.code}/case" for service in city.services}


@pytest.fixture
def second_city(platform) -> None:
    """A city pack `harbour` beside the shipped one: the same but for its code and name."""
    pack = platform.settings.var / "cities" / "harbour"
    shutil.copytree(Path(registry.__file__).parent / "demo", pack)
    text = (pack / "city.toml").read_text(encoding="utf-8")
    text = text.replace('code = "demo"', 'code = "harbour"').replace("Erlbruck on the Mirn", "Harbour Town")
    (pack / "city.toml").write_text(text, encoding="utf-8")


def test_another_city_stays_chosen_from_page_to_page(resident, second_city):
    home = resident.open("/en/?city=harbour")
    tile = home.soup.select_one("main .tile")["href"]

    assert home.soup.select_one(".brand").get_text(strip=True) == "Harbour Town"
    assert "city=harbour" in tile
    assert "city=harbour" in resident.open(tile).soup.select_one("main .tile")["href"]


def test_a_case_shows_the_city_it_belongs_to(resident, stranger, second_city):
    check = check_page(resident, at="/en/services/pothole/case?city=harbour")
    confirmation = resident.send(check, "/case?city=harbour", "file")

    page = stranger.open(f"/en/cases/{number_on(confirmation)}")

    assert page.soup.select_one(".brand").get_text(strip=True) == "Harbour Town"


def test_a_city_that_is_not_there_is_explained(resident):
    page = resident.open("/en/services?city=atlantis")

    assert page.status == 404
    assert "does not know this city" in page.text
    assert "atlantis" not in page.soup.select_one(".brand")["href"]


def test_officials_see_what_is_sealed_in_their_own_city_only(resident, official, second_city):
    check = check_page(resident, at="/en/services/pothole/case?city=harbour")
    number = number_on(resident.send(check, "/case?city=harbour", "file"))

    page = official.open(f"/en/office/cases/{number}")

    assert page.status == 403
    assert "mira@example.org" not in page.html
    assert "another city" in page.text
