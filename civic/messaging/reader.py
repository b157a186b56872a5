"""To whom a letter goes and how they read, which is the same whatever it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civic.cases.events import Correspondence
from civic.cities.pack import City
from civic.i18n.languages import Language, Languages
from civic.i18n.negotiation import negotiate
from civic.messaging.letters import Paragraph, as_large_type, as_text
from civic.ports import Letter


@dataclass(frozen=True, slots=True)
class Reader:
    """`language` is the BCP 47 tag of the one they want, empty where nobody has said any."""

    email: str
    language: str = ""
    easy_words: bool = False
    large_type: bool = False

    def spoken(self, city: City, languages: Languages) -> Language:
        """Return the language of their letters: the one they want, else the city's own."""
        spoken = negotiate(self.language, city.default_language, languages)
        return (languages.easy_form(spoken) if self.easy_words else None) or spoken

    def letter(
        self,
        paragraphs: Sequence[Paragraph],
        heading: str,
        language: Language,
        *,
        message_id: str,
        written_at: datetime,
        ends_at: str | None = None,
    ) -> Letter:
        """Return the letter with these paragraphs, also in large type if they want it."""
        return Letter(
            message_id=message_id,
            written_at=written_at,
            language=language.tag,
            to=self.email,
            subject=heading,
            text=as_text(paragraphs),
            large_type=as_large_type(paragraphs, heading, language) if self.large_type else None,
            ends_at=ends_at,
        )


def reader_at(email: str, wished: Correspondence | None, *, otherwise: str = "") -> Reader:
    """Return who reads letters at an address; `otherwise` is the language of those who wished nothing."""
    if wished is None:
        return Reader(email, otherwise)
    return Reader(email, wished.language, wished.easy_words, wished.large_type)
