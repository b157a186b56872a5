"""Letters: a notice in plain words of one language, without a request and without anybody's session."""

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from civic.cities.pack import City
from civic.i18n.languages import Language
from civic.i18n.sentences import event_sentence, name_for
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.language import Text

WORDS = Path(__file__).with_name("letters.toml")
_FIRST_STRONG_ISOLATE, _LEFT_TO_RIGHT_ISOLATE, _POP = "\u2068", "\u2066", "\u2069"
_ISOLATION = re.compile(r"<bdi[^>]*>(.*?)</bdi>", re.DOTALL)


@cache
def letter_words() -> Mapping[str, Mapping[str, str]]:
    """Return the words around a notice by the slug of their language."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def _words(language: Language) -> Mapping[str, str]:
    known = letter_words()
    return next(known[each.slug] for each in language.with_fallbacks() if each.slug in known)


def subject(city: City, number: CaseNumber, language: Language) -> str:
    words = _words(language)
    name = name_for(city.names, language).text
    return words["subject"].format(city=name, number=_left_to_right(spell(number), language))


def body(
    event: Event, answer: Text | None, city: City, number: CaseNumber, link: str, language: Language
) -> str:
    """Write what happened, the words that an office wrote if they are still there, and where to read on."""
    words = _words(language)
    paragraphs = [
        words["greeting"],
        _plain(event_sentence(event, city, language), language),
        *([answer.text.strip()] if answer else []),
        words["number"].format(number=_left_to_right(spell(number), language)),
        f"{words['link']}\n{link}",
        *_human(words["human"], city, language),
        words["why"],
    ]
    return "\n\n".join(paragraphs) + "\n"


def _human(line: str, city: City, language: Language) -> Iterator[str]:
    contact = city.human_contact
    reach = [_left_to_right(each, language) for each in (contact.phone, contact.email) if each]
    if reach:
        yield line.format(name=name_for(contact.names, language).text, reach=" · ".join(reach))


def _plain(sentence: str, language: Language) -> str:
    """Turn a sentence of the pages into plain text; what it names stays isolated where direction matters."""
    around = (_FIRST_STRONG_ISOLATE, _POP) if language.direction == "rtl" else ("", "")
    return html.unescape(_ISOLATION.sub(rf"{around[0]}\1{around[1]}", str(sentence)))


def _left_to_right(text: str, language: Language) -> str:
    """Keep numbers and addresses in one piece among words that run from right to left."""
    return f"{_LEFT_TO_RIGHT_ISOLATE}{text}{_POP}" if language.direction == "rtl" else text
