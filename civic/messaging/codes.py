"""The letter with a code that lets somebody in: about no event, and gone once the code was used."""

from civic.i18n.languages import Languages
from civic.kernel.clock import Clock
from civic.kernel.ids import spell
from civic.messaging.letters import city_subject, sign_in_paragraphs
from civic.messaging.notices import Cities
from civic.messaging.reader import Reader
from civic.people.one_time_codes import OneTimeCodes
from civic.ports import Letter


class CodeLetters:
    """Writes what says a code."""

    def __init__(self, codes: OneTimeCodes, cities: Cities, languages: Languages, clock: Clock) -> None:
        self._codes = codes
        self._cities = cities
        self._languages = languages
        self._clock = clock

    def letter(self, _position: int, message_id: str, name: str) -> Letter | None:
        """Return the letter of the request that has this name; None if it waits for nothing any more."""
        found = self._codes.letter(name)
        if found is None:
            return None
        asked, code = found
        city = self._cities.get(asked.city)
        reader = Reader(asked.email, asked.language, asked.easy_words, asked.large_type)
        language = reader.spoken(city, self._languages)
        paragraphs = sign_in_paragraphs(city, spell(code), language)
        heading = city_subject(city, language, "sign_in_subject")
        return reader.letter(
            paragraphs, heading, language, message_id=message_id, written_at=self._clock.now()
        )
