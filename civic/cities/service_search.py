"""Services by what people call them: by name, by another word, in any language, with a slip of the pen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.cities.folding import fold
from civic.cities.name_index import NameIndex

if TYPE_CHECKING:
    from civic.cities.pack import Service

MOST_WORDS = 12
# How far a word is from what a service is called: the smaller, the higher up the service stands.
_BEGINS_A_NAME, _BEGINS_A_KEYWORD, _WITHIN, _DESCRIBED, _NEARLY = range(1, 6)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a service is called, folded, with a space before each word."""

    names: str
    keywords: str
    description: str


class ServiceSearch:
    """Finds services of one city; it is made once."""

    def __init__(self, services: Sequence["Service"]) -> None:
        self._services = services
        self._words = [_words_of(service) for service in services]
        self._index = NameIndex(
            (number, f"{words.names} {words.keywords}".split()) for number, words in enumerate(self._words)
        )

    def find(self, wanted: str) -> list["Service"]:
        """Return the services that every word is about, the nearest first; none if nothing is wanted."""
        distances = dict.fromkeys(range(len(self._services)), 0)
        words = fold(wanted).split()[:MOST_WORDS]
        for word in words:
            near = self._near(word)
            distances = {number: far + near[number] for number, far in distances.items() if number in near}
        best = sorted(distances, key=lambda number: (distances[number], number)) if words else []
        return [self._services[number] for number in best]

    def is_spelt(self, wanted: str) -> bool:
        """Whether every word occurs as it is written, so that none is taken for a slip of the pen."""
        return all(self._spelt(word) for word in fold(wanted).split())

    def _near(self, word: str) -> dict[int, int]:
        """Return how far the word is from each service that it may be about."""
        return self._spelt(word) or dict.fromkeys(self._index.nearly(word), _NEARLY)

    def _spelt(self, word: str) -> dict[int, int]:
        return {number: far for number, words in enumerate(self._words) if (far := _distance(word, words))}


def _distance(word: str, words: _Words) -> int:
    """Return how far a word is from a service that is described so, 0 if it does not occur."""
    tests = {
        _BEGINS_A_NAME: f" {word}" in words.names,
        _BEGINS_A_KEYWORD: f" {word}" in words.keywords,
        _WITHIN: word in words.names or word in words.keywords,
        _DESCRIBED: word in words.description,
    }
    return next((far for far, holds in tests.items() if holds), 0)


def _words_of(service: "Service") -> _Words:
    keywords = (service.code, *(each for several in service.keywords.values() for each in several))
    return _Words(_folded(service.names.values()), _folded(keywords), _folded(service.description.values()))


def _folded(texts: Iterable[str]) -> str:
    return "".join(f" {fold(text)}" for text in texts)
