"""Letters: a notice in plain words of one language, without a request and without anybody's session.

They are plain text; who chose the simple view gets the same words in large type as well.
"""

import html
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from civic.cities.pack import City
from civic.i18n.formatting import number
from civic.i18n.languages import Language
from civic.i18n.sentences import event_sentence, name_for, say
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.language import Text
from civic.kernel.mixed_scripts import with_note

WORDS = Path(__file__).with_name("letters.toml")
_LARGE = Markup("""<!doctype html>
<html lang="{tag}" dir="{direction}">
<head><meta charset="utf-8"><title>{heading}</title></head>
<body style="max-width: 32em; margin: 0 auto; padding: 1em; font: 24px/1.7 sans-serif">
{paragraphs}
</body>
</html>
""")
_FIRST_STRONG_ISOLATE, _LEFT_TO_RIGHT_ISOLATE, _POP = "\u2068", "\u2066", "\u2069"
_ISOLATION = re.compile(r"<bdi[^>]*>(.*?)</bdi>", re.DOTALL)


@cache
def letter_words() -> Mapping[str, Mapping[str, str]]:
    """Return the words around a notice by the slug of their language."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def _words(language: Language) -> Mapping[str, str]:
    known = letter_words()
    return next(known[each.slug] for each in language.with_fallbacks() if each.slug in known)


def subject(city: City, number: CaseNumber, language: Language, word: str = "subject") -> str:
    words = _words(language)
    name = name_for(city.names, language).text
    return words[word].format(city=name, number=_left_to_right(spell(number), language))


def city_subject(city: City, language: Language, word: str) -> str:
    """Return the subject of a letter that is about no case."""
    return _words(language)[word].format(city=name_for(city.names, language).text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some lines of a letter: in what language if they are somebody's own words, and what they lead to."""

    words: str
    language: str | None = None
    link: str | None = None


def letter_paragraphs(
    event: Event,
    answer: Text | None,
    city: City,
    number: CaseNumber,
    code: str,
    link: str,
    language: Language,
    *,
    why: str = "why",
    leads_on: str = "link",
    answers: str | None = None,
) -> list[Paragraph]:
    """Write what happened, the words that an office wrote if they are still there, and where to read on.

    `why` is the word for why the letter came, `leads_on` the one before the link. `answers` leads to where
    one says whether it is really settled.
    """
    words = _words(language)
    return [
        Paragraph(words["greeting"]),
        Paragraph(_plain(event_sentence(event, city, language), language)),
        *([_said(answer, language)] if answer else []),
        *([Paragraph(words["really"], link=answers)] if answers else []),
        Paragraph(words["number"].format(number=_left_to_right(spell(number), language))),
        Paragraph(words["code"].format(code=_left_to_right(code, language))),
        Paragraph(words[leads_on], link=link),
        *(Paragraph(line) for line in _human(words["human"], city, language)),
        Paragraph(words[why]),
    ]


def code_paragraphs(
    city: City, number: CaseNumber, code: str, link: str, language: Language
) -> list[Paragraph]:
    """Write the code that confirms a follower's address, and what to do if somebody else asked for it."""
    words = _words(language)
    return [
        Paragraph(words["greeting"]),
        Paragraph(words["asked"].format(number=_left_to_right(spell(number), language))),
        Paragraph(words["follow_code"].format(code=_left_to_right(code, language))),
        Paragraph(words["confirm"], link=link),
        Paragraph(words["not_you"]),
        *(Paragraph(line) for line in _human(words["human"], city, language)),
    ]


def sign_in_paragraphs(city: City, code: str, language: Language) -> list[Paragraph]:
    """Write the code by which somebody signs in, and what to do if somebody else asked for it."""
    words = _words(language)
    return [
        Paragraph(words["greeting"]),
        Paragraph(words["sign_in_asked"]),
        Paragraph(words["follow_code"].format(code=_left_to_right(code, language))),
        Paragraph(words["sign_in_type"]),
        Paragraph(words["sign_in_not_you"]),
        *(Paragraph(line) for line in _human(words["human"], city, language)),
    ]


def trust_paragraphs(
    city: City, kind: str, code: str | None, link: str, language: Language
) -> list[Paragraph]:
    """Write what became of a person of trust; with a code, how somebody agrees to be one."""
    words = _words(language)
    asks = [Paragraph(words["follow_code"].format(code=_left_to_right(code, language)))] if code else []
    return [
        Paragraph(words["greeting"]),
        Paragraph(words[f"trust_{kind}"]),
        *asks,
        Paragraph(words["trust_type" if code else "trust_link"], link=link),
        *([Paragraph(words["trust_not_you"])] if code else []),
        *(Paragraph(line) for line in _human(words["human"], city, language)),
    ]


def area_code_paragraphs(city: City, what: str, link: str, language: Language) -> list[Paragraph]:
    """Write how an address is confirmed that is to get news of an area, and what to do if it is not."""
    words = _words(language)
    return [
        Paragraph(words["greeting"]),
        Paragraph(words["area_asked"].format(what=what)),
        Paragraph(words["confirm"], link=link),
        Paragraph(words["not_you"]),
        *(Paragraph(line) for line in _human(words["human"], city, language)),
    ]


def area_paragraphs(
    city: City, what: str, news: Iterable[Paragraph], more: int, link: str, language: Language
) -> list[Paragraph]:
    """Write what is new of an area, how much more there is, and where all of it stands."""
    words = _words(language)
    rest = words["area_more"].format(count=number(more, language)) if more else words["area_list"]
    return [
        Paragraph(words["greeting"]),
        Paragraph(words["area_news"].format(what=what)),
        *news,
        Paragraph(rest, link=link),
        *(Paragraph(line) for line in _human(words["human"], city, language)),
        Paragraph(words["area_follows"]),
    ]


def area_word(word: str, language: Language) -> str:
    """Return one of the words that letters about an area say besides."""
    return _words(language)[word]


def stop_paragraph(link: str, language: Language) -> Paragraph:
    """Write by which link a follower stops following."""
    return Paragraph(_words(language)["stop"], link=link)


def as_text(paragraphs: Iterable[Paragraph]) -> str:
    """Return a letter as plain text."""
    said = (f"{each.words}\n{each.link}" if each.link else each.words for each in paragraphs)
    return "\n\n".join(said) + "\n"


def as_large_type(paragraphs: Iterable[Paragraph], heading: str, language: Language) -> str:
    """Return a letter as an HTML document in large type, which asks for nothing from anywhere."""
    return _LARGE.format(
        tag=language.tag,
        direction=language.direction,
        heading=heading,
        paragraphs=Markup("\n").join(_large(each) for each in paragraphs),
    )


def _large(paragraph: Paragraph) -> Markup:
    lines = Markup("<br>\n").join(paragraph.words.split("\n"))
    if paragraph.link:
        lines += Markup('<br>\n<a href="{link}">{link}</a>').format(link=paragraph.link)
    if paragraph.language:
        return Markup('<p lang="{}" dir="auto">{}</p>').format(paragraph.language, lines)
    return Markup("<p>{}</p>").format(lines)


def _said(answer: Text, language: Language) -> Paragraph:
    return Paragraph(with_note(answer.text.strip(), say("text.mixed", language)), language=answer.language)


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
