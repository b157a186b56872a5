"""A case on its way to a partner's server: whether it still goes there, and what they get of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.cases.events import CaseFiled, CaseForwarded, GivenAnswer
from civic.cases.handlers import Cities, where_is
from civic.cases.model import Case, evolve
from civic.cases.validation import DESCRIPTION_LIMIT
from civic.cities.pack import City, name_in
from civic.cities.partners import Partner
from civic.kernel.event import Recorded
from civic.kernel.journal import Journal, fold
from civic.kernel.place import Place
from civic.ports import Forwarding, ForwardingRefused

NOT_TAKEN, ERASED = "not-taken", "erased"
Asked = Mapping[str, frozenset[str]]
"""The codes of questions, each with the answers it takes; none: any."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A case that is to be taken to a partner's server, by the event that passed it on."""

    city: City
    partner: Partner
    filed: CaseFiled
    filed_at: int
    forwarded: Recorded

    @property
    def server(self) -> tuple[str, str]:
        return self.city.code, self.partner.code

    @property
    def with_contact(self) -> bool:
        return self.partner.open311 is not None and self.partner.open311.contact

    @property
    def photos_go_as(self) -> str:
        return self.partner.open311.photos if self.partner.open311 else "no"

    @property
    def answers(self) -> tuple[GivenAnswer, ...]:
        """Return the answers that they may have."""
        may_go = self.partner.open311 is not None and self.partner.open311.answers
        return (self.filed.answers or ()) if may_go else ()

    @property
    def code(self) -> str:
        """Return what they call the service; raise ForwardingRefused if they take no such case any more."""
        code = self.partner.open311.code_of(self.filed.service) if self.partner.open311 else None
        if code is None:
            raise ForwardingRefused(NOT_TAKEN)
        return code

    def matter(self, key: str, mark: str, asked: Asked) -> Forwarding:
        """Return what they get: what everyone may see, and no more unless the pack says so.

        `asked` is what they ask themselves. Raise ForwardingRefused as `code`, or if the words were erased.
        """
        filed, code = self.filed, self.code
        if self.forwarded.erased:
            raise ForwardingRefused(ERASED)
        contact = filed.contact if self.with_contact else None
        place = (filed.exact_place if self.with_contact else None) or filed.place
        latitude, longitude = place.point.degrees() if place.point else (None, None)
        return Forwarding(
            key=key,
            service=code,
            description=_described(filed, mark),
            mark=mark,
            since=self.forwarded.recorded_at,
            latitude=latitude,
            longitude=longitude,
            address=_address(place, self.city),
            name=contact.name if contact else None,
            email=contact.email if contact else None,
            phone=contact.phone if contact else None,
            answers=tuple((each.question, each.answer) for each in self.answers if _fits(each, asked)),
        )


def leaving(journal: Journal, cities: Cities, position: int) -> Leaving | None:
    """Return the case that an event passed on; None if it went elsewhere since, or has its answer."""
    history = journal.load(journal.stream_at(position))
    filed = history[0].event
    assert isinstance(filed, CaseFiled)
    where = where_is(journal, filed.case)
    state = fold(evolve, Case(), (each.event for each in history)).state
    if where is None or where.forwarding != position or where.is_answered or state != "forwarded":
        return None
    city = cities.get(filed.city)
    forwarded = next(each for each in history if each.position == position)
    assert isinstance(forwarded.event, CaseForwarded)
    partner = city.partner(where.party) or Partner(where.party, {})
    return Leaving(city, partner, filed, history[0].position, forwarded)


def _fits(given: GivenAnswer, asked: Asked) -> bool:
    """Whether they ask the same question, and have this answer to it."""
    choices = asked.get(given.question)
    return choices is not None and (not choices or given.answer in choices)


def _described(filed: CaseFiled, mark: str) -> str:
    """Return the words with the mark behind them, by which the case is found again."""
    words = filed.description.text if filed.description else ""
    return f"{words[: DESCRIPTION_LIMIT - len(mark) - 2]}\n\n{mark}".strip()


def _address(place: Place, city: City) -> str | None:
    """Return the address, else the part of the city if nothing more exact is known."""
    if place.address or place.point:
        return place.address
    parts = {each.code: each.names for each in city.districts}
    parts |= {each.code: each.names for each in city.neighbourhoods}
    known = (place.neighbourhood, place.district)
    named = [name_in(parts[code], city.default_language).text for code in known if code in parts]
    return ", ".join(named) or None
