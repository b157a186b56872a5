"""Officials: admitted, given roles, let in by code, passkey or app, and gone; every act is an event."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select

from civic.kernel.clock import Clock, from_timestamp, to_timestamp
from civic.kernel.errors import NotFound, Refused
from civic.kernel.event import Event
from civic.kernel.ids import NumberHasATypo, new_person_id, new_public_id, parse_public_id
from civic.kernel.journal import Change, StreamHasMoved
from civic.people import events as e
from civic.people.codes import digest_of, is_invitation, new_invitation_code, window_of
from civic.people.model import (
    OPERATOR,
    IsTheLastWay,
    Official,
    ensure_here,
    evolve,
    recovery_is_agreed,
)
from civic.people.passkeys import PasskeyDoesNotFit, Passkeys, holder_of
from civic.people.projections import STREAM, officials
from civic.people.roles import ROLES, Grant
from civic.people.saved_views import SavedViews
from civic.people.sign_ins import SignIns
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.projector import Projector
from civic.web.throttle import Buckets

INVITATIONS_LAST = timedelta(days=3)
TRIES_PER_MINUTE = 5
Decision = Callable[[Official], list[Event]]


class NoSuchOfficial(NotFound):
    """Nobody was ever admitted under that id."""

    code = "people.no-such-official"


class NoSuchRole(Refused):
    """The role is none of the table of roles."""

    code = "people.no-such-role"


class CodeIsWrong(Refused):
    """The number and the code do not belong together, or the code was used or is too old.

    All of these are one answer, so that nobody learns which numbers there are.
    """

    code = "people.code-wrong"
    status = 422


class Officials:
    """Reads one official from their own stream; lists them by the directory."""

    def __init__(
        self, store: EventStore, projector: Projector, eraser: Eraser, sign_ins: SignIns, clock: Clock
    ) -> None:
        self.sign_ins = sign_ins
        self.saved_views = SavedViews(store.database)
        self._store = store
        self._projector = projector
        self._eraser = eraser
        self._clock = clock
        self._tries = Buckets(clock, TRIES_PER_MINUTE)

    def get(self, text: str) -> Official:
        """Return an official by the id as people type it; raise NoSuchOfficial."""
        try:
            found = self._load(parse_public_id(text))
        except NumberHasATypo:
            found = Official()
        if not found.id:
            raise NoSuchOfficial(f"there is no official {text[:40]!r}", official=text[:40])
        return found

    def all(self, city: str) -> Sequence[Official]:
        """Return who works for a city, by department and name."""
        self._projector.catch_up_for_a_reader(self._store.size())
        here = select(officials.c.official).where(officials.c.city == city, officials.c.has_left == 0)
        with self._store.database.reading() as connection:
            ids = connection.scalars(here).all()
        found = (self._load(official) for official in ids)
        return tuple(sorted(found, key=lambda each: (each.department, each.name or "", each.id)))

    def ids(self, city: str) -> Sequence[str]:
        """Return the ids of all who ever worked for a city."""
        self._projector.catch_up_for_a_reader(self._store.size())
        with self._store.database.reading() as connection:
            return connection.scalars(select(officials.c.official).where(officials.c.city == city)).all()

    def admit(
        self,
        name: str,
        city: str,
        grant: Grant,
        *,
        department: str,
        by: str = OPERATOR,
        official: str = "",
    ) -> Official:
        """Let somebody work for a department in a role."""
        _ensure_role(grant.role)
        official, holder = official or new_public_id(), new_person_id()
        admitted = e.OfficialAdmitted(
            official=official,
            city=city,
            department=department,
            by=by,
            holder=holder,
            name=name,
        )
        change = Change(STREAM + official, 0, [admitted, _granted(grant, by)], introduces=frozenset({holder}))
        self._store.append([change], command_id=f"admit-{official}")
        return self._load(official)

    def grant(self, official: str, grant: Grant, *, by: str = OPERATOR) -> None:
        """Give a role, or change what it is narrowed to."""
        _ensure_role(grant.role)
        self._decide(official, lambda found: [] if grant in found.grants else [_granted(grant, by)])

    def withdraw(self, official: str, role: str, department: str, *, by: str = OPERATOR) -> None:
        """Take a role away; whoever is signed in may do it no more from here on."""
        gone = e.RoleWithdrawn(role=role, department=department, by=by)
        self._decide(
            official,
            lambda found: [gone] if any(_is(role, department, each) for each in found.grants) else [],
        )

    def invite(self, official: str, *, by: str = OPERATOR) -> str | None:
        """Return a code that lets an official in once; None if somebody else has to agree first.

        Whoever has a way to sign in gets a code only after two different people have asked for it, or the
        operator, who holds the keys of the whole installation.
        """
        code = new_invitation_code()

        def decide(found: Official) -> list[Event]:
            agreed = by == OPERATOR or not found.credentials
            if not agreed and not recovery_is_agreed(found, by, self._clock.now()):
                return [e.RecoveryProposed(by=by)]
            until = to_timestamp(self._clock.now() + INVITATIONS_LAST)
            proposed_by = None if agreed or found.proposed is None else found.proposed[0]
            return [
                e.InvitationMade(
                    invitation=new_public_id(),
                    until=until,
                    by=by,
                    proposed_by=proposed_by,
                    holder=found.holder,
                    code_digest=digest_of(code),
                )
            ]

        events = self._decide(official, decide)
        return code if isinstance(events[-1], e.InvitationMade) else None

    def may_try(self, number: str) -> bool:
        """Whether somebody may try another code for this number; passkeys work whoever else tries."""
        try:
            return self._tries.take(parse_public_id(number))
        except NumberHasATypo:
            return True  # it is nobody's

    def come_in(self, number: str, code: str) -> Official:
        """Use an invitation; raise CodeIsWrong."""

        def decide(found: Official) -> list[Event]:
            invitation = found.invitation
            if invitation is None or not is_invitation(code, invitation.code_digest):
                raise CodeIsWrong("no invitation with this code")
            if self._clock.now() > from_timestamp(invitation.until):
                raise CodeIsWrong("the invitation is too old")
            return [e.InvitationUsed(invitation=invitation.id)]

        found = self._named(number)
        self._decide(found.id, decide)
        return self._load(found.id)

    def come_in_with_app(self, number: str, code: str) -> Official:
        """Take the six digits of an app, each once; raise CodeIsWrong."""
        found = self._named(number)
        for credential in found.credentials:
            if credential.kind != "app" or credential.secret is None:
                continue
            window = window_of(code, credential.secret, self._clock.now())
            # SPEC: RFC 6238, 5.2: "The verifier MUST NOT accept the second attempt of the OTP after the
            # successful validation has been issued for the first OTP".
            if window is not None and self.sign_ins.use_once("app", credential.id, str(window)):
                return found
        raise CodeIsWrong("no app of this official shows this code")

    def come_in_with_passkey(self, passkeys: Passkeys, answer: str) -> Official:
        """Take what a device has signed, each challenge once; raise PasskeyDoesNotFit."""
        try:
            found = self.get(holder_of(answer))
        except NoSuchOfficial as error:
            raise PasskeyDoesNotFit("the passkey is of nobody here") from error
        challenge = passkeys.signed_in(answer, secrets_of(found, "passkey"))
        if not self.sign_ins.use_once("challenge", challenge):
            raise PasskeyDoesNotFit("the answer was used before")
        return found

    def add_credential(self, official: str, kind: str, secret: str) -> None:
        """Add a way to sign in: `passkey` with its public key, or `app` with its secret."""
        self._decide(
            official,
            lambda found: [
                e.CredentialAdded(credential=new_public_id(), kind=kind, holder=found.holder, secret=secret)
            ],
        )

    def remove_credential(self, official: str, credential: str, *, by: str) -> None:
        """Remove a way to sign in; raise IsTheLastWay."""

        def decide(found: Official) -> list[Event]:
            if credential not in {each.id for each in found.credentials}:
                return []
            if len(found.credentials) == 1:
                raise IsTheLastWay("add another way to sign in first")
            return [e.CredentialRemoved(credential=credential, by=by)]

        self._decide(official, decide)

    def leave(self, official: str, *, by: str = OPERATOR) -> None:
        """End everything that somebody may do, everywhere at once, and erase their name.

        Said again, it finishes what an interruption or a key that could not be exchanged has left.
        """
        found = self.get(official)
        if not found.has_left:
            self._decide(found.id, lambda _: [e.OfficialLeft(by=by)])
        self.sign_ins.end(found.id)
        self.saved_views.forget(found.id)
        if found.holder is not None:
            record = e.ErasureCarriedOut(ground="departure")
            self._eraser.erase_rows([found.holder], record, command_id=f"leave-{found.id}")

    def _decide(self, official: str, decide: Decision) -> list[Event]:
        while True:
            found = self.get(official)
            ensure_here(found)
            events = decide(found)
            if not events:
                return events
            try:
                change = Change(STREAM + found.id, found.version, events)
                self._store.append([change], command_id=new_person_id())
            except StreamHasMoved:
                continue
            return events

    def _named(self, number: str) -> Official:
        try:
            found = self.get(number)
        except NoSuchOfficial as error:
            raise CodeIsWrong("no official with this number") from error
        if found.has_left:
            raise CodeIsWrong("the official has left")
        return found

    def _load(self, official: str) -> Official:
        found = Official()
        for recorded in self._store.load(STREAM + official):
            found = evolve(found, recorded)
        return found


def secrets_of(official: Official, kind: str) -> list[str]:
    """Return what is kept of one kind of ways to sign in."""
    return [each.secret for each in official.credentials if each.kind == kind and each.secret is not None]


def _granted(grant: Grant, by: str) -> e.RoleGranted:
    return e.RoleGranted(
        role=grant.role,
        department=grant.department,
        services=grant.services,
        districts=grant.districts,
        by=by,
    )


def _ensure_role(role: str) -> None:
    if role not in ROLES:
        raise NoSuchRole(f"there is no role {role!r}, but: {', '.join(ROLES)}", role=role)


def _is(role: str, department: str, grant: Grant) -> bool:
    return (grant.role, grant.department) == (role, department)
