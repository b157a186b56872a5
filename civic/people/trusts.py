"""Persons of trust: named, let in by the code of a letter, found by both sides, ended by either."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from civic.kernel.clock import Clock, to_micros, to_timestamp
from civic.kernel.email_address import email_faults
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, PersonId, new_person_id, new_public_id
from civic.kernel.journal import Change, LookUp
from civic.kernel.one_time_code import CodeOf, is_code
from civic.people import trust_events as e
from civic.people.events import ErasureCarriedOut
from civic.people.projections import trusts
from civic.people.resident import Resident
from civic.people.residents import ADDRESS
from civic.people.trust import (
    MOST_A_DAY,
    MOST_AT_ONCE,
    NAME_LIMIT,
    SCOPES,
    STREAM,
    TooManyTrusted,
    Trust,
    TrustCodeIsWrong,
    trust_of,
)
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps
from civic.store.outbox import Outbox
from civic.store.projector import Projector
from civic.store.tables import parts

TOPIC = "people.trust"
REPRESENTED, TRUSTED, INVITED = "trust-represented", "trust-holder", f"trust-{ADDRESS}"
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom somebody names, what for and until when; `account` or `case` says for whom."""

    city: str
    invited: e.Invited
    name: str = ""
    scope: tuple[str, ...] = ()
    until: datetime | None = None
    account: str | None = None
    case: CaseNumber | None = None
    own_emails: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return self.account or self.case or ""


