"""What somebody with an account has filed: while signed in, or elsewhere for an address that they proved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from civic.cases import public_list
from civic.cases.events import CaseFiled
from civic.cases.handlers import ACCOUNT, ADDRESS, STREAM, persons_of_case
from civic.cases.projections import case_list
from civic.cases.queries import QueueRow
from civic.kernel.event import Json, Recorded, persons_of
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.own_part import own_part
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps
from civic.store.projector import Projector

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Own:
    """A report of somebody; whether it was filed while they were signed in, or for their address only."""

    number: CaseNumber
    position: int
    by_account: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Some reports of somebody, newest first; `next_before` leads to earlier ones or is None."""

    cases: tuple[QueueRow, ...]
    next_before: int | None


class OwnReports:
    """Finds reports by look-ups, and shows one only if what is sealed in it says whose it is."""

    def __init__(self, store: EventStore, projector: Projector, look_ups: LookUps) -> None:
        self._store = store
        self._projector = projector
        self._look_ups = look_ups

    def is_of(self, account: str, number: CaseNumber) -> bool:
        """Whether the case was filed by the holder of the account, signed in."""
        history = self._store.load(STREAM + number)
        filed = history[0].event if history else None
        return isinstance(filed, CaseFiled) and filed.account == account

    def page(self, account: str, emails: Sequence[str], before: int | None = None) -> OwnPage:
        """Return reports of an account and of its addresses."""
        found = self.of(account, emails, before=before, limit=AT_ONCE + 1)
        shown = [each.number for each in found[:AT_ONCE]]
        self._projector.catch_up_for_a_reader(self._store.size())
        with self._store.database.reading() as connection:
            rows = connection.execute(select(case_list).where(case_list.c.number.in_(shown))).all()
            words = self._store.reader.contents(connection, [row.position for row in rows])
        listed = public_list.listed(sorted(rows, key=lambda row: -row.position), words)
        return OwnPage(listed, found[AT_ONCE - 1].position if len(found) > AT_ONCE else None)

    def of(self, account: str, emails: Sequence[str], *, before: int | None = None, limit: int) -> list[Own]:
        """Return up to `limit` reports of an account and of its addresses, newest first."""
        digests = [self._look_ups.digest(ACCOUNT, account)]
        digests += [self._look_ups.digest(ADDRESS, email) for email in emails]
        own: list[Own] = []
        while len(own) < limit:
            positions = self._look_ups.positions(digests, before=before, limit=limit)
            own += [found for at in positions if (found := self._own(at, account, emails))]
            if len(positions) < limit:
                break
            before = positions[-1]
        return own[:limit]

    def everything(self, account: str, emails: Sequence[str]) -> Iterator[Own]:
        """Yield all reports of an account and of its addresses, newest first."""
        before: int | None = None
        while found := self.of(account, emails, before=before, limit=AT_ONCE):
            yield from found
            before = found[-1].position

    def persons_of(
        self, account: str, emails: tuple[str, ...], *, words: bool
    ) -> tuple[list[PersonId], list[PersonId]]:
        """Return who goes as a whole when an account is erased, and of whom only what is sealed goes.

        Of a report that somebody else may have filed, what is sealed goes: the address stands there.
        """
        whole: list[PersonId] = []
        sealed: list[PersonId] = []
        for own in self.everything(account, emails):
            if own.by_account and words:
                whole += persons_of_case(self._store, own.number)
            else:
                filed = self._store.load(STREAM + own.number)[0].event
                sealed += persons_of(filed).values()
        return whole, sealed

    def held(self, account: str, emails: Sequence[str]) -> list[dict[str, Json]]:
        """Return all that is held of somebody in their reports; of the others, their address."""
        return [self._held(own) for own in self.everything(account, emails)]

    def acts_of_others(self, account: str) -> Iterator[tuple[CaseNumber, Recorded]]:
        """Yield what persons of trust did for the holder of an account, by the events that say so."""
        for own in self.everything(account, ()):
            yield from self.helped(own.number)

    def helped(self, number: CaseNumber) -> Iterator[tuple[CaseNumber, Recorded]]:
        """Yield what persons of trust did in one case."""
        for recorded in self._store.load(STREAM + number):
            if getattr(recorded.event, "trusted", None):
                yield number, recorded

    def _held(self, own: Own) -> dict[str, Json]:
        history = self._store.load(STREAM + own.number, whole=True)
        filed = history[0].event
        assert isinstance(filed, CaseFiled)
        said: dict[str, Json] = {"case": own.number, "filed_in_the_account": own.by_account}
        if own.by_account:
            said["events"] = [each for recorded in history if (each := own_part(recorded, filed.reporter))]
        elif filed.contact:
            said["email"] = filed.contact.email
        return said

    def _own(self, position: int, account: str, emails: Sequence[str]) -> Own | None:
        stream = self._store.stream_at(position)
        if not stream.startswith(STREAM):
            return None
        filed = self._store.load(stream)[0].event
        assert isinstance(filed, CaseFiled)
        if filed.account == account:
            return Own(filed.case, position, by_account=True)
        email = filed.contact.email if filed.contact else None
        if email and email.casefold() in map(str.casefold, emails):
            return Own(filed.case, position, by_account=False)
        return None
