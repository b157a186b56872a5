"""The languages that pages speak: one row each in `locales/languages.toml`."""

import tomllib
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


@cache
def languages() -> tuple[Language, ...]:
    """Return every language in the order of the selector, the source language first."""
    rows = tomllib.loads((LOCALES / "languages.toml").read_text(encoding="utf-8"))
    return tuple(Language(slug=slug, **row) for slug, row in rows.items())


@cache
def language(slug: str) -> Language:
    """Return the language of that slug; raise KeyError if there is none."""
    return {each.slug: each for each in languages()}[slug]


def source_language() -> Language:
    return languages()[0]
