"""Feeds of cases: what is new, for whoever follows a place, a service or a case without an account."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civic.cases.handlers import persons_of_case
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from civic.web.atom import Entry, Feed, written
from tests.builders.cases import file_case

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def read(resident):
    def read(address):
        answer = resident.client.get(address)
        assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
        return ET.fromstring(answer.data)

    return read


def texts(feed, name):
    return [each.text for each in feed.iterfind(f"{ATOM}entry/{ATOM}{name}")]


def file(platform, key, **fields):
    return platform.cases.file(file_case(**fields), command_id=key).case


def test_a_feed_tells_of_the_newest_cases_first_in_the_words_of_their_reporters(platform, read):
    file(platform, "first", description=Text("It is dark.", "en"))
    file(platform, "second", description=Text("مظلم", "ar"))

    feed = read("/data/cases.atom?language=en")

    assert texts(feed, "summary") == ["مظلم", "It is dark."]
    assert [each.get(LANGUAGE) for each in feed.iter(f"{ATOM}summary")] == ["ar", "en"]


def test_a_feed_is_narrowed_like_the_list_that_leads_to_it(platform, resident, read):
    file(platform, "lamp", service="street-light")
    file(platform, "hole", service="pothole")
    page = resident.open("/de/cases?service=pothole")
    address = page.soup.find("link", type="application/atom+xml")["href"]

    feed = read(address)

    assert len(texts(feed, "title")) == 1
    assert "service=pothole" in feed.find(f"{ATOM}link[@rel='alternate']").get("href")
    assert feed.findtext(f"{ATOM}id").endswith(address)


def test_the_feed_of_a_case_tells_what_happened_the_latest_first(resident, official, read, number):
    official.send(official.open(f"/en/office/cases/{number}"), "/resolution", answer="A new lamp is in.")
    page = resident.open(f"/en/cases/{number}")

    feed = read(page.soup.find("link", type="application/atom+xml")["href"])

    assert texts(feed, "title") == [
        "Roads and footpaths says that it is done.",
        "The case was filed on the website.",
    ]
    assert texts(feed, "summary")[0] == "A new lamp is in."


def test_erased_words_are_in_no_feed(platform, read):
    number = file(platform, "first", description=Text("It is dark.", "en"))
    platform.eraser.erase(
        persons_of_case(platform.journal, number)[0], ErasureCarriedOut(ground="request"), command_id="erase"
    )

    for address in ("/data/cases.atom", f"/data/cases/{number}.atom"):
        feed = read(address)
        assert len(texts(feed, "id")) == 1
        assert texts(feed, "summary") == []


def test_a_feed_without_cases_or_with_unknown_filters_is_a_feed_all_the_same(read):
    feed = read("/data/cases.atom?language=tlh&service=dragons&district=%00")

    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00.000000Z"
    assert feed.get(LANGUAGE) == "en"


def test_nobody_follows_a_case_that_is_not_there(resident):
    assert resident.client.get("/data/cases/22222-22222.atom").status_code == 404


ANYTHING = st.text(st.characters(exclude_characters="\r"))


@given(ANYTHING, ANYTHING)
@example("\x00\ud800\ufffe\U0001f9ea", "]]><script>&")
def test_whatever_is_said_is_read_back_by_another_reader(title, words):
    entry = Entry("https://city.example/1", title, "https://city.example/1", NOON, Text(words, "en"))
    feed = Feed("https://city.example/f", title, title, "https://city.example/", "en", NOON, [entry])

    read = ET.fromstring(written(feed))

    assert len(read.findtext(f"{ATOM}title")) == len(title)
    assert len(read.findtext(f"{ATOM}entry/{ATOM}summary")) == len(words)


def test_lines_end_in_one_way():
    words = Text("one\r\ntwo\rthree", "en")
    entry = Entry("https://city.example/1", "", "https://city.example/1", NOON, words)
    feed = Feed("https://city.example/f", "", "", "https://city.example/", "en", NOON, [entry])

    assert ET.fromstring(written(feed)).findtext(f"{ATOM}entry/{ATOM}summary") == "one\ntwo\nthree"
