"""The languages that pages speak: one row each in `languages.toml`, ours and those that a city adds."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from babel import Locale, UnknownLocaleError

from civic.i18n import LOCALES
from civic.i18n.plurals import NoPluralForms, plural_forms

TABLE = "languages.toml"
Direction = Literal["ltr", "rtl"]
Pseudo = Literal["accented", "mirrored"]
_PSEUDO: tuple[tuple[str, str, Direction, Pseudo], ...] = (
    ("en-xa", "en-XA", "ltr", "accented"),
    ("ar-xb", "ar-XB", "rtl", "mirrored"),
)
_NOT_COLUMNS = {"slug", "home", "pseudo"}
_SLUG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


class LanguageCannotBeRead(Exception):
    """A row of a table of languages cannot be used; the message names it and what to write instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One row of the table, which explains the columns; `slug` is the word in the address.

    `home` is the directory of the table. No row is `pseudo`: those languages are made up (pseudo.py).
    """

    slug: str
    home: Path
    folder: str
    tag: str
    formatting: str
    direction: Direction
    name: str
    fallback: "Language | None" = None
    register: str | None = None
    ready: bool = True
    pseudo: Pseudo | None = None

    def with_fallbacks(self) -> Iterator["Language"]:
        """Yield this language and then those that serve its readers where it has no words."""
        yield self
        if self.fallback is not None:
            yield from self.fallback.with_fallbacks()

    @property
    def directory(self) -> Path:
        """Where its translators work: the catalogue and whatever else is written in it."""
        return self.home / self.folder


@dataclass(frozen=True, eq=False)
class Languages:
    """Every row there is; pages offer those that are ready, in this order, the source language first."""

    every: tuple[Language, ...]

    @cached_property
    def offered(self) -> tuple[Language, ...]:
        return tuple(each for each in self.every if each.ready)

    @cached_property
    def _offered_by_slug(self) -> dict[str, Language]:
        return {each.slug: each for each in self.offered}

    def find(self, slug: str) -> Language | None:
        """Return the language with that slug, if pages offer it."""
        return self._offered_by_slug.get(slug)

    @property
    def source(self) -> Language:
        return self.every[0]

    def easy_form(self, language: Language) -> Language | None:
        """Return the same language in easy words, where pages offer it."""
        easy = (each for each in self.offered if each.register == "easy" and each.fallback is language)
        return next(easy, None)

    def get(self, slug: str) -> Language:
        """Raise KeyError if there is none."""
        return next((each for each in self.every if each.slug == slug), None) or _there_is_no(slug)


@cache
def read_languages(*more: Path, pseudo: bool = False) -> Languages:
    """Return our languages and those of further directories; a row of theirs with our slug replaces ours."""
    rows: dict[str, tuple[Path, Mapping[str, Any]]] = {}
    for home in (LOCALES, *more):
        rows |= {slug: (home, row) for slug, row in _table(home).items()}
    known: dict[str, Language] = {}
    for slug in rows:
        _language(slug, rows, known, ())
    return Languages((*(known[slug] for slug in rows), *(_pseudo(known["en"]) if pseudo else ())))


def languages() -> tuple[Language, ...]:
    """Return what the pages of every installation offer."""
    return read_languages().offered


def language(slug: str) -> Language:
    """Return our language of that slug; raise KeyError if there is none."""
    return read_languages().get(slug)


def _pseudo(english: Language) -> Iterator[Language]:
    """Yield the made-up languages, which CLDR does not know: they count and date as English does."""
    for slug, tag, direction, change in _PSEUDO:
        yield Language(slug, LOCALES, slug, tag, english.formatting, direction, tag, english, pseudo=change)


def _table(home: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        return tomllib.loads((home / TABLE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LanguageCannotBeRead(f"{home / TABLE}: {error}") from error


def _language(
    slug: str,
    rows: Mapping[str, tuple[Path, Mapping[str, Any]]],
    known: dict[str, Language],
    on_the_way: tuple[str, ...],
) -> Language:
    """Read a row after the row that it falls back to."""
    if slug in known:
        return known[slug]
    home, row = rows[slug]
    spot = f"{home / TABLE}: [{slug}]"
    _check(slug, home, row, spot)
    behind = row.get("fallback")
    if behind is not None and (behind not in rows or behind in (slug, *on_the_way)):
        raise LanguageCannotBeRead(f"{spot}: fallback has to be another row, not {behind!r}; no circles")
    before = _language(behind, rows, known, (*on_the_way, slug)) if behind is not None else None
    known[slug] = Language(slug=slug, home=home, **{**row, "fallback": before})
    return known[slug]


def _check(slug: str, home: Path, row: Mapping[str, Any], spot: str) -> None:
    columns = {field.name: field for field in fields(Language) if field.name not in _NOT_COLUMNS}
    missing = {"folder", "tag", "formatting", "direction", "name"} - row.keys()
    if not _SLUG.fullmatch(slug):
        raise LanguageCannotBeRead(f"{spot}: write the word in addresses in small letters, such as sr-latn")
    if missing or row.keys() - columns.keys():
        wrong = ", ".join(sorted([*missing, *(row.keys() - columns.keys())]))
        known = ", ".join(columns)
        raise LanguageCannotBeRead(f"{spot}: missing or unknown: {wrong}; the columns are {known}")
    if row["direction"] not in {"ltr", "rtl"}:
        raise LanguageCannotBeRead(f"{spot}: direction is ltr or rtl, not {row['direction']!r}")
    if not _is_known_to_cldr(row["formatting"]):
        raise LanguageCannotBeRead(f"{spot}: formatting has to be a locale of CLDR, if only a relative's")
    try:
        plural_forms(row["formatting"], home)
    except NoPluralForms as unknown:
        raise LanguageCannotBeRead(f"{spot}: {unknown}") from unknown


def _is_known_to_cldr(identifier: str) -> bool:
    """Babel reads de_AT_simple as de_AT without a word; here it has to be written as it is meant."""
    try:
        return str(Locale.parse(identifier)) == identifier
    except (UnknownLocaleError, ValueError):
        return False


def _there_is_no(slug: str) -> Language:
    raise KeyError(slug)
