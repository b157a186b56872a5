"""The public list of cases and its twin on the map: same filters, same cases, same addresses."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from civic.web.maps import WIDTH, district_map
from tests.builders.cases import file_case
from tests.web.browser import Browser, Shown

PLACES = ("Schulgasse 4", "Rathausplatz 1", "Gartenweg 3, Neubrück", "Bahnhofplatz 1")


@pytest.fixture
def town(platform) -> list[str]:
    """File one case at each of the places, lamps and holes in turn; return the numbers, oldest first."""
    city = platform.cities.get("demo")
    numbers = []
    for count, place in enumerate(PLACES):
        found = city.gazetteer.find(place, "de").exact
        service = ("street-light", "pothole")[count % 2]
        command = file_case(
            service=service, point=found.point, address=found.address, neighbourhood=found.neighbourhood
        )
        numbers.append(platform.cases.file(command, command_id=f"list-of-cases-{count:04}").case)
    return numbers


def cases(page: Shown) -> list[str]:
    links = page.soup.select(".case-list h3 a")
    return [link["href"].rpartition("/")[2].replace("-", "") for link in links]


def test_everyone_sees_all_cases_the_newest_first(resident, town):
    assert cases(resident.open("/en/cases")) == town[::-1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("service=pothole", [3, 1]),
        ("district=old-town", [1, 0]),
        ("service=pothole&district=old-town", [1]),
        ("state=open", [3, 2, 1, 0]),
        ("state=ended", []),
        ("service=nothing&district=atlantis&state=x", [3, 2, 1, 0]),
    ],
)
def test_list_and_map_are_narrowed_alike(resident, town, query, shown):
    as_list, as_map = resident.open(f"/en/cases?{query}"), resident.open(f"/en/cases?{query}&view=map")

    assert cases(as_list) == cases(as_map) == [town[place] for place in shown]


def test_a_case_that_ended_moves_to_the_ended_ones(resident, official, platform, town):
    at = f"/en/office/cases/{town[0]}"
    official = Browser(official.client)
    from tests.web.journeys import sign_in

    sign_in(official, "lighting")
    official.send(official.open(at), "/resolution", answer="The lamp is lit again.")

    assert cases(resident.open("/en/cases?state=ended")) == [town[0]]
    assert town[0] not in cases(resident.open("/en/cases?state=open"))


def test_changing_between_list_and_map_keeps_the_filters(resident, town):
    page = resident.open("/en/cases?service=pothole&district=old-town")
    links = page.soup.select(".filters a")

    wanted = {"service": ["pothole"], "district": ["old-town"]}
    assert [parse_qs(urlsplit(link["href"]).query) for link in links] == [
        {**wanted, "view": ["list"]},
        {**wanted, "view": ["map"]},
    ]
    assert [link.get("aria-current") for link in links] == ["true", None]
    assert page.soup.find("select", {"name": "district"}).find("option", selected=True)["value"] == "old-town"


def test_the_pages_of_the_list_follow_by_key_with_the_same_filters(resident, platform, town):
    for count in range(60):
        command = file_case(service="pothole", address="Rathausplatz 1")
        platform.cases.file(command, command_id=f"many-more-cases-{count:04}")

    first = resident.open("/en/cases?service=pothole")
    following = resident.open(first.soup.find("a", rel="next")["href"])

    assert (len(cases(first)), len(cases(following))) == (50, 12)
    assert not set(cases(first)) & set(cases(following))
    assert following.soup.find("a", rel="next") is None


@pytest.mark.parametrize("after", ["x", "9" * 40, "1.2.3", "\u202e", "1." + "A" * 10_000])
def test_a_key_that_is_none_answers_with_a_list(resident, town, after):
    assert resident.open("/en/cases", query_string={"after": after}).status == 200


def test_without_scripts_the_map_is_a_picture_with_its_table(resident, town):
    page = resident.open("/en/cases?view=map&service=pothole")
    picture = page.soup.find("svg", class_="district-map")

    assert picture["role"] == "img"
    assert picture.title.get_text() == "Cases by district"
    assert picture.desc.get_text().strip() == "Old Town: 1; North Slopes: 0; South Meadows: 1; East Bank: 0"
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.soup.select("tbody tr")]
    assert rows == [["Old Town", "1"], ["North Slopes", "0"], ["South Meadows", "1"], ["East Bank", "0"]]
    assert [each.get_text() for each in picture.select(".district-map__number")] == ["1", "0", "1", "0"]


def test_cases_whose_place_is_not_known_are_counted_in_a_row_of_their_own(resident, platform):
    command = file_case(service="pothole", address="somewhere", point=None, neighbourhood=None)
    platform.cases.file(command, command_id="a-case-of-no-known-place")

    page = resident.open("/en/cases?view=map")

    assert "Place not known 1" in page.text
    assert page.soup.select("[data-lat]") == []


def test_the_list_knows_no_more_of_a_place_than_everyone_may(resident, platform):
    city = platform.cities.get("demo")
    service = next(each for each in city.services if each.public_precision_metres and not each.questions)
    exact = city.gazetteer.find("Schulgasse 4", "en").exact
    command = file_case(service=service.code, point=exact.point, address=exact.address)
    platform.cases.file(command, command_id="a-case-of-a-sealed-place")

    page = resident.open("/en/cases?view=map")

    (pin,) = page.soup.select("[data-lat]")
    assert "Schulgasse" not in page.html
    assert (pin["data-lat"], pin["data-lon"]) != ("45.004739", "-30.012251")
    shown = exact.point.blurred(service.public_precision_metres).degrees()
    assert (float(pin["data-lat"]), float(pin["data-lon"])) == shown


def test_a_number_still_leads_to_its_case(resident, town):
    assert resident.open("/en/cases", query_string={"number": town[0]}).address.startswith("/en/cases/")


def test_every_label_of_the_picture_lies_within_its_district(platform):
    from civic.kernel.place import Point

    city = platform.cities.get("demo")
    drawn = district_map(city, {"old-town": 7})
    west, south, east, north = city.box

    assert (drawn.width, [each.number for each in drawn.districts]) == (WIDTH, [7, 0, 0, 0])
    for each in drawn.districts:
        longitude = west + (each.x - 8) / (WIDTH - 16) * (east - west)
        latitude = north - (each.y - 8) / (drawn.height - 16) * (north - south)
        assert city.locate(Point.from_degrees(latitude, longitude))[0] == each.code


def test_the_picture_is_small(resident, town):
    page = resident.open("/en/cases?view=map")

    assert len(str(BeautifulSoup(page.html, "html.parser").find("svg", class_="district-map"))) < 12_000
