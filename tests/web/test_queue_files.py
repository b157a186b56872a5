"""The queue as files: the same cases, only those one may read, and nothing that a spreadsheet calculates."""

import csv
import io
import itertools
import json
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.cases import commands as c
from civic.cases.exports import COLUMNS, MARK, as_csv, as_geojson, harmless
from civic.cases.handlers import persons_of_case
from civic.cases.queries import ExportedCase
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.kernel.place import Point
from civic.people.events import ErasureCarriedOut
from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.web.browser import Browser

CSV, GEOJSON = "/office/queue.csv", "/office/queue.geojson"
HARBOUR = Point.from_degrees(45.0012, -30.0203)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.fixture
def file(platform):
    return lambda **fields: (
        platform.cases.file(file_case(**fields), command_id=f"file-{platform.journal.size()}").case
    )


@pytest.fixture
def come_in(app, platform):
    """Return what lets in somebody of the road office with a role, and returns their browser."""

    def come_in(grant):
        official = platform.officials.admit("Kim", "demo", grant, department="streets")
        browser = Browser(app.test_client())
        with browser.client.session_transaction() as session:
            session["sign_in"] = platform.officials.sign_ins.begin(official.id, "demonstration")
        return browser

    return come_in


def rows(browser, query="", delimiter=","):
    answer = browser.client.get(CSV + query)
    assert answer.status_code == 200
    return list(
        csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix(MARK)), delimiter=delimiter)
    )


def features(browser, query=""):
    return json.loads(browser.client.get(GEOJSON + query).data)["features"]


def numbers(browser, query=""):
    return [row["number"] for row in rows(browser, query)]


def test_a_file_has_what_the_queue_has_with_the_same_filters(official, platform, file):
    waits, ended, elsewhere = file(), file(), file(service="street-light")
    done = c.ResolveCase(case=ended, office="streets", answer=Text("Done.", "en"))
    platform.cases.work(done, command_id="done")

    assert numbers(official) == [spell(waits)]
    assert numbers(official, "?state=ended") == [spell(ended)]
    assert numbers(official, "?departments=all") == [spell(waits)]  # a caseworker of one office
    assert numbers(official, "?state=nonsense") == [spell(waits)]
    assert spell(elsewhere) not in str(rows(official, "?departments=all"))


def test_the_queue_leads_to_its_files(official, file):
    file()
    page = official.open("/en/office/queue?state=received&departments=all")

    addresses = [a["href"] for a in page.soup.select("main a") if a["href"].startswith("/office/queue.")]

    assert addresses == [f"{address}?state=received&departments=all" for address in (CSV, GEOJSON)]
    assert "no contact details" in page.text


def test_everything_that_everyone_may_see_of_a_case_stands_in_its_row(official, file):
    number = file(
        point=HARBOUR,
        address="Schulgasse 4",
        description=Text('Ein "Loch",\nsehr tief. 🙂', "de"),
    )

    (row,) = rows(official)
    (feature,) = features(official)

    assert list(row) == list(COLUMNS)
    assert (row["number"], row["service"]) == (spell(number), "pothole")
    assert row["service_name"] == "Pothole or damaged road"
    assert (row["latitude"], row["longitude"]) == ("45.0012", "-30.0203")
    assert (row["description"], row["language"]) == ('Ein "Loch",\nsehr tief. 🙂', "de")
    assert row["filed_at"] == feature["properties"]["filed_at"]
    assert (feature["id"], feature["geometry"]) == (
        number,
        {"type": "Point", "coordinates": [-30.0203, 45.0012]},
    )


def test_no_file_says_how_to_reach_anybody_or_where_it_is_exactly(come_in, platform, file):
    blurred = next(
        each
        for each in platform.cities.get("demo").services
        if each.public_precision_metres and not any(question.required for question in each.questions)
    )
    file(service=blurred.code, point=HARBOUR, address="Schulgasse 4")
    browser = come_in(Grant("head", "all"))

    (row,) = rows(browser, "?departments=all")
    (feature,) = features(browser, "?departments=all")

    everything = str(row) + str(feature)
    assert "example.org" not in everything
    assert "A. Beispiel" not in everything
    assert row["address"] == ""
    assert (float(row["longitude"]), float(row["latitude"])) != HARBOUR.degrees()[::-1]
    assert feature["geometry"]["coordinates"] == [float(row["longitude"]), float(row["latitude"])]


