"""Letters to those who follow a case: the code that confirms an address, and what happened since."""

from collections.abc import Callable

from civic.cases.events import CaseFiled, Correspondence
from civic.cases.handlers import FOLLOWERS, STREAM
from civic.cases.model.following import Following, followings
from civic.i18n.languages import Language, Languages
from civic.i18n.negotiation import negotiate
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.receipt_code import receipt_code
from civic.messaging.letters import (
    Paragraph,
    as_large_type,
    as_text,
    code_paragraphs,
    letter_paragraphs,
    stop_paragraph,
    subject,
)
from civic.messaging.notices import Cities, Streams, told_of_case, words_of
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
        language = self._language(following, city.default_language)
        code = spell(self._code_of("confirm", following.name))
        link = f"{self._page(following, language)}?code={code}"
        paragraphs = code_paragraphs(city, following.case, code, link, language)
        heading = subject(city, following.case, language, "code_subject")
        return self._letter(message_id, asked, following, language, paragraphs, heading)

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
        language = self._language(following, city.default_language)
        answer = words_of(told.event)
        receipt = receipt_code(position, self._streams.leaf_hash(position))
        link = f"{self._site}/{language.slug}/cases/{spell(filed.case)}"
        stop = f"{self._page(following, language)}/end?code={spell(self._code_of('end', name))}"
        paragraphs = [
            *letter_paragraphs(told.event, answer, city, filed.case, receipt, link, language, why="follows"),
            stop_paragraph(stop, language),
        ]
        heading = subject(city, filed.case, language, "followed_subject")
        return self._letter(message_id, told, following, language, paragraphs, heading, ends_at=stop)

    def _letter(
        self,
        message_id: str,
        told: Recorded,
        following: Following,
        language: Language,
        paragraphs: list[Paragraph],
        heading: str,
        ends_at: str | None = None,
    ) -> Letter:
        wished = _wished(following)
        return Letter(
            message_id=message_id,
            written_at=told.recorded_at,
            language=language.tag,
            to=following.address,
            subject=heading,
            text=as_text(paragraphs),
            large_type=as_large_type(paragraphs, heading, language) if wished and wished.large_type else None,
            ends_at=ends_at,
        )

    def _page(self, following: Following, language: Language) -> str:
        return f"{self._site}/{language.slug}/cases/{spell(CaseNumber(following.case))}/following"

    def _language(self, following: Following, otherwise: str) -> Language:
        return language_wished(_wished(following), otherwise, self._languages)


def _wished(following: Following) -> Correspondence | None:
    return following.contact.correspondence if following.contact else None


def language_wished(wished: Correspondence | None, otherwise: str, languages: Languages) -> Language:
    """Return the language that somebody wants letters in, in easy words if they want them so."""
    spoken = negotiate(wished.language if wished else otherwise, otherwise, languages)
    return (languages.easy_form(spoken) if wished and wished.easy_words else None) or spoken
