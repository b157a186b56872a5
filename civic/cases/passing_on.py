"""Taking cases to the servers of those whom they were passed on to: from the outbox, each once.

Before anything is sent, their server is asked whether it has the case already: a worker that died after
sending has left no trace here. What cannot be excluded stands in decision 0017.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from traceback import format_tb

from civic.cases.handlers import FORWARDING, append_elsewhere
from civic.cases.leaving import Leaving, leaving
from civic.cases.model.elsewhere import accepted, is_number, refused
from civic.cases.partner_servers import PartnerServers, Tokens
from civic.cities.registry import Cities
from civic.i18n.languages import Languages
from civic.i18n.negotiation import negotiate
from civic.kernel.ids import spell
from civic.kernel.photo import Photo
from civic.ports import (
    Enclosed,
    Forwarding,
    ForwardingFailed,
    ForwardingRefused,
    Jurisdiction,
    MatterIsNotForwarded,
    NumberIsPending,
)
from civic.store.event_store import EventStore
from civic.store.outbox import MOST_ATTEMPTS, Outbox, Taken

logger = logging.getLogger("civic.cases")
BATCH = 50
Failing = dict[tuple[str, str], str]
"""The servers that have failed in this run, and how: they are asked no more in it."""


class PassingOn:
    """Takes what is due in the outbox to the servers of partners; `site` is our own address."""

    def __init__(
        self,
        journal: EventStore,
        outbox: Outbox,
        tokens: Tokens,
        cities: Cities,
        servers: PartnerServers,
        site: str,
        languages: Languages,
    ) -> None:
        self._journal = journal
        self._outbox = outbox
        self._tokens = tokens
        self._cities = cities
        self._servers = servers
        self._site = site.rstrip("/")
        self._languages = languages

    def send_due(self) -> int:
        """Return how many messages are settled."""
        settled, failing = 0, Failing()
        for _ in range(BATCH):
            taken = self._outbox.take(FORWARDING)
            if taken is None:
                break
            settled += self._send(taken, failing)
        return settled

    def _send(self, taken: Taken, failing: Failing) -> bool:
        """Take one case there; return False if it has to wait."""
        try:
            going = leaving(self._journal, self._cities, taken.position)
            is_settled = going is None or self._attempt(taken, going, failing)
        except Exception as error:  # noqa: BLE001 (logged without its text, which may name a person)
            trace = "".join(format_tb(error.__traceback__))
            logger.error("message %s: %s\n%s", taken.id, type(error).__name__, trace)  # noqa: TRY400
            self._outbox.postpone(taken, "unexpected-error")
            return False
        if is_settled:
            self._outbox.settle(taken)
        return is_settled

    def _attempt(self, taken: Taken, going: Leaving, failing: Failing) -> bool:
        if going.server in failing:
            return self._wait(taken, going, ForwardingFailed(failing[going.server]))
        try:
            server = self._servers.of(going.city, going.partner)
            matter = self._matter(taken, going, server)
            number = self._number(taken, server, matter)
        except ForwardingRefused as error:
            self._record_refusal(taken, going, error)
            return True
        except ForwardingFailed as error:
            if not isinstance(error, NumberIsPending):
                failing[going.server] = error.code
            return self._wait(taken, going, error)
        append_elsewhere(
            going.filed.case,
            taken.position,
            partial(
                accepted,
                number=number,
                with_contact=going.with_contact,
                with_answers=bool(matter.answers),
            ),
            journal=self._journal,
            command_id=f"forwarding-{taken.id}",
        )
        return True

    def _matter(self, taken: Taken, going: Leaving, server: Jurisdiction) -> Forwarding:
        """Return what they get, with photos that everyone sees and answers to what they ask."""
        asked = server.asks(going.code) if going.answers else {}
        matter = going.matter(taken.id, self._mark(going), asked)
        photos = going.filed.photos or ()
        if going.photos_go_as == "addresses":
            base = f"{self._site}/cases/{spell(going.filed.case)}/photos"
            return replace(matter, photo_addresses=tuple(f"{base}/{each.whole.file}.jpg" for each in photos))
        if going.photos_go_as == "files":
            return replace(matter, photos=tuple(self._enclosed(going, photos)))
        return matter

    def _enclosed(self, going: Leaving, photos: Sequence[Photo]) -> Iterator[Enclosed]:
        """Yield the photos; one that was erased between two readings goes nowhere."""
        for photo in photos:
            body = self._journal.file(going.filed_at, photo.whole.file)
            if body is not None:
                yield Enclosed(body, photo.words.text if photo.words else "")

    def _number(self, taken: Taken, server: Jurisdiction, matter: Forwarding) -> str:
        """Return the number that the case has there, however it came there."""
        token = self._tokens.of(taken.position)
        number = server.number_of(token) if token else server.find(matter) or self._new(server, matter, taken)
        if not is_number(number):
            raise ForwardingFailed("answer-unreadable")
        return number

    def _new(self, server: Jurisdiction, matter: Forwarding, taken: Taken) -> str:
        try:
            return server.forward(matter)
        except NumberIsPending as pending:
            self._tokens.keep(taken.position, pending.token)
            raise

    def _mark(self, going: Leaving) -> str:
        """Return the address of this step on the page of the case: no other matter has it."""
        spoken = going.city.default_language
        language = negotiate(spoken, spoken, self._languages)
        page = f"{self._site}/{language.slug}/cases/{spell(going.filed.case)}"
        return f"{page}#event-{going.forwarded.version}"

    def _wait(self, taken: Taken, going: Leaving, error: ForwardingFailed) -> bool:
        if taken.attempt >= MOST_ATTEMPTS:  # said first: whoever dies in between says it again
            self._record_refusal(taken, going, error)
        given_up = self._outbox.postpone(taken, error.code)
        logger.warning(
            "message %s %s: %s", taken.id, "is given up" if given_up else "has to wait", error.code
        )
        return False

    def _record_refusal(self, taken: Taken, going: Leaving, error: MatterIsNotForwarded) -> None:
        append_elsewhere(
            going.filed.case,
            taken.position,
            partial(refused, reason=error.code, words="\n".join(error.words)),
            journal=self._journal,
            command_id=f"forwarding-{taken.id}",
        )
        logger.warning("message %s is refused: %s", taken.id, error.code)
