"""One word for each thing: translations use the words of the glossary where the English text does."""

import re
import tomllib
from dataclasses import dataclass

import pytest
from words import messages

from civic.i18n import LOCALES
from civic.i18n.languages import languages
from civic.pages.library import PAGES

TERMS = tomllib.loads((LOCALES / "glossary.toml").read_text(encoding="utf-8"))
ENGLISH = messages(next(each for each in languages() if each.slug == "en"))
# Easy language may say things otherwise; its words are looked after by those who test it with readers.
PLAIN = [each for each in languages() if each.register is None]
each_language = pytest.mark.parametrize("spoken", PLAIN, ids=lambda each: each.slug)
# What has a term of its own, and what is put in later, says nothing about the word in the message itself.
COMPOUNDS = re.compile(r"\bcase (?:number|code)s?\b|%\([a-z_]+\)s", re.IGNORECASE)
EXPLAINED = ("case", "office", "log", "receipt", "fingerprint", "checkpoint")


@dataclass(frozen=True)
class Term:
    name: str
    word: str
    forms: tuple[str, ...]
    never: tuple[str, ...]
    without: tuple[str, ...]


def terms(spoken) -> list[Term]:
    tag = spoken.tag if spoken.tag in TERMS["case"] else spoken.tag.partition("-")[0]
    return [
        Term(
            name,
            row[tag],
            tuple(row.get("forms", {}).get(tag, ())),
            tuple(row.get("never", {}).get(tag, ())),
            tuple(row.get("without", {}).get(tag, ())),
        )
        for name, row in TERMS.items()
    ]


def says(text: str, words) -> bool:
    return any(word.lower() in text.lower() for word in words)


def wanted(term: Term) -> list[str]:
    """Return the messages whose English words have the term."""
    word = re.compile(rf"\b{TERMS[term.name]['en']}s?\b", re.IGNORECASE)
    keep = term.name.startswith("case-")
    return [
        key
        for key, forms in ENGLISH.items()
        if any(word.search(form if keep else COMPOUNDS.sub("", form)) for form in forms)
    ]


@each_language
def test_translations_use_the_words_of_the_glossary(spoken):
    said = messages(spoken)
    missing = {
        f"{term.name} in {key!r}": said[key]
        for term in terms(spoken)
        for key in wanted(term)
        if said.get(key) and key not in term.without
        if not any(says(form, (term.word, *term.forms)) for form in said[key])
    }

    assert missing == {}


@each_language
def test_words_that_are_not_to_be_used_are_not_used(spoken):
    used = {
        (term.name, word, key)
        for term in terms(spoken)
        for word in term.never
        for key, forms in messages(spoken).items()
        if any(re.search(rf"\b{re.escape(word)}", form, re.IGNORECASE) for form in forms)
    }

    assert used == set()


@each_language
def test_the_glossary_page_explains_the_same_words(spoken):
    page = (PAGES / spoken.slug / "glossary.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\*\*(.+?)\*\*", page, re.MULTILINE)

    assert [
        term.word
        for term in terms(spoken)
        if term.name in EXPLAINED and not any(says(heading, (term.word,)) for heading in explained)
    ] == []


@each_language
def test_every_term_has_a_word_in_every_language(spoken):
    assert all(term.word.strip() for term in terms(spoken))


def test_exceptions_are_of_messages_that_exist():
    assert {key for row in TERMS.values() for keys in row.get("without", {}).values() for key in keys} <= set(
        ENGLISH
    )


def test_terms_are_found_in_english_messages():
    found = {term.name: len(wanted(term)) for term in terms(PLAIN[0])}

    assert found["case"] > 30
    assert found["case-code"] > 2
    assert found["log"] > 5
