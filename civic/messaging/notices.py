"""Notices: whoever filed a case learns by letter what an office did with it, if they left an address."""

from collections.abc import Callable, Mapping
from typing import Protocol

from civic.cases.events import CaseFiled, CaseResolved, ContentWithheld
from civic.cases.handlers import STREAM
from civic.cities.pack import City
from civic.i18n.languages import Languages
from civic.kernel.event import Event, Recorded
from civic.kernel.ids import spell
from civic.kernel.language import UNDETERMINED, Text
from civic.kernel.receipt_code import receipt_code
from civic.messaging.letters import letter_paragraphs, subject
from civic.messaging.reader import Reader, reader_at
from civic.ports import Letter

# What stands before the link to the case, where it asks for something.
_LEADS_ON: Mapping[type[Event], str] = {ContentWithheld: "object"}
Addressee = Callable[[str, str, str], str | None]
"""From account, address and purpose to where a letter goes; None if whoever has the account wants none."""


class Streams(Protocol):
    """Finds the stream of an event and its fingerprint, and reads it with the parts that are still there."""

    def stream_at(self, position: int) -> str: ...

    def leaf_hash(self, position: int) -> bytes: ...

    def load(self, stream: str) -> list[Recorded]: ...


class Cities(Protocol):
    """Finds city packs."""

    def get(self, code: str) -> City: ...


class CaseNotices:
    """Writes the letter about an event of a case; `site` is the address that people reach the pages at.

    `settlement_code` makes the code of the letter that asks whether what is done is really settled.
    """

    def __init__(
        self,
        streams: Streams,
        cities: Cities,
        site: str,
        languages: Languages,
        settlement_code: Callable[[int], str],
        addressee: Addressee = lambda _account, email, _purpose: email,
    ) -> None:
        self._streams = streams
        self._cities = cities
        self._site = site.rstrip("/")
        self._languages = languages
        self._settlement_code = settlement_code
        self._addressee = addressee

    def letter(self, position: int, message_id: str) -> Letter | None:
        """Return the letter about the event at a position; None if nobody is there to get one (any more)."""
        told, filed = told_of_case(self._streams, position)
        if filed.contact is None or not filed.contact.email:
            return None
        to = self._to(filed, filed.contact.email, told)
        if to is None:
            return None
        city = self._cities.get(filed.city)
        reader = reader_of(filed, to)
        language = reader.spoken(city, self._languages)
        link = f"{self._site}/{language.slug}/cases/{spell(filed.case)}"
        said = words_of(told.event)
        code = receipt_code(position, self._streams.leaf_hash(position))
        leads_on = _LEADS_ON.get(type(told.event), "link")
        answers = f"{link}/settlement?code={spell(self._settlement_code(position))}"
        paragraphs = letter_paragraphs(
            told.event,
            said,
            city,
            filed.case,
            code,
            link,
            language,
            leads_on=leads_on,
            answers=answers if isinstance(told.event, CaseResolved) else None,
        )
        heading = subject(city, filed.case, language)
        return reader.letter(
            paragraphs, heading, language, message_id=message_id, written_at=told.recorded_at
        )

    def _to(self, filed: CaseFiled, email: str, told: Recorded) -> str | None:
        """Return where to write to; whoever has an account says there what they want letters for."""
        if filed.account is None:
            return email
        purpose = "settled" if isinstance(told.event, CaseResolved) else "progress"
        return self._addressee(filed.account, email, purpose)


def told_of_case(streams: Streams, position: int) -> tuple[Recorded, CaseFiled]:
    """Return the event at a position, in the stream of a case or beside it, and how that case was filed."""
    history = streams.load(streams.stream_at(position))
    told = next(recorded for recorded in history if recorded.position == position)
    beside = history if isinstance(history[0].event, CaseFiled) else None
    filed = (beside or streams.load(STREAM + told.event.case))[0].event  # type: ignore[attr-defined]
    assert isinstance(filed, CaseFiled)
    return told, filed


def words_of(event: Event) -> Text | None:
    """Return the words that an office or a moderator wrote, or those to whom a case was passed on."""
    words: Text | None = getattr(event, "answer", None) or getattr(event, "explanation", None)
    return words


def reader_of(filed: CaseFiled, email: str) -> Reader:
    """Return who reads about a case, in the language that they want, else the one they wrote in."""
    wished = filed.contact.correspondence if filed.contact else None
    written_in = filed.description.language if filed.description else UNDETERMINED
    return reader_at(email, wished, otherwise=written_in)
