"""Characters that hide, turn words around or pass for others neither break a page nor fool its readers."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.kernel.language import has_unseen
from civic.web import rendering
from tests.web.browser import Browser
from tests.web.journeys import WORDS, check_page, file_a_case, sign_in

TEMPLATES = Path(rendering.__file__).parent / "templates"
WORDS_OF_PEOPLE = re.compile(r"<(\w+[^>]*dir=\"auto\"[^>]*)>\{\{ ([^}]+) \}\}")
EVERYTHING = "Lampe مصباح 灯 🙂 👨\u200d👩\u200d👧 𠀋 \U0010fffd שלום " + "W" * 3000


def test_what_copying_left_behind_is_taken_away_without_a_word(resident):
    check = check_page(
        resident,
        description="\ufeffDeep\u200b hole\u00ad.",
        address="\u2068Schulgasse\u2069 4",
        contact__phone="\u202d+43 660 0000000\u202c",
    )

    assert check.heading == "Check before you send"
    assert not has_unseen(check.html)
    assert "Deep hole." in check.text
    assert "+43 660 0000000" in check.text


def test_words_that_are_turned_around_are_named_and_kept_straight(resident):
    page = check_page(resident, description=f"{WORDS} \u202etxt.exe")

    assert page.faults() == ["#f-description"]
    assert page.value("description") == f"{WORDS} txt.exe"
    assert "\u202e" not in page.html


def test_a_name_of_nothing_is_no_name(resident):
    page = check_page(resident, description="\u3164\u200b")

    assert page.faults() == ["#f-description"]


def test_a_word_that_passes_for_another_is_marked_wherever_it_is_shown(resident, platform):
    said = {"description": f"{WORDS} Pay at pаypal.example.", "address": "Behind the Кirk"}
    check, number = check_page(resident, **said), file_a_case(resident, **said)
    official = Browser(resident.client)
    sign_in(official, "streets")
    pages = (
        resident.open(f"/en/cases/{number}"),
        resident.open("/en/cases"),
        official.open(f"/en/office/cases/{number}"),
        official.open("/en/office/queue"),
    )

    for page in (check, *pages):
        marked = [each.get_text() for each in page.soup.select(".mixed")]
        assert set(marked) == {"pаypal.example", "Кirk"}
        assert page.text.count("(mixed alphabets)") == len(marked)
    kept = resident.client.get(f"/api/v1/cases/{number}").get_json()
    assert kept["description"]["text"] == f"{WORDS} Pay at pаypal.example."


def test_no_template_shows_words_of_people_in_another_way():
    """What stands in an element with `dir="auto"` is somebody's; the words of standard replies are copied."""
    shown = [
        (path.name, expression)
        for path in TEMPLATES.rglob("*.html")
        for tag, expression in WORDS_OF_PEOPLE.findall(path.read_text(encoding="utf-8"))
        if "data-words" not in tag
    ]

    assert len(shown) >= 6
    assert [each for each in shown if not each[1].endswith("|as_written")] == []


def test_a_feed_says_it_as_well(resident):
    file_a_case(resident, description=f"{WORDS} Pay at pаypal.example.")

    assert "pаypal.example (gemischte Schriften)." in resident.client.get(
        "/data/cases.atom?language=de"
    ).get_data(as_text=True)


def test_an_address_that_passes_for_another_is_refused(resident):
    page = check_page(resident, contact__email="mira@exаmple.org")

    assert page.faults() == ["#f-contact-email"]


def test_all_of_unicode_is_shown_as_it_was_written(resident, platform):
    number = file_a_case(resident, description=EVERYTHING)
    official = Browser(resident.client)
    sign_in(official, "streets")

    for address in (f"/ar/cases/{number}", f"/ar/office/cases/{number}"):
        said = [
            each for each in official.open(address).soup.find_all(dir="auto") if "مصباح" in each.get_text()
        ]
        assert [each.get_text().strip() for each in said] == [EVERYTHING]
        assert said[0]["lang"] == "en"


def test_machines_are_told_of_what_nobody_sees(client):
    sent = {
        "service": "pothole",
        "description": {"text": "Hole\u200b", "language": "en"},
        "place": {"address": "x 4"},
    }

    answer = client.post("/api/v1/cases", json=sent, headers={"Idempotency-Key": "0123456789abcdef"})

    assert answer.status_code == 422
    assert "input.control-characters" in answer.get_data(as_text=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=1, max_size=200))
def test_whatever_is_written_the_page_stays_whole(resident, words):
    page = check_page(resident, description=words, address=words[:60])
    soup = BeautifulSoup(page.html, "html5lib")

    assert page.status in {200, 422}
    assert len(soup.find_all("h1")) == 1
    assert soup.find("footer") is not None
    assert not has_unseen(page.html)


@pytest.mark.parametrize("language", ["xx-yy", "tlh-Latn-x-secret", "de\u202e"])
def test_a_language_that_does_not_exist_leads_nowhere(client, language):
    assert client.get(f"/{language}/").status_code == 404
