"""Easy language is a way of speaking a language, not a language of its own."""

from collections import Counter

import pytest

from civic.i18n.catalogues import SAME, Catalogue, catalogue
from civic.i18n.checks import faults_of
from civic.i18n.extraction import template
from civic.i18n.languages import language, languages, read_languages

REGISTERS = [each for each in languages() if each.register]
each_register = pytest.mark.parametrize("spoken", REGISTERS, ids=lambda each: each.slug)


def test_german_can_be_read_in_easy_words():
    assert "de-easy" in [each.slug for each in REGISTERS]


@each_register
def test_a_page_in_easy_words_is_in_the_language_itself(client, spoken):
    page = client.get(f"/{spoken.slug}/")

    assert page.headers["Content-Language"] == spoken.fallback.tag
    assert f'<html lang="{spoken.fallback.tag}" dir="{spoken.direction}"' in page.get_data(as_text=True)


@each_register
def test_search_engines_are_told_of_each_language_once(client, spoken):
    html = client.get(f"/{spoken.slug}/").get_data(as_text=True)
    told = Counter(line.split('"')[3] for line in html.splitlines() if 'rel="alternate" hreflang' in line)

    assert told == dict.fromkeys((each.tag for each in languages() if each.register is None), 1)


@each_register
def test_people_choose_it_by_its_own_name(client, spoken):
    assert spoken.name in client.get("/en/").get_data(as_text=True)
    assert spoken.name in client.get(f"/{spoken.slug}/").get_data(as_text=True)


@each_register
def test_only_what_residents_read_is_asked_for_in_easy_words(spoken):
    asked = {message.id for message in template(spoken)}

    assert "event.cases.case.filed" in asked
    assert "state.resident.received" in asked
    assert not [each for each in asked if isinstance(each, str) and each.startswith("state.official.")]
    assert "Claim" not in asked
    assert asked < {message.id for message in template(language("de"))}


def test_what_has_no_easy_words_is_said_in_plain_ones():
    plain = Catalogue({(None, "Hello"): ("Guten Tag",), (None, "Bye"): ("Auf Wiedersehen",)}, lambda _n: 0)
    easy = Catalogue({(None, "Hello"): ("Hallo",)}, lambda _n: 0, plain)

    assert easy.gettext("Hello", {}) == "Hallo"
    assert easy.gettext("Bye", {}) == "Auf Wiedersehen"
    assert easy.ngettext("Bye", "Byes", 2, {}) == "Auf Wiedersehen"


ROW = """
[{slug}]
folder = "written"
tag = "de-AT"
formatting = "de_AT"
direction = "ltr"
name = "Deutsch"
fallback = "{fallback}"
"""
WRITTEN = 'msgid "Send"\nmsgstr "="\n'


def written(directory, row):
    """Return the languages of a directory in which one message says that its words are the same."""
    (directory / "languages.toml").write_text(row, encoding="utf-8")
    (directory / "written" / "LC_MESSAGES").mkdir(parents=True)
    (directory / "written" / "LC_MESSAGES" / "messages.po").write_text(WRITTEN, encoding="utf-8")
    return read_languages(directory)


def test_same_words_follow_the_plain_ones(tmp_path):
    easy = written(tmp_path, ROW.format(slug="de-easy", fallback="de") + 'register = "easy"').get("de-easy")

    assert catalogue(easy).gettext("Send", {}) == catalogue(language("de")).gettext("Send", {}) != SAME
    assert not [fault for fault in faults_of(easy) if "'Send'" in fault]


def test_only_a_register_says_that_words_are_the_same(tmp_path):
    german = written(tmp_path, ROW.format(slug="de", fallback="en")).get("de")

    assert any("only a register says '='" in fault for fault in faults_of(german))
