"""Letters to those who follow a case: the code that confirms an address, and what happened since."""

from collections.abc import Callable

from civic.cases.events import CaseFiled
from civic.cases.handlers import FOLLOWERS, STREAM
from civic.cases.model.following import Following, followings
from civic.i18n.languages import Language, Languages
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.receipt_code import receipt_code
from civic.messaging.letters import (
    code_paragraphs,
    letter_paragraphs,
    stop_paragraph,
    subject,
)
from civic.messaging.notices import Cities, Streams, told_of_case, words_of
from civic.messaging.reader import Reader, reader_at
from civic.ports import Letter


class FollowerNotices:
    """Writes to followers; `code_of` makes the code of a purpose and a following, `site` is our address."""

    def __init__(
        self,
        streams: Streams,
        cities: Cities,
        site: str,
        languages: Languages,
        code_of: Callable[[str, str], str],
    ) -> None:
        self._streams = streams
        self._cities = cities
        self._site = site.rstrip("/")
        self._languages = languages
        self._code_of = code_of

    def code(self, position: int, message_id: str) -> Letter | None:
        """Return the letter with the code that confirms an address; None if it is erased or confirmed."""
        stream = self._streams.stream_at(position)
        history = self._streams.load(stream)
        asked = next(each for each in history if each.position == position)
        following = followings(history)[getattr(asked.event, "following", "")]
        if following.confirmed or not following.address:
            return None
        filed = self._streams.load(STREAM + following.case)[0].event
        assert isinstance(filed, CaseFiled)
        city = self._cities.get(filed.city)
        reader = _reader(following)
        language = reader.spoken(city, self._languages)
        code = spell(self._code_of("confirm", following.name))
        link = f"{self._page(following, language)}?code={code}"
        paragraphs = code_paragraphs(city, following.case, code, link, language)
        heading = subject(city, following.case, language, "code_subject")
        return reader.letter(
            paragraphs, heading, language, message_id=message_id, written_at=asked.recorded_at
        )

    def notice(self, position: int, message_id: str, about: str) -> Letter | None:
        """Return the letter about an event to one follower; `about` is the case they follow and their name.

        None if nobody is there to get one any more.
        """
        case, _, name = about.partition("/")
        following = followings(self._streams.load(FOLLOWERS + case)).get(name)
        if following is None or not following.confirmed or not following.address:
            return None
        told, filed = told_of_case(self._streams, position)
        city = self._cities.get(filed.city)
        reader = _reader(following)
        language = reader.spoken(city, self._languages)
        answer = words_of(told.event)
        receipt = receipt_code(position, self._streams.leaf_hash(position))
        link = f"{self._site}/{language.slug}/cases/{spell(filed.case)}"
        stop = f"{self._page(following, language)}/end?code={spell(self._code_of('end', name))}"
        paragraphs = [
            *letter_paragraphs(told.event, answer, city, filed.case, receipt, link, language, why="follows"),
            stop_paragraph(stop, language),
        ]
        heading = subject(city, filed.case, language, "followed_subject")
        return reader.letter(
            paragraphs,
            heading,
            language,
            message_id=message_id,
            written_at=told.recorded_at,
            ends_at=stop,
        )

    def _page(self, following: Following, language: Language) -> str:
        return f"{self._site}/{language.slug}/cases/{spell(CaseNumber(following.case))}/following"


def _reader(following: Following) -> Reader:
    return reader_at(following.address, following.contact.correspondence if following.contact else None)
