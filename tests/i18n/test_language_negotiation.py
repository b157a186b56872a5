"""Which language a browser is answered in, among ours and among those that a city may add."""

import time
from dataclasses import replace

import pytest

from civic.i18n.languages import Languages, language
from civic.i18n.negotiation import LONGEST_HEADER, expand, negotiate


def offering(*tags: str) -> Languages:
    """Return languages of those tags; English, the source, comes first."""
    english = language("en")
    added = tuple(
        type(english)(tag.lower(), english.home, tag, tag, "en_GB", "ltr", tag, english) for tag in tags
    )
    return Languages((english, *added))


OURS = offering("de-AT", "zh-Hans", "ar")


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de-at"),
        ("de-CH", "de-at"),
        ("de-AT,en;q=0.5", "de-at"),
        ("de-Latn-LI", "de-at"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("cmn-CN", "zh-hans"),
        ("zh-Hans-TW", "zh-hans"),
        ("zh-TW", "en"),
        ("zh-HK,de;q=0.3", "de-at"),
        ("zh-MO, zh-Hant, ar;q=0.1", "ar"),
        ("ar-EG", "ar"),
        ("ar", "ar"),
        ("en-US", "en"),
        ("fr, de;q=0.2, ar;q=0.9", "ar"),
        ("de;q=0, ar;q=0.1", "ar"),
        ("tlh, x-klingon, de", "de-at"),
        ("DE-at", "de-at"),
        ("de_AT", "en"),
        ("de;q=nan, ar;q=inf", "en"),
        ("de;q=0.5;q=1, ar;q=0.1", "ar"),
        (";;;,,,q=1", "en"),
        ("dé, de\u200b, ar", "ar"),
    ],
)
def test_the_language_that_somebody_reads(header, slug):
    assert negotiate(header, "en", OURS).slug == slug


@pytest.mark.parametrize(
    ("offered", "header", "slug"),
    [
        (("sr-Latn",), "sr-Latn-RS", "sr-latn"),
        (("sr-Latn",), "sr-ME", "sr-latn"),
        (("sr-Latn",), "cnr", "sr-latn"),
        (("sr-Latn", "sr-Cyrl"), "sr-RS", "sr-cyrl"),
        (("sr-Latn", "sr-Cyrl"), "sr", "sr-cyrl"),
        (("sr-Latn",), "sr-RS", "en"),
        (("sr-Latn",), "sr-Cyrl, de", "en"),
        (("bs", "hr", "sr-Latn"), "sh", "bs"),
        (("hr", "sr-Latn"), "sh", "hr"),
        (("bs", "sr-Latn"), "hr-HR", "bs"),
        (("sr-Latn",), "hr", "sr-latn"),
        (("hr",), "bs", "hr"),
        (("hr",), "sr-Latn", "hr"),
        (("hr",), "sr-RS", "en"),
        (("bs", "hr"), "hr;q=0.5, bs;q=0.4", "hr"),
        (("zh-Hans", "zh-Hant"), "zh-TW", "zh-hant"),
        (("zh-Hant",), "zh-CN", "en"),
        (("mn",), "mn-MN", "mn"),
        (("mn",), "mn-CN", "en"),
        (("uk",), "ru", "en"),
        (("fa",), "fa-AF", "fa"),
    ],
)
def test_relatives_serve_but_never_across_scripts(offered, header, slug):
    assert negotiate(header, "en", offering(*offered)).slug == slug


def test_the_citys_language_answers_those_who_say_nothing():
    assert negotiate("", "de", OURS).slug == "de-at"
    assert negotiate("fr", "zh-Hans", OURS).slug == "zh-hans"
    assert negotiate("", "hr", offering("bs")).slug == "bs"
    assert negotiate("", "xx", OURS).slug == "en"


def test_a_register_is_chosen_and_never_negotiated():
    (german,) = offering("de-AT").every[1:]
    easy = replace(german, register="easy")

    assert negotiate("de", "en", Languages((OURS.source, easy))).slug == "en"


@pytest.mark.parametrize(
    "header",
    [
        ",".join(f"x{number}-{number}" for number in range(LONGEST_HEADER)),
        ",".join(f"aa-{number:08};q=0.{number % 1000:03}" for number in range(LONGEST_HEADER)),
        "a-" * LONGEST_HEADER,
        "en;" + " " * LONGEST_HEADER + "q=1",
        "de;q=" * LONGEST_HEADER,
    ],
    ids=["many tags", "many weights", "one long tag", "spaces", "weights only"],
)
def test_rubbish_of_any_length_is_answered_at_once(header):
    began = time.process_time()

    assert negotiate(header, "ar", OURS).slug == "ar"
    assert time.process_time() - began < 0.25


def test_what_comes_early_in_a_long_header_counts():
    assert negotiate("de," * 10_000, "en", OURS).slug == "de-at"


def test_the_likely_script_is_known():
    assert expand("zh-CN") == ("zh", "Hans")
    assert expand("zh-MO") == ("zh", "Hant")
    assert expand("sr-Latn-RS") == ("sr", "Latn")
    assert expand("sr") == ("sr", "Cyrl")
    assert expand("sh") == ("bs", "Latn")
    assert expand("tlh") == ("tlh", "")
    assert expand("") == ("", "")


def test_only_what_is_ready_is_negotiated():
    unready = replace(OURS.every[1], slug="fr", tag="fr", ready=False)

    assert negotiate("fr", "en", Languages((*OURS.every, unready))).slug == "en"