@pytest.mark.parametrize(
    ("grant", "sees"),
    [
        (Grant("reader", "streets"), ["pothole"]),
        (Grant("reader", "all"), ["pothole", "street-light"]),
        (Grant("reader", "lighting"), ["street-light"]),
        (Grant("reader", "all", services=("street-light",)), ["street-light"]),
        (Grant("reader", "streets", districts=("nowhere",)), []),
    ],
    ids=str,
)
def test_a_file_has_only_what_the_roles_of_an_official_cover(come_in, file, grant, sees):
    file(), file(service="street-light")
    browser = come_in(grant)

    assert {row["service"] for row in rows(browser, "?departments=all")} == set(sees)
    assert {each["properties"]["service"] for each in features(browser, "?departments=all")} == set(sees)


def test_who_may_not_read_cases_gets_no_file(come_in, stranger):
    assert come_in(Grant("administrator", "all")).client.get(CSV).status_code == 403
    assert stranger.client.get(CSV).status_code == 303
    assert stranger.client.get(GEOJSON).status_code == 303


def test_a_file_is_kept_by_no_cache_and_named_after_the_day(official):
    answer = official.client.get(CSV)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="cases-2026-')


def test_words_that_were_erased_are_in_no_file(official, platform, file):
    number = file()
    platform.eraser.erase_all(
        persons_of_case(platform.journal, number), ErasureCarriedOut(ground="request"), command_id="erase"
    )

    (row,) = rows(official)

    assert (row["number"], row["description"]) == (spell(number), "")


TRAPS = [
    *(f"{begin}HYPERLINK(A1)" for begin in FORMULAS if begin != "\r"),  # which no words have
    "  =1+1",
    "deep;=cmd|' /C calc'!A0",
    "deep\n-2+3",
    'deep";@SUM(1)',
    "a;;\t=1",
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("words", TRAPS)
def test_no_cell_begins_with_what_a_spreadsheet_calculates(official, file, words, delimiter):
    file(description=Text(words), address=words.replace("\n", " ").replace("\r", " ").replace("\t", " "))
    text = official.client.get(CSV).get_data(as_text=True)

    cells = itertools.chain.from_iterable(csv.reader(io.StringIO(text), delimiter=delimiter))

    begin = [cell for cell in cells if cell.lstrip(" \n\t").startswith(FORMULAS) and not is_number(cell)]
    assert begin == []


def is_number(cell):
    try:
        return float(cell) < 0
    except ValueError:
        return False


@settings(deadline=None)
@given(st.text(st.sampled_from("=+-@;,|\t\r\n \"'a1"), max_size=12))
def test_however_words_are_cut_no_part_of_them_is_a_formula(words):
    cells = (
        harmless(words).replace("|", ";").replace("\t", ";").replace("\n", ";").replace("\r", ";").split(";")
    )

    assert not [cell for cell in cells if cell.strip().startswith(FORMULAS)]


def test_harmless_words_stay_as_they_are():
    words = "Loch vor Nr. 4-6 (ca. 3 + 4 m), siehe a@example.org; danke, =) "

    assert harmless("Loch") == "Loch"
    assert harmless(words.replace("=)", ":)")) == words.replace("=)", ":)")


def many(count):
    """Yield cases as they come from the database: nobody holds more than one."""
    for _ in range(count):
        yield ExportedCase(_Row(), "x" * 200, "de")


class _Row:
    """A row of any case."""

    def __init__(self):
        self.case = "23456789AB"
        self.filed_at = self.changed_at = datetime(2026, 3, 2, tzinfo=UTC)
        self.point = Point(45_000_000, -30_000_000)

    def __getattr__(self, name):
        return name


@pytest.mark.parametrize("write", [as_csv, as_geojson])
def test_memory_does_not_grow_with_the_number_of_cases(write):
    tracemalloc.start()
    written = sum(len(part) for part in write(many(10_000), str.upper))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert written > 3_000_000
    assert most < 1_000_000


@pytest.mark.parametrize("address", [CSV, GEOJSON])
def test_a_file_is_sent_while_it_is_written(official, file, address):
    file()

    assert official.client.get(address).is_streamed


def test_cases_are_read_some_at_a_time_and_each_once(platform, file):
    filed = [file() for _ in range(7)]
    exported = platform.case_lists.exported(city="demo", departments=None, states=("received",), at_once=3)

    first = [next(exported).row.case for _ in range(3)]
    platform.cases.work(c.AcknowledgeCase(case=filed[3], office="streets"), command_id="moved")
    platform.projector.catch_up_with_all()
    rest = [each.row.case for each in exported]

    assert first == filed[:3]
    assert rest == filed[4:]
