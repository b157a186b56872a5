"""Who gets a letter about their case, in which language, and who gets none."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from civic.cases.events import Contact, Correspondence
from civic.cities.registry import Cities
from civic.i18n.languages import read_languages
from civic.kernel.event import Recorded
from civic.kernel.ids import public_id_of
from civic.kernel.language import Text
from civic.kernel.receipt_code import receipt_code
from civic.messaging.notices import CaseNotices, reader_of
from tests.builders.cases import case_answered, case_filed

LANGUAGES = read_languages()
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
REACHABLE = Contact(name="A. Beispiel", email="a@example.org", phone="+43 1 234")


class Streams:
    """One stream whose first event is at position 10."""

    def __init__(self, *events):
        self._events = [
            Recorded(10 + n, f"id-{n}", "case/X", n + 1, MORNING, event) for n, event in enumerate(events)
        ]

    def stream_at(self, position):
        assert 10 <= position < 10 + len(self._events)
        return "case/X"

    def leaf_hash(self, position):
        return position.to_bytes(32)

    def load(self, stream):
        assert stream == "case/X"
        return self._events


def settlement_code(position):
    return public_id_of(position)


def letter_about(position, *events):
    return CaseNotices(
        Streams(*events), Cities(), "https://city.example/", LANGUAGES, settlement_code
    ).letter(position, "message-1")


def test_the_letter_is_for_whoever_filed_the_case():
    filed = case_filed(contact=REACHABLE)

    letter = letter_about(11, filed, case_answered(filed))

    assert (letter.to, letter.message_id, letter.written_at) == ("a@example.org", "message-1", MORNING)
    assert letter.language == "en"
    assert "We will look at it on Monday." in letter.text
    assert f"\nhttps://city.example/en/cases/{filed.case[:5]}-{filed.case[5:]}\n" in letter.text


def test_the_letter_tells_the_receipt_code_of_the_event_it_is_about():
    filed = case_filed(contact=REACHABLE)

    letter = letter_about(11, filed, case_answered(filed))

    assert receipt_code(11, (11).to_bytes(32)) in letter.text


def test_the_letter_is_about_the_event_that_its_message_names():
    filed = case_filed(contact=REACHABLE)

    letter = letter_about(11, filed, case_answered(filed, "First words"), case_answered(filed, "Later words"))

    assert "First words" in letter.text
    assert "Later words" not in letter.text


def test_only_the_address_is_used_of_the_contact():
    letter = letter_about(10, case_filed(contact=REACHABLE))

    assert "Beispiel" not in letter.subject + letter.text
    assert "+43 1 234" not in letter.text


@pytest.mark.parametrize("contact", [None, Contact(), Contact(name="A. Beispiel", phone="+43 1 234")])
def test_whoever_left_no_address_or_was_erased_gets_none(contact):
    filed = case_filed(contact=contact)

    assert letter_about(11, filed, case_answered(filed)) is None


@pytest.mark.parametrize(
    ("written_in", "spoken"),
    [("de", "de-AT"), ("de-CH", "de-AT"), ("zh-CN", "zh-Hans"), ("ar-EG", "ar"), ("en-GB", "en")],
)
def test_the_letter_speaks_the_language_that_the_case_was_written_in(written_in, spoken):
    filed = case_filed(description=Text("…", written_in))

    assert reader_of(filed, "a@example.org").spoken(Cities().get("demo"), LANGUAGES).tag == spoken


@pytest.mark.parametrize("description", [None, Text("…", "und"), Text("…", "tlh")])
def test_otherwise_it_speaks_the_language_of_the_city(description):
    filed = case_filed(description=description)

    assert reader_of(filed, "a@example.org").spoken(Cities().get("demo"), LANGUAGES).tag == "en"


def test_a_printed_letter_shows_nothing_about_the_person():
    printed = repr(letter_about(10, case_filed(contact=REACHABLE)))

    assert "example.org" not in printed
    assert "case" not in printed


def wanting(**wishes):
    return replace(REACHABLE, correspondence=Correspondence(**wishes))


@pytest.mark.parametrize(
    ("wishes", "slug"),
    [
        ({"language": "ar"}, "ar"),
        ({"language": "de-AT", "easy_words": True}, "de-easy"),
        ({"language": "zh-Hans", "easy_words": True}, "zh-hans"),
        ({"language": "tlh"}, "en"),
    ],
)
def test_a_letter_is_in_the_language_and_the_words_that_its_reader_wants(wishes, slug):
    filed = case_filed(contact=wanting(**wishes), description=Text("…", "en"))

    letter = letter_about(11, filed, case_answered(filed))

    assert letter.language == LANGUAGES.get(slug).tag
    assert f"https://city.example/{slug}/cases/" in letter.text


def test_only_who_wants_large_type_gets_it():
    def large_type(contact):
        return letter_about(10, case_filed(contact=contact)).large_type

    assert "24px" in large_type(wanting(language="en", large_type=True))
    assert large_type(wanting(language="en")) is None
    assert large_type(REACHABLE) is None
