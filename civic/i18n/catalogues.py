"""Words in the languages of the pages: gettext catalogues, read from their PO files once, kept in memory.

A message is its English text, except for sentences, whose ids are symbols (`event.cases.case.filed`) and
stand in every catalogue, the English one too. What is missing or has a broken placeholder falls back to
the next language, so that a slip of a translator never takes a page down. In a register, "=" says that the
plain words are easy enough.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from civic.i18n.languages import Language, Languages
from civic.i18n.plurals import plural_forms
from civic.i18n.pseudo import CHANGES

Values = Mapping[str, Any]
SAME = "="
PERCENT = re.compile(r"%%|%\([a-z_]+\)s")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations of one language and, behind it, of those that it falls back to."""

    entries: Mapping[tuple[str | None, str], Sequence[str]]
    plural: Callable[[int], int]
    fallback: "Catalogue | None" = None
    change: Callable[[str], str] = str

    def gettext(self, message: str, values: Values, wrap: Callable[[str], str] = str) -> str:
        return self._first([forms[0] for forms in self._found(None, message)] + [message], values, wrap)

    def pgettext(self, context: str, message: str, values: Values, wrap: Callable[[str], str] = str) -> str:
        return self._first([forms[0] for forms in self._found(context, message)] + [message], values, wrap)

    def ngettext(
        self, singular: str, plural: str, number: int, values: Values, wrap: Callable[[str], str] = str
    ) -> str:
        source = singular if number == 1 else plural
        return self._first([*self._forms_for(singular, number), source], values, wrap)

    def _forms_for(self, singular: str, number: int) -> list[str]:
        own = self.entries.get((None, singular))
        behind = self.fallback._forms_for(singular, number) if self.fallback else []  # noqa: SLF001
        return [own[self.plural(number)], *behind] if own else behind

    def has(self, message: str) -> bool:
        return any(self._found(None, message))

    def _found(self, context: str | None, message: str) -> list[Sequence[str]]:
        own = self.entries.get((context, message))
        behind = self.fallback._found(context, message) if self.fallback else []  # noqa: SLF001
        return [own, *behind] if own else behind

    def _first(self, candidates: list[str], values: Values, wrap: Callable[[str], str]) -> str:
        for candidate in candidates:
            try:
                return wrap(self.change(candidate)) % values
            except (KeyError, TypeError, ValueError):
                continue
        return candidates[-1]


@cache
def catalogue(spoken: Language) -> Catalogue:
    """Return the catalogue of a language, compiled in memory the first time it is asked for."""
    behind = catalogue(spoken.fallback) if spoken.fallback else None
    plural = plural_forms(spoken.formatting, spoken.home).chooser()
    if spoken.pseudo is not None:
        return Catalogue({}, plural, behind, CHANGES[spoken.pseudo])
    return Catalogue(_entries(read_catalogue(spoken)), plural, behind)


def catalogue_file(spoken: Language) -> Path:
    return spoken.directory / "LC_MESSAGES" / "messages.po"


def read_catalogue(spoken: Language) -> Catalog:
    """Read a language's PO file as it is; one that nobody has begun is empty."""
    path = catalogue_file(spoken)
    if not path.is_file():
        return Catalog(locale=spoken.formatting)
    with path.open("rb") as file:
        return read_po(file, locale=spoken.formatting)


def load_all(languages: Languages) -> None:
    """Read every catalogue now, at start, rather than in somebody's first request."""
    for each in languages.offered:
        catalogue(each)


def _entries(read: Catalog) -> dict[tuple[str | None, str], Sequence[str]]:
    entries: dict[tuple[str | None, str], Sequence[str]] = {}
    for message in read:
        forms = _forms(message.string)
        if message.id and not message.fuzzy and all(is_sound(form) and form != SAME for form in forms):
            singular = message.id if isinstance(message.id, str) else message.id[0]
            entries[message.context, singular] = forms
    return entries


def is_sound(form: str) -> bool:
    """Say whether there are words without a stray percent sign: the `% s` of "100 % sicher" is a code."""
    return bool(form) and "%" not in PERCENT.sub("", form)


def _forms(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
