"""How hard a text is to read, by formulas that count words, sentences and letters.

LIX (Björnsson 1968) works for alphabetic scripts; below 30 is very easy, 40 ordinary, above 50 hard. The
first Wiener Sachtextformel (Bamberger and Vanecek 1984) gives the Austrian school grade that a German text
suits; 4 is very easy, 15 very hard. Chinese and Arabic are measured by the length of their sentences.
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；؟؛\n]+")
_GERMAN_SYLLABLE = re.compile(r"[aeiouyäöü]+", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Reading:
    text: str

    @property
    def sentences(self) -> list[str]:
        return [each for each in _SENTENCE_END.split(self.text) if _WORD.search(each)]

    @property
    def words(self) -> list[str]:
        return _WORD.findall(self.text)

    @property
    def words_in_a_sentence(self) -> float:
        return len(self.words) / max(len(self.sentences), 1)

    @property
    def characters_in_a_sentence(self) -> float:
        return len(_HAN.findall(self.text)) / max(len(self.sentences), 1)

    @property
    def lix(self) -> float:
        return self.words_in_a_sentence + 100 * self._share(lambda word: len(word) > 6)

    @property
    def wiener(self) -> float:
        """SPEC: 0.1935 MS + 0.1672 SL + 0.1297 IW - 0.0327 ES - 0.875, shares in percent."""
        many = 100 * self._share(lambda word: _syllables(word) >= 3)
        one = 100 * self._share(lambda word: _syllables(word) == 1)
        long = 100 * self._share(lambda word: len(word) > 6)
        return 0.1935 * many + 0.1672 * self.words_in_a_sentence + 0.1297 * long - 0.0327 * one - 0.875

    def _share(self, fits: object) -> float:
        return sum(map(fits, self.words)) / max(len(self.words), 1)


def _syllables(word: str) -> int:
    return max(1, len(_GERMAN_SYLLABLE.findall(word)))
