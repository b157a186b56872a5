"""Which language a browser is answered in, and that a new language is a row and a catalogue."""

import pytest

from civic.i18n.languages import LOCALES, languages
from civic.i18n.negotiation import LONGEST_HEADER, expand, negotiate


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-CH", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh-Hans-TW", "zh-hans"),
        ("zh-TW", "en"),
        ("zh-HK,de;q=0.3", "de"),
        ("ar-EG", "ar"),
        ("ar", "ar"),
        ("en-US", "en"),
        ("fr, de;q=0.2, ar;q=0.9", "ar"),
        ("de;q=0, ar;q=0.1", "ar"),
        ("tlh, x-klingon, de", "de"),
        ("DE-at", "de"),
        ("de_AT", "en"),
        ("de;q=nan, ar;q=inf", "en"),
        (";;;,,,q=1", "en"),
    ],
)
def test_the_language_that_somebody_reads(header, slug):
    assert negotiate(header, default="en").slug == slug


def test_the_citys_language_answers_those_who_say_nothing():
    assert negotiate("", default="de").slug == "de"
    assert negotiate("fr", default="zh-Hans").slug == "zh-hans"


def test_a_header_of_any_length_is_answered():
    assert negotiate("de," * 10_000, default="en").slug == "de"
    assert negotiate("x" * 3 * LONGEST_HEADER, default="en").slug == "en"


def test_the_likely_script_is_known():
    assert expand("zh-CN") == ("zh", "Hans")
    assert expand("zh-MO") == ("zh", "Hant")
    assert expand("sr-Latn-RS") == ("sr", "Latn")
    assert expand("sr") == ("sr", "Cyrl")
    assert expand("tlh") == ("tlh", "")


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_each_language_is_a_row_and_a_catalogue(spoken):
    assert spoken.direction in {"ltr", "rtl"}
    assert spoken.fallback in {None, *(each.slug for each in languages())}
    assert (LOCALES / spoken.folder / "LC_MESSAGES" / "messages.po").is_file()
