"""Residents' texts are easy enough: measured in each language against a stated bar (B1; A2 where easy)."""

import re
from dataclasses import dataclass

import pytest
from readability import Reading
from words import for_residents, pages

from civic.i18n.languages import languages


@dataclass(frozen=True)
class Bar:
    """The hardest that messages together, and each long page, may be; and the longest sentence in words.

    Where a script has no letters to count, `words` is how long a sentence may be on average: in words for
    Arabic, in characters for Chinese.
    """

    longest: int
    lix: float | None = None
    wiener: float | None = None
    words: float | None = None


# B1 reads LIX up to 40, and German of the eighth school grade at most; easy language is easier.
BARS = {
    "de": Bar(longest=30, lix=40, wiener=8),
    "de-easy": Bar(longest=15, lix=30, wiener=4),
    "en": Bar(longest=30, lix=35),
    "en-easy": Bar(longest=15, lix=25),
    "fr": Bar(longest=30, lix=40),
    "es": Bar(longest=30, lix=40),
    "ar": Bar(longest=30, words=12),
    "zh-hans": Bar(longest=50, words=20),
}
each_language = pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)


def in_sentences(texts: list[str]) -> str:
    """Leave out headings and labels, which are no sentences and would make texts look easy."""
    return "\n".join(text for text in texts if re.search(r"[.!?。！？؟]\s*$", text))


def length(sentence: str) -> int:
    return int(Reading(sentence).characters_in_a_sentence) or len(Reading(sentence).words)


def faults(text: str, bar: Bar) -> list[str]:
    read = Reading(text)
    average = read.characters_in_a_sentence or read.words_in_a_sentence
    found = {"lix": read.lix, "wiener": read.wiener, "words": average}
    limits = {"lix": bar.lix, "wiener": bar.wiener, "words": bar.words}
    return [
        f"{name} {found[name]:.1f} > {limit}"
        for name, limit in limits.items()
        if limit is not None and found[name] > limit
    ] + [f"too long: {each.strip()}" for each in read.sentences if length(each) > bar.longest]


@each_language
def test_messages_to_residents_are_easy_enough(spoken):
    text = in_sentences(for_residents(spoken))

    assert len(Reading(text).sentences) > 50
    assert faults(text, BARS[spoken.slug]) == []


@each_language
def test_long_pages_are_easy_enough(spoken):
    found = {name: faults(text, BARS[spoken.slug]) for name, text in pages(spoken).items()}

    assert "privacy" in found
    assert {name: list_ for name, list_ in found.items() if list_} == {}


def test_the_formulas_tell_easy_from_hard():
    easy = "Das Licht ist aus. Wir kommen am Montag. Danke."
    hard = "Die Wiederherstellung der Beleuchtungsanlagen erfolgt vorbehaltlich behördlicher Genehmigungen."

    assert Reading(easy).lix < 20
    assert Reading(hard).lix > 60
    assert Reading(easy).wiener < 4
    assert Reading(hard).wiener > 15
    assert faults(hard, BARS["de"])
    assert Reading("灯坏了。我们星期一来。").characters_in_a_sentence == 4.5


def test_lix_and_wiener_are_computed_as_published():
    """Of ten words three are long, two have three syllables or more, six have one."""
    text = "Der Bus hält hier nicht. Die Haltestelle bekommt morgen Beleuchtung."

    read = Reading(text)

    assert (len(read.words), len(read.sentences)) == (10, 2)
    assert read.lix == pytest.approx(5 + 30)
    assert read.wiener == pytest.approx(0.1935 * 20 + 0.1672 * 5 + 0.1297 * 30 - 0.0327 * 60 - 0.875)
