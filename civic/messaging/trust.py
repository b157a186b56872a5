"""Letters about persons of trust: the code by which somebody agrees, and how it began and ended.

They name nobody: whoever opens them by mistake learns only that there is something to read after signing in.
"""

from typing import Protocol

from civic.cases.events import CaseFiled
from civic.cases.handlers import STREAM
from civic.i18n.languages import Languages
from civic.kernel.clock import Clock
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, spell
from civic.messaging.letters import city_subject, trust_paragraphs
from civic.messaging.notices import Cities
from civic.messaging.reader import Reader, reader_at
from civic.people.resident import Resident
from civic.people.trust import Trust
from civic.ports import Letter

ASKED = "asked"


class Trusts(Protocol):
    """Knows who acts for whom, and the code by which somebody agrees."""

    def get(self, trust: str) -> Trust: ...

    def code(self, trust: str) -> str: ...


class Residents(Protocol):
    """Knows the addresses of accounts."""

    def get(self, account: str) -> Resident: ...


class Streams(Protocol):
    """Reads streams."""

    def load(self, stream: str) -> list[Recorded]: ...


_Found = tuple[Reader, str]
"""To whom a letter goes, and the page where they see what it is about."""


class TrustLetters:
    """Writes to either side, to the addresses that they have now."""

    def __init__(
        self,
        trusts: Trusts,
        residents: Residents,
        streams: Streams,
        cities: Cities,
        site: str,
        languages: Languages,
        clock: Clock,
    ) -> None:
        self._trusts = trusts
        self._residents = residents
        self._streams = streams
        self._cities = cities
        self._site = site.rstrip("/")
        self._languages = languages
        self._clock = clock

    def letter(self, _position: int, message_id: str, about: str) -> Letter | None:
        """Return a letter of a kind about a person of trust; None if nobody is there to get it (any more)."""
        name, _, kind = about.partition("/")
        trust = self._trusts.get(name)
        found = self._represented(trust) if kind.endswith("-represented") else self._trusted(trust)
        if found is None:
            return None
        reader, page = found
        if kind == ASKED and not trust.waits(self._clock.now()):
            return None
        city = self._cities.get(trust.city)
        language = reader.spoken(city, self._languages)
        code = spell(self._trusts.code(name)) if kind == ASKED else None
        link = f"{self._site}/{language.slug}/{page}"
        paragraphs = trust_paragraphs(city, kind.replace("-", "_"), code, link, language)
        heading = city_subject(city, language, "trust_subject")
        return reader.letter(
            paragraphs, heading, language, message_id=message_id, written_at=self._clock.now()
        )

    def _trusted(self, trust: Trust) -> _Found | None:
        """An address that the account has no more is not written to."""
        invited = trust.invited
        if invited is None:
            return None
        emails = self._residents.get(trust.holder).emails if trust.holder else (invited.email,)
        if not emails:
            return None
        email = invited.email if invited.email in emails else emails[0]
        reader = Reader(email, invited.language, invited.easy_words, invited.large_type)
        return reader, "account/trust"

    def _represented(self, trust: Trust) -> _Found | None:
        if trust.account:
            holder = self._residents.get(trust.account)
            return (Reader(holder.emails[0], holder.language), "account/trust") if holder.emails else None
        return self._reporter(trust.case) if trust.case else None

    def _reporter(self, number: CaseNumber) -> _Found | None:
        filed = self._streams.load(STREAM + number)[0].event
        assert isinstance(filed, CaseFiled)
        contact = filed.contact
        if contact is None or not contact.email:
            return None
        return reader_at(contact.email, contact.correspondence), f"cases/{spell(number)}"
