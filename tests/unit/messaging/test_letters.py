"""Letters say in the reader's language what happened, and never the case code."""

import re
from string import Formatter

import pytest
from bs4 import BeautifulSoup

from civic.cases.events import CaseAnswered, CaseDeclined, CaseReopened, CaseResolved, ReopeningRefused
from civic.cities.registry import Cities
from civic.i18n.languages import language, languages
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.messaging.letters import as_large_type, as_text, letter_paragraphs, letter_words, subject
from tests.builders.cases import case_filed

NUMBER = CaseNumber("ABCDE2345F")
CITY = Cities().get("demo")
CODE = "ABCD-EFGH-JKMN"
LINK = "https://city.example/x/cases/ABCDE-2345F"
OF = {"case": NUMBER, "office": "streets"}
ANSWER = Text("We will look at it on Monday.\n\nKind regards", "en")


def body(*facts):
    return as_text(letter_paragraphs(*facts))


def test_a_letter_in_english_is_exactly_this():
    assert subject(CITY, NUMBER, language("en")) == "Erlbruck on the Mirn: news of your case ABCDE-2345F"
    assert body(CaseAnswered(**OF, answer=ANSWER), ANSWER, CITY, NUMBER, CODE, LINK, language("en")) == (
        "Hello,\n"
        "\n"
        f"{office('en')} answered.\n"
        "\n"
        "We will look at it on Monday.\n"
        "\n"
        "Kind regards\n"
        "\n"
        "Case number: ABCDE-2345F\n"
        "\n"
        "Receipt code: ABCD-EFGH-JKMN\n"
        "\n"
        "Everything about this case:\n"
        f"{LINK}\n"
        "\n"
        "If you would rather talk to a person: Citizens’ counter, town hall, "
        "+43 0000 4000 · counter@erlbruck.example\n"
        "\n"
        "You get this letter because you left this address when you filed the case. "
        "It was sent automatically; nobody reads answers to it.\n"
    )


def office(tag):
    return CITY.department("streets").names[tag]


def test_in_arabic_numbers_and_addresses_keep_their_order():
    words = body(CaseAnswered(**OF), None, CITY, NUMBER, CODE, LINK, language("ar"))

    assert f"أجاب \u2068{office('ar')}\u2069." in words
    assert "رقم الطلب: \u2066ABCDE-2345F\u2069\n" in words
    assert "\u2066+43 0000 4000\u2069 · \u2066counter@erlbruck.example\u2069" in words
    assert subject(CITY, NUMBER, language("ar")).endswith("\u2066ABCDE-2345F\u2069")


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
@pytest.mark.parametrize(
    "event",
    [
        case_filed(),
        CaseAnswered(**OF),
        CaseResolved(**OF),
        CaseDeclined(**OF, reason="duplicate"),
        CaseReopened(**OF),
        ReopeningRefused(**OF),
    ],
    ids=lambda event: event.TYPE,
)
def test_every_event_has_a_letter_in_every_language(event, spoken):
    words = body(event, None, CITY, NUMBER, CODE, LINK, spoken)

    assert f"\n{LINK}\n" in words
    assert "ABCDE-2345F" in words
    assert not re.search(r"<|&\w+;|%\(|\{|event\.", words)


def test_words_gone_with_an_erasure_leave_no_gap():
    words = body(CaseAnswered(**OF), None, CITY, NUMBER, CODE, LINK, language("en"))

    assert "answered.\n\nCase number" in words


def test_every_language_has_the_same_words_with_the_same_placeholders():
    def shape(words):
        return {
            key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in words.items()
        }

    assert letter_words().keys() >= {each.slug for each in languages() if each.register is None}
    assert all(shape(words) == shape(letter_words()["en"]) for words in letter_words().values())


def test_a_subject_is_one_line():
    assert all("\n" not in subject(CITY, NUMBER, each) for each in languages())


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_in_large_type_a_letter_says_the_same_words(spoken):
    answer = Text("We will look at it on Monday.\nRoom <3> & 4", "en")
    paragraphs = letter_paragraphs(
        CaseAnswered(**OF, answer=answer), answer, CITY, NUMBER, CODE, LINK, spoken
    )

    page = BeautifulSoup(as_large_type(paragraphs, "News & more", spoken), "html.parser")

    assert page.body.get_text().split() == as_text(paragraphs).split()
    assert (page.html["lang"], page.html["dir"]) == (spoken.tag, spoken.direction)
    assert page.title.get_text() == "News & more"
    assert page.find("p", lang="en", dir="auto").get_text().endswith("Room <3> & 4")
    assert [link["href"] for link in page.find_all("a")] == [LINK]


def test_a_letter_in_large_type_asks_for_nothing_from_anywhere():
    paragraphs = letter_paragraphs(CaseAnswered(**OF), None, CITY, NUMBER, CODE, LINK, language("en"))
    page = BeautifulSoup(as_large_type(paragraphs, "News", language("en")), "html.parser")

    assert page.find_all(["img", "link", "script", "style", "iframe"]) == []