class Trusts:
    """Who may act for whom. Every change is decided on what is there under the lock of writers."""

    def __init__(
        self,
        store: EventStore,
        projector: Projector,
        eraser: Eraser,
        look_ups: LookUps,
        outbox: Outbox,
        code_of: CodeOf,
        clock: Clock,
        *,
        letters: bool,
    ) -> None:
        self._store = store
        self._projector = projector
        self._eraser = eraser
        self._look_ups = look_ups
        self._outbox = outbox
        self._code_of = code_of
        self._clock = clock
        self._letters = letters

    def get(self, trust: str) -> Trust:
        """Return a person of trust as things are now; one without an id if there is none."""
        return trust_of(self._store.load(STREAM + trust))

    def holds(self, trust: str, account: str) -> Trust | None:
        """Return it if the holder of this account may act by it at this moment."""
        found = self.get(trust)
        return found if found.holder == account and found.holds(self._clock.now()) else None

    def named_by(self, subject: str) -> list[Trust]:
        """Return whom an account, or whoever filed a case, has named, newest first."""
        found = self._found([self._look_ups.digest(REPRESENTED, subject)])
        return [each for each in found if subject in (each.account, each.case)]

    def acted_on_by(self, account: str) -> list[Trust]:
        """Return by which trusts an account acts or has acted, newest first."""
        found = self._found([self._look_ups.digest(TRUSTED, account)])
        return [each for each in found if each.holder == account]

    def waiting_for(self, emails: Iterable[str]) -> list[Trust]:
        """Return who has named the holder of these addresses, and waits for their answer."""
        known, now = {email.casefold() for email in emails}, self._clock.now()
        found = self._found([self._look_ups.digest(INVITED, email) for email in known])
        return [each for each in found if each.waits(now) and _address(each) in known]

    def name(self, wish: Naming, *, command_id: str) -> None:
        """Name somebody and send them a code; raise InputHasFaults or TooManyTrusted.

        Whoever was named already and has not answered gets no second letter.
        """
        faults = list(_faults(wish, self._clock.now()))
        if faults:
            raise InputHasFaults(faults)
        with self._store.database.writing() as connection:
            if self._store.outcome_of(command_id) is not None:
                return
            self._check_numbers(wish)
            now, email = self._clock.now(), wish.invited.email.casefold()
            known = (each for each in self.named_by(wish.subject) if not each.is_over(now))
            if any(_address(each) == email and (each.waits(now) or each.holder) for each in known):
                return
            self._append_named(connection, wish, command_id)

    def accept(self, resident: Resident, trust: str, code: str) -> None:
        """Let the holder of an account act, who has the code of the letter; raise TrustCodeIsWrong."""
        with self._store.database.writing() as connection:
            found = self.get(trust)
            right = is_code(code, self._code_of("accept", trust))
            theirs = _address(found) in {email.casefold() for email in resident.emails}
            fits = theirs and found.waits(self._clock.now()) and found.account != resident.id
            if not (right and fits and self._is_there(found)):
                raise TrustCodeIsWrong("no such code waits for this account")
            event = e.TrustAccepted(trust=trust, trusted=found.trusted, holder=resident.id)
            digest = self._look_ups.digest(TRUSTED, resident.id)
            look_up = LookUp(0, "sealed.trusted", digest)
            self._append(connection, found, event, f"accept-{trust}", [look_up])
            self._tell(connection, trust, "began-represented", "began-trusted")

    def code(self, trust: str) -> str:
        """Return the code by which somebody accepts, for their letter."""
        return self._code_of("accept", trust)

    def end(self, trust: str) -> None:
        """End it at once; the address of whoever never answered goes. May be done again."""
        with self._store.database.writing() as connection:
            found = self.get(trust)
            if not found.id:
                return
            if found.ended_at is None:
                self._append(connection, found, e.TrustEnded(trust=trust), f"end-{trust}")
                self._tell(connection, trust, "ended-represented", *_told_of_end(found))
        if found.accepted_at is None and found.trusted is not None:
            self._erase([found.trusted], "request", f"forget-{trust}")

    def end_all(self, subject: str, emails: tuple[str, ...] = ()) -> list[PersonId]:
        """End all that an account or a case has to do with, because it goes; return who goes with it."""
        named, acted = self.named_by(subject), self.acted_on_by(subject)
        waiting = self.waiting_for(emails)
        for each in (*named, *acted, *waiting):
            self.end(each.id)
        persons = [each.represented for each in named] + [each.trusted for each in acted]
        return [person for person in persons if person is not None]

    def run(self) -> int:
        """End what nobody answered and what is over, erase what ended long ago; return how many."""
        self._projector.catch_up_for_a_reader(self._store.size())
        now = to_micros(self._clock.now())
        held = select(parts.c.position).where(parts.c.position == trusts.c.position)
        due = select(trusts).where(trusts.c.due_at <= now, held.exists())
        with self._store.database.reading() as connection:
            rows = connection.execute(due.order_by(trusts.c.due_at).limit(AT_ONCE)).all()
        for row in rows:
            if row.state == "ended":
                self._forget(self.get(row.trust))
            else:
                self.end(row.trust)
        return len(rows)

    def _forget(self, found: Trust) -> None:
        persons = [each for each in (found.trusted, found.represented) if each is not None]
        self._erase(persons, "retention", f"retention-{found.id}")

    def _erase(self, persons: list[PersonId], ground: str, command_id: str) -> None:
        if persons:
            self._eraser.erase_rows(persons, ErasureCarriedOut(ground=ground), command_id=command_id)

    def _append_named(self, connection: Connection, wish: Naming, command_id: str) -> None:
        trust, trusted, represented = new_public_id(), new_person_id(), new_person_id()
        named = e.TrustNamed(
            trust=trust,
            city=wish.city,
            until=to_timestamp(wish.until) if wish.until else None,
            represented=represented,
            trusted=trusted,
            account=wish.account,
            case=wish.case,
            name=wish.name or None,
            scope=wish.scope,
            invited=wish.invited,
        )
        change = Change(
            STREAM + trust,
            0,
            [named],
            introduces=frozenset({represented, trusted}),
            look_ups=[
                LookUp(0, "sealed.represented", self._look_ups.digest(REPRESENTED, wish.subject)),
                LookUp(0, "sealed.trusted", self._look_ups.digest(INVITED, wish.invited.email)),
            ],
        )
        self._store.append_within(connection, change, command_id)
        self._tell(connection, trust, "asked")

    def _append(
        self,
        connection: Connection,
        found: Trust,
        event: Event,
        command_id: str,
        look_ups: Iterable[LookUp] = (),
    ) -> None:
        change = Change(STREAM + found.id, found.version, [event], look_ups=list(look_ups))
        self._store.append_within(connection, change, command_id)

    def _tell(self, connection: Connection, trust: str, *letters: str) -> None:
        for letter in letters if self._letters else ():
            self._outbox.put(connection, f"{TOPIC}/{trust}/{letter}")

    def _check_numbers(self, wish: Naming) -> None:
        now, known = self._clock.now(), self.named_by(wish.subject)
        at_once = [each for each in known if each.waits(now) or each.holds(now)]
        today = [each for each in known if each.named_at and now - each.named_at < timedelta(days=1)]
        if len(at_once) >= MOST_AT_ONCE or len(today) >= MOST_A_DAY:
            raise TooManyTrusted("enough are named", most=MOST_AT_ONCE, a_day=MOST_A_DAY)

    @staticmethod
    def _is_there(found: Trust) -> bool:
        return bool(found.account or found.case)

    def _found(self, digests: list[str]) -> list[Trust]:
        positions = self._look_ups.positions(digests, limit=AT_ONCE) if digests else []
        streams = dict.fromkeys(self._store.stream_at(position) for position in positions)
        return [trust_of(self._store.load(each)) for each in streams if each.startswith(STREAM)]


def _told_of_end(found: Trust) -> tuple[str, ...]:
    return ("ended-trusted",) if found.accepted_at else ()


def _address(found: Trust) -> str | None:
    return found.invited.email.casefold() if found.invited else None


def _faults(wish: Naming, now: datetime) -> Iterable[Fault]:
    yield from email_faults("email", wish.invited.email)
    if wish.invited.email.casefold() in map(str.casefold, wish.own_emails):
        yield Fault("email", "input.trust-in-oneself")
    if wish.account and not wish.name:
        yield Fault("name", "input.missing")
    if len(wish.name) > NAME_LIMIT or "\n" in wish.name:
        yield Fault("name", "input.too-long", {"limit": NAME_LIMIT, "length": len(wish.name)})
    if wish.account and (not wish.scope or not set(wish.scope) <= set(SCOPES)):
        yield Fault("scope", "input.missing")
    if wish.until is not None and wish.until <= now:
        yield Fault("until", "input.day-is-over")
