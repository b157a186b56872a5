"""The languages that pages speak: one row each in `locales/languages.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

LOCALES = Path(__file__).parents[2] / "locales"


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table, which explains the columns; `slug` is the word in the address."""

    slug: str
    folder: str
    tag: str
    formatting: str
    direction: Literal["ltr", "rtl"]
    name: str
    fallback: str | None = None
    register: str | None = None
    ready: bool = True


@cache
def every_language() -> tuple[Language, ...]:
    """Return every row, those too that translators are still at."""
    rows = tomllib.loads((LOCALES / "languages.toml").read_text(encoding="utf-8"))
    return tuple(Language(slug=slug, **row) for slug, row in rows.items())


@cache
def languages() -> tuple[Language, ...]:
    """Return what pages offer, in the order of the selector, the source language first."""
    return tuple(each for each in every_language() if each.ready)


@cache
def language(slug: str) -> Language:
    """Return the language of that slug; raise KeyError if there is none."""
    return {each.slug: each for each in every_language()}[slug]


def source_language() -> Language:
    return every_language()[0]


def with_fallbacks(wanted: Language) -> Iterator[Language]:
    """Yield a language and then those that serve its readers where it has no words."""
    yield wanted
    if wanted.fallback is not None:
        yield from with_fallbacks(language(wanted.fallback))
