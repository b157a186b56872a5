"""Following cases at the servers of those whom they were passed on to: in rounds, many cases at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from civic.cases.forwardings import Followable, followable
from civic.cases.handlers import append_elsewhere, notices_to_all
from civic.cases.model.elsewhere import reported
from civic.cases.partner_servers import PartnerServers, Watch, Watches
from civic.cities.pack import City
from civic.cities.partners import Partner
from civic.cities.registry import Cities
from civic.kernel.clock import Clock
from civic.kernel.ids import new_event_id
from civic.ports import Followed, MatterIsNotForwarded
from civic.store.event_store import EventStore
from civic.store.projector import Projector

AT_ONCE = 200  # cases of one partner a run


class PartnerNews:
    """Asks partners' servers how cases stand there, and records what is news."""

    def __init__(
        self,
        journal: EventStore,
        projector: Projector,
        watches: Watches,
        cities: Cities,
        servers: PartnerServers,
        clock: Clock,
        *,
        notices: bool = False,
    ) -> None:
        self._journal = journal
        self._projector = projector
        self._watches = watches
        self._cities = cities
        self._servers = servers
        self._clock = clock
        self._told = partial(notices_to_all, journal=journal) if notices else None

    def run(self) -> int:
        """Ask those whose turn it is; return how much news was recorded."""
        self._projector.catch_up_for_a_reader(self._journal.size())
        asked = [(city, partner) for city in self._cities for partner in city.partners if partner.open311]
        return sum(self._ask(city, partner) for city, partner in asked)

    def _ask(self, city: City, partner: Partner) -> int:
        watch = self._watches.of(city.code, partner.code)
        if not self._watches.is_due(watch):
            return 0
        cases, numbers = self._next(watch)
        try:
            news = self._servers.of(city, partner).follow(list(numbers)) if numbers else ()
        except MatterIsNotForwarded as error:
            self._watches.failed(watch, error.code)
            return 0
        recorded = sum(self._record(each, numbers) for each in news)
        self._watches.answered(watch, cases[-1].number if len(cases) == AT_ONCE else "")
        return recorded

    def _next(self, watch: Watch) -> tuple[Sequence[Followable], Mapping[str, list[Followable]]]:
        """Return the cases whose turn it is, and those of them that have a number there, by it."""
        with self._journal.database.reading() as connection:
            cases = followable(connection, watch.city, watch.party, watch.after, AT_ONCE)
            contents = self._journal.reader.contents(connection, [each.reference_at for each in cases])
        numbers: dict[str, list[Followable]] = defaultdict(list)
        for case in cases:
            part = contents.get(case.reference_at)
            if part is not None and part.value.get("reference"):
                numbers[part.value["reference"]].append(case)
        return cases, numbers

    def _record(self, news: Followed, numbers: Mapping[str, list[Followable]]) -> int:
        """Record news of the cases that have this number there; of what nobody asked for, nothing."""
        now = self._clock.now()
        decide = partial(
            reported, is_closed=news.is_closed, updated_at=news.updated_at, words=news.words, now=now
        )
        return sum(
            append_elsewhere(
                case.number,
                case.forwarding,
                decide,
                journal=self._journal,
                command_id=f"news-{new_event_id()}",
                told=self._told,
            )
            for case in numbers.get(news.number, ())
        )
