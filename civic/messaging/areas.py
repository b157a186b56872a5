"""Letters to those who follow an area: the link that confirms an address, and the news of a day."""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlencode

from civic.cases.handlers import load_area
from civic.cases.model.area_following import Area, AreaFollowing, News
from civic.cities.pack import City
from civic.i18n.languages import Language, Languages
from civic.i18n.sentences import name_for, service_name, state_word
from civic.kernel.clock import from_micros
from civic.kernel.ids import spell
from civic.kernel.journal import Journal
from civic.messaging.letters import (
    Paragraph,
    area_code_paragraphs,
    area_paragraphs,
    area_word,
    city_subject,
    stop_paragraph,
)
from civic.messaging.notices import Cities
from civic.messaging.reader import Reader, reader_at
from civic.ports import Letter

SHOWN = 20  # cases in one letter
NewsOf = Callable[[Area, int, int, int], tuple[Sequence[News], int]]
"""From an area, a range of the log and how many at most to its newest news, and how many there are."""


class AreaLetters:
    """Writes to followers; `code_of` makes the code of a purpose and a following, `site` is our address."""

    def __init__(
        self,
        journal: Journal,
        news_of: NewsOf,
        cities: Cities,
        site: str,
        languages: Languages,
        code_of: Callable[[str, str], str],
        *,
        home: str,
    ) -> None:
        self._journal = journal
        self._news_of = news_of
        self._cities = cities
        self._site = site.rstrip("/")
        self._languages = languages
        self._code_of = code_of
        self._home = home

    def code(self, position: int, message_id: str) -> Letter | None:
        """Return the letter that confirms an address; None if it is erased or confirmed."""
        stream = self._journal.stream_at(position)
        following = load_area(self._journal, stream.partition("/")[2])
        if following is None or following.confirmed or not following.address:
            return None
        city, reader, language = self._of(following)
        code = spell(self._code_of("confirm", following.name))
        link = f"{self._page(following, language)}?code={code}"
        paragraphs = area_code_paragraphs(city, area_in_words(following.area, city, language), link, language)
        heading = city_subject(city, language, "area_code_subject")
        return reader.letter(
            paragraphs, heading, language, message_id=message_id, written_at=following.requested_at
        )

    def digest(self, _position: int, message_id: str, about: str) -> Letter | None:
        """Return the letter of a day; `about` is a following, the range of the log, and when it was put here.

        None if nobody is there to get it any more.
        """
        name, _, said = about.partition("/")
        after, until, at = map(int, said.split("-"))
        following = load_area(self._journal, name)
        if following is None or not following.confirmed or not following.address:
            return None
        city, reader, language = self._of(following)
        news, count = self._news_of(following.area, after, until, SHOWN)
        stop = f"{self._page(following, language)}/end?code={spell(self._code_of('end', name))}"
        told = [Paragraph(_in_words(each, city, language), link=self._case(each, language)) for each in news]
        what = area_in_words(following.area, city, language)
        everything = self._list(following.area, language)
        paragraphs = [
            *area_paragraphs(city, what, told, count - len(news), everything, language),
            stop_paragraph(stop, language),
        ]
        heading = city_subject(city, language, "area_subject")
        return reader.letter(
            paragraphs,
            heading,
            language,
            message_id=message_id,
            written_at=from_micros(at),
            ends_at=stop,
        )

    def _of(self, following: AreaFollowing) -> tuple[City, Reader, Language]:
        city = self._cities.get(following.area.city)
        wished = following.contact.correspondence if following.contact else None
        reader = reader_at(following.address, wished)
        return city, reader, reader.spoken(city, self._languages)

    def _page(self, following: AreaFollowing, language: Language) -> str:
        return f"{self._site}/{language.slug}/following/{following.name}"

    def _case(self, news: News, language: Language) -> str:
        return f"{self._site}/{language.slug}/cases/{spell(news.number)}"

    def _list(self, area: Area, language: Language) -> str:
        city = area.city if area.city != self._home else None
        named = {"city": city, "service": area.service, "district": area.district}
        query = urlencode({name: code for name, code in named.items() if code})
        return f"{self._site}/{language.slug}/cases{'?' if query else ''}{query}"


def area_in_words(area: Area, city: City, language: Language) -> str:
    """Name what is followed: the service, the district, or the city as a whole."""
    names = [service_name(city, area.service, language).striptags()] if area.service else []
    districts = (each.names for each in city.districts if each.code == area.district)
    names += [name_for(each, language).text for each in districts]
    return " · ".join(names or [name_for(city.names, language).text])


def _in_words(news: News, city: City, language: Language) -> str:
    """Say what became of a case and where it is; nothing of what people wrote about it."""
    filed = news.what == "filed"
    became = area_word("area_filed", language) if filed else state_word(news.what, "resident", language)
    service = service_name(city, news.service, language).striptags()
    return " · ".join((service, *_place(news, city, language), became))


def _place(news: News, city: City, language: Language) -> Iterator[str]:
    """Name the place as finely as everyone may know it."""
    if news.address:
        yield news.address
        return
    finer = [each.names for each in city.neighbourhoods if each.code == news.neighbourhood]
    coarser = [each.names for each in city.districts if each.code == news.district]
    for names in (finer or coarser)[:1]:
        yield name_for(names, language).text
