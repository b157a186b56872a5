"""Texts of a pack in more languages than the pack itself has: written by translators, apart from the pack.

A text stands in the pack in the city's default language at least. Whoever translates finds it by those
words; what the pack itself says in a language is never replaced.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class PackText:
    """A text in the default language, the languages that the pack has it in, and where it stands."""

    inline: set[str]
    places: list[str]


@dataclass(frozen=True, slots=True)
class Translations:
    """Words by language and text; `texts` fills while a pack is read."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: dict[str, PackText] | None = field(default_factory=dict)

    def complete(self, table: Mapping[str, str], default: str, place: str) -> dict[str, str]:
        """Return a text's table with what translators wrote for the languages that it lacks."""
        source = table.get(default)
        if not isinstance(source, str):
            return dict(table)
        if self.texts is not None:
            known = self.texts.setdefault(source, PackText(set(table), []))
            known.inline &= set(table)
            known.places.append(place)
        more = {tag: words[source] for tag, words in self.words.items() if source in words}
        return {**more, **table}

    def wanted(self, tag: str) -> dict[str, list[str]]:
        """Return the texts that the pack itself does not have in a language, with where they stand."""
        texts = self.texts or {}
        return {text: known.places for text, known in texts.items() if tag not in known.inline}


NONE = Translations(texts=None)
