"""Figures for officials: of the departments that they may read, with what is not known, and their cases."""

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from civic.cases import commands as c
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.web.browser import Browser
from tests.web.journeys import sign_in

FIGURES = "/en/office/figures"
WORDS = Text("In plain words.", "en")
AT_WORK = datetime(2026, 3, 2, 8, tzinfo=UTC)  # nine o'clock on a Monday
TOO_LATE = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def file(platform):
    def file(**fields):
        platform.clock.set(AT_WORK)
        return platform.cases.file(file_case(**fields), command_id=f"file-{platform.journal.size()}").case

    return file


@pytest.fixture
def do(platform):
    """Return what takes a step on a case at a moment."""

    def do(number, command, at=AT_WORK, **said):
        platform.clock.set(at)
        office = {"office": platform.cases.page(number).case.department}
        by = office if "office" in command.__dataclass_fields__ else {}
        size = platform.journal.size()
        platform.cases.work(command(case=number, **by, **said), command_id=f"do-{size}")

    return do


@pytest.fixture
def come_in(app, platform):
    def come_in(*grants, department="streets"):
        official = platform.officials.admit("Kim", "demo", grants[0], department=department)
        for grant in grants[1:]:
            platform.officials.grant(official.id, grant)
        browser = Browser(app.test_client())
        with browser.client.session_transaction() as session:
            session["sign_in"] = platform.officials.sign_ins.begin(official.id, "demonstration")
        return browser

    return come_in


def figures(page):
    """Return the three figures of a page as they are written, without what is for screen readers."""
    return [
        " ".join(part.get_text("|", strip=True).split("|")[0] for part in each.select("a"))
        for each in page.soup.select("main dl dd")
    ]


def rows(page, by):
    body = page.soup.select_one(f"#by-{by}")
    if body is None:
        return {}
    return {
        row.th.get_text(strip=True): [cell.get_text("|", strip=True).split("|")[0] for cell in row("td")]
        for row in body.find_next("tbody")("tr")
    }


def test_three_figures_stand_apart_with_what_they_are_out_of_and_what_is_not_known(file, do, official):
    punctual, late, _waits = file(), file(), file()
    do(punctual, c.ResolveCase, answer=WORDS)
    do(punctual, c.ConfirmSettlement)
    do(late, c.AnswerCase, at=TOO_LATE, answer=WORDS)

    page = official.open(FIGURES)

    assert figures(page) == ["1 of 2 (50%)", "1 of 1 (100%)", "1 of 1 (100%)"]
    summary = page.soup.select_one("main dl").get_text(" ", strip=True)
    assert summary.count("Still running, not counted: 1") == 1
    assert summary.count("Still running, not counted: 2") == 1
    assert "nobody is ranked" in page.text


def test_those_who_said_nothing_are_counted_apart(file, do, official):
    asked = [file() for _ in range(3)]
    for number in asked:
        do(number, c.ResolveCase, answer=WORDS)
    do(asked[0], c.RequestReopening, explanation=WORDS)

    page = official.open(FIGURES)

    assert figures(page)[2] == "0 of 1 (0%)"
    assert "They have said nothing, not counted: 2" in page.text


def test_the_same_is_told_by_week_service_area_unit_and_way_in(file, do, official, platform):
    given, _other = file(neighbourhood="harbour-market"), file(channel="phone")
    unit = platform.cities.get("demo").units_of("streets")[0]
    do(given, c.AssignCase, unit=unit)
    do(given, c.AnswerCase, answer=WORDS)

    page = official.open(FIGURES)

    assert len(rows(page, "week")) == 12
    assert list(rows(page, "week").values())[-1][0] == "1 of 1 (100%)"
    assert rows(page, "service")["Pothole or damaged road"][0] == "1 of 1 (100%)"
    assert set(rows(page, "district")) == {"Old Town", "No district known"}
    assert rows(page, "unit")["Not given to a unit"][0] == "none yet"
    assert len(rows(page, "unit")) == 2
    assert len(rows(page, "channel")) == 2


@pytest.mark.parametrize("by", ["", "week", "service", "district", "unit", "channel"])
def test_each_figure_leads_to_its_cases_as_officials_see_them(file, do, official, by):
    number = file(neighbourhood="harbour-market")
    do(number, c.AnswerCase, answer=WORDS)
    page = official.open(FIGURES)
    within = page.soup.select_one(f"#by-{by}").find_next("table") if by else page.soup.select_one("main dl")

    behind = official.open(within.select("a")[-3 if by == "week" else 0]["href"])

    assert behind.soup.select_one("main h2").get_text() == "In time: 1"
    (case,) = behind.soup.select("main li a")
    assert (case.get_text(), case["href"]) == (spell(number), f"/en/office/cases/{spell(number)}")


def test_only_departments_that_roles_cover_have_figures(file, come_in):
    file(), file(service="street-light")
    both = come_in(Grant("reader", "streets"), Grant("caseworker", "lighting"))
    lighting = come_in(Grant("reader", "lighting"))

    offices = [a["href"].rpartition("=")[2] for a in both.open(FIGURES).soup.select("main nav a")]
    assert offices == ["streets", "lighting"]
    assert list(rows(both.open(f"{FIGURES}?department=lighting"), "service")) == ["Street light not working"]
    assert both.open(f"{FIGURES}?department=water").status == 403
    assert both.open(f"{FIGURES}/cases?department=water&figure=answered").status == 403
    assert list(rows(lighting.open(FIGURES), "service")) == ["Street light not working"]
    assert lighting.open(f"{FIGURES}?department=streets").status == 403


def test_a_role_for_some_services_or_areas_counts_these_only(file, come_in):
    file(neighbourhood="harbour-market"), file(service="footpath")
    some = come_in(Grant("reader", "all", services=("pothole",)))
    nowhere = come_in(Grant("reader", "streets", districts=("somewhere-else",)))

    assert list(rows(some.open(FIGURES), "service")) == ["Pothole or damaged road"]
    assert rows(nowhere.open(FIGURES), "service") == {}
    assert "There are no figures yet." in nowhere.open(FIGURES).text


def test_who_may_not_read_cases_sees_no_figures(come_in, stranger):
    assert come_in(Grant("administrator", "all")).open(FIGURES).status == 403
    assert stranger.open(FIGURES).heading == "Sign in for an office"


@pytest.mark.parametrize(
    "wrong", ["figure=rank", "figure=answered&by=password", "figure=answered&by=week&code=2020-01-06", ""]
)
def test_a_figure_that_is_not_there_is_not_found(official, wrong):
    assert official.open(f"{FIGURES}/cases?{wrong}").status == 404


def test_figures_of_offices_add_up_to_those_of_the_city(file, do, platform, app):
    chance = random.Random(7)
    for _ in range(25):
        number = file(service=chance.choice(["pothole", "street-light"]))
        if chance.random() < 0.6:
            do(number, c.ResolveCase, at=chance.choice([AT_WORK, TOO_LATE]), answer=WORDS)
    head = Browser(app.test_client())
    sign_in(head, "streets", "head")
    year = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    city = platform.case_lists.rates("demo", year)

    counted = Counter()
    for department in ("streets", "lighting"):
        browser = Browser(app.test_client())
        sign_in(browser, department, "head")
        behind = browser.open(f"{FIGURES}/cases?figure=answered").soup
        for heading in behind.select("main h2"):
            words, _, number = heading.get_text().rpartition(": ")
            counted[words] += int(number)

    rate = city[""]["answered"]
    assert counted == Counter(
        {"In time": rate.yes, "Too late": rate.no, "Still running, not counted": rate.unknown}
    )
