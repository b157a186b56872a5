"""The page of figures: what it counts, what it says, and that picture, words, table and file agree."""

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from civic.cases.events import CaseResolved
from civic.i18n.languages import languages
from civic.kernel.clock import to_timestamp
from civic.kernel.journal import Change
from civic.kernel.place import Place
from tests.builders.cases import case_filed, filing


@pytest.fixture
def weeks_ago(platform):
    """Return a function that files a case so many weeks ago, and ends it after some days if that is said."""

    def file(weeks, *, ended_after=None, district="old-town", **fields):
        moment = platform.clock.now() - timedelta(weeks=weeks)
        filed = case_filed(place=Place(district=district), occurred_at=to_timestamp(moment), **fields)
        platform.journal.append([filing(filed)], command_id=f"file-{filed.case}")
        if ended_after is not None:
            ended = CaseResolved(
                case=filed.case,
                office="streets",
                reporter=filed.reporter,
                occurred_at=to_timestamp(moment + timedelta(days=ended_after)),
            )
            platform.journal.append(
                [Change(f"case/{filed.case}", 1, [ended])], command_id=f"end-{filed.case}"
            )
        return moment

    return file


def rows(client, name, **asked):
    answer = client.get(f"/data/{name}.csv", query_string=asked)
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def test_cases_are_counted_in_the_weeks_in_which_they_were_filed_and_ended(client, platform, weeks_ago):
    zone = platform.cities.get("demo").zone
    expected = Counter()
    for weeks, ended_after in [(0, None), (1, None), (2, 0), (2, 8), (5, 14), (12, None), (13, 14), (40, 1)]:
        moment = weeks_ago(weeks, ended_after=ended_after)
        expected[monday(moment, zone), "filed"] += 1
        if ended_after is not None:
            expected[monday(moment + timedelta(days=ended_after), zone), "ended"] += 1

    found = rows(client, "cases-by-week")

    assert len(found) == 12
    for row in found:
        assert int(row["filed"]) == expected[row["week_from"], "filed"], row
        assert int(row["ended"]) == expected[row["week_from"], "ended"], row
    assert found[-1]["week_from"] == monday(platform.clock.now() - timedelta(weeks=1), zone)


def test_earlier_weeks_with_cases_are_a_link_away_and_so_are_their_files(client, platform, weeks_ago):
    zone = platform.cities.get("demo").zone
    long_ago = weeks_ago(200, ended_after=3)
    between = weeks_ago(100)
    now = client.get("/en/figures")

    earlier = follow(client, now, "Earlier weeks")
    earliest = follow(client, earlier, "Earlier weeks")

    assert weeks_with(client, now) == {}
    assert weeks_with(client, earlier) == {monday(between, zone): (1, 0)}
    filed, ended = monday(long_ago, zone), monday(long_ago + timedelta(days=3), zone)
    assert weeks_with(client, earliest) == {filed: (1, int(ended == filed))} | (
        {} if ended == filed else {ended: (0, 1)}
    )
    assert "Earlier weeks" not in earliest.text
    assert weeks_with(client, follow(client, earliest, "Later weeks")) == weeks_with(client, earlier)
    assert "Later weeks" not in now.text


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01", "yesterday", "2026-02-30", ""])
def test_a_day_that_is_none_or_to_come_asks_for_the_last_weeks(client, until):
    last = client.get("/en/figures").text

    assert weeks_with(client, client.get(f"/en/figures?until={until}")) == {}
    assert last.count("From ") == client.get(f"/en/figures?until={until}").text.count("From ")
    assert rows(client, "cases-by-week") == rows(client, "cases-by-week", until=until)


def follow(client, page, words):
    soup = BeautifulSoup(page.data, "html.parser")
    return client.get(next(link["href"] for link in soup.select("main a") if link.get_text() == words))


def weeks_with(client, page):
    """Return the weeks of a page in which something happened, from the file that it leads to."""
    soup = BeautifulSoup(page.data, "html.parser")
    file = next(link["href"] for link in soup.select("a[href]") if "/cases-by-week.csv" in link["href"])
    found = csv.DictReader(io.StringIO(client.get(file).get_data(as_text=True)))
    counts = {row["week_from"]: (int(row["filed"]), int(row["ended"])) for row in found}
    return {week: each for week, each in counts.items() if any(each)}


def monday(moment, zone):
    day = moment.astimezone(zone).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def test_open_cases_are_counted_by_district_in_the_order_of_the_city(client, platform, weeks_ago):
    weeks_ago(3)
    weeks_ago(3, ended_after=1)
    weeks_ago(1, district=None)
    weeks_ago(1, city="elsewhere")

    found = {row["district"]: int(row["open_cases"]) for row in rows(client, "open-cases-by-district")}

    districts = [each.code for each in platform.cities.get("demo").districts]
    assert list(found) == [*districts, ""]
    assert found.pop("old-town") == found.pop("") == 1
    assert set(found.values()) == {0}


def test_figures_of_an_unknown_name_are_not_there(client):
    assert client.get("/data/passwords.csv").status_code == 404


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_each_picture_is_said_in_words_and_stands_beside_its_table_and_file(resident, weeks_ago, spoken):
    weeks_ago(1)
    weeks_ago(4, ended_after=1)
    page = resident.open(f"/{spoken.slug}/figures")

    charts = page.soup.select("figure.chart")
    assert len(charts) == 2
    for chart in charts:
        picture = chart.select_one("svg[role=img]")
        assert picture.find("title").get_text(strip=True)
        assert len(picture.find("desc").get_text(strip=True)) > 20
        assert chart.select_one("details table caption").get_text(strip=True)
        link = chart.find("a", href=lambda href: href.startswith("/data/"))
        assert resident.client.get(link["href"]).status_code == 200


def test_the_words_say_how_it_went(resident, weeks_ago):
    weeks_ago(1)
    weeks_ago(1)
    page = resident.open("/en/figures")

    words = page.soup.select_one("#weeks-words").get_text(" ", strip=True)
    assert words.startswith("Filed: rose from 0 (")
    assert ") to 2 (" in words
    assert "Ended: as many at the end (" in words


def test_a_city_without_cases_has_a_page_of_figures_too(resident):
    page = resident.open("/en/figures")

    assert page.status == 200
    assert page.heading == "What the city gets done"
