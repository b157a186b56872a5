"""What the holder of an account changes: addresses, what they agree to, how pages are; or they close it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from civic.kernel.email_address import email_faults
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.event import Event
from civic.kernel.ids import PersonId, new_person_id, new_public_id
from civic.kernel.journal import Change, LookUp, StreamHasMoved
from civic.people import account_events as e
from civic.people.events import ErasureCarriedOut
from civic.people.one_time_codes import Asked
from civic.people.resident import PURPOSES, STREAM, Resident
from civic.people.residents import ADDRESS, Residents
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps

Decision = Callable[[Resident], Change | None]


class IsTheOnlyAddress(Refused):
    """An account without an address could be opened by nobody."""

    code = "people.only-address"
    status = 422


class Reports(Protocol):
    """Knows what an account has filed."""

    def persons_of(
        self, account: str, emails: tuple[str, ...], *, words: bool
    ) -> tuple[list[PersonId], list[PersonId]]:
        """Return who goes as a whole, and of whom only what is sealed goes."""
        ...


class Followings(Protocol):
    """Knows which cases, or which areas, addresses follow."""

    def end_all(self, emails: tuple[str, ...]) -> None: ...


class Trusts(Protocol):
    """Knows for whom accounts act, and who acts for them."""

    def end_all(self, subject: str, emails: tuple[str, ...] = ()) -> list[PersonId]: ...


class AccountChanges:
    """Appends what was decided; erases what goes."""

    def __init__(
        self,
        store: EventStore,
        residents: Residents,
        look_ups: LookUps,
        eraser: Eraser,
        reports: Reports,
        followings: Sequence[Followings],
        trusts: Trusts,
    ) -> None:
        self._store = store
        self._residents = residents
        self._look_ups = look_ups
        self._eraser = eraser
        self._reports = reports
        self._followings = followings
        self._trusts = trusts

    def ask_for_address(self, account: str, asked: Asked) -> str:
        """Send a code to another address; raise InputHasFaults."""
        faults = list(email_faults("email", asked.email))
        if faults:
            raise InputHasFaults(faults)
        return self._residents.codes.request(asked, _purpose(account))

    def confirm_address(self, account: str, digest: str, code: str) -> None:
        """Let the account have the address that the code went to; raise OneTimeCodeIsWrong."""
        with self._store.database.writing() as connection:
            asked = self._residents.codes.take(connection, digest, code)
        email, owner = asked.email, new_person_id()
        added = e.AddressConfirmed(address=new_public_id(), owner=owner, email=email)
        found_by = LookUp(0, "sealed.owner", self._look_ups.digest(ADDRESS, email))

        def decide(found: Resident) -> Change | None:
            if email.casefold() in map(str.casefold, found.emails):
                return None
            return Change(
                STREAM + account,
                found.version,
                [added],
                introduces=frozenset({owner}),
                look_ups=[found_by],
            )

        self._decide(account, decide)

    def remove_address(self, account: str, address: str) -> None:
        """Take an address away and erase it; raise IsTheOnlyAddress.

        Letters about reports that were filed for it go to another one.
        """
        gone = next((each for each in self._residents.get(account).addresses if each.id == address), None)
        if gone is None or gone.email is None or gone.owner is None:
            return
        was = self._look_ups.digest(ADDRESS, gone.email)

        def decide(found: Resident) -> Change:
            if len(found.addresses) == 1:
                raise IsTheOnlyAddress("add another address first")
            event = e.AddressRemoved(address=address, holder=found.holder, was=was)
            return Change(STREAM + account, found.version, [event])

        self._decide(account, decide)
        record = ErasureCarriedOut(ground="request")
        self._eraser.erase_rows([gone.owner], record, command_id=f"remove-address-{address}")

    def consent(self, account: str, purpose: str, *, given: bool) -> None:
        """Note what the holder says about a purpose; what is known changes nothing."""
        said = e.ConsentGiven if given else e.ConsentWithdrawn

        def decide(found: Resident) -> Change | None:
            known = found.consent(purpose)
            if purpose not in PURPOSES or (known is not None and known.given == given):
                return None
            event: Event = said(holder=found.holder, purpose=purpose)
            return Change(STREAM + account, found.version, [event])

        self._decide(account, decide)

    def keep_preferences(self, account: str, chosen: str) -> None:
        """Keep how pages are to be, wherever the holder signs in."""

        def decide(found: Resident) -> Change | None:
            if found.preferences == chosen:
                return None
            event = e.PreferencesKept(holder=found.holder, chosen=chosen)
            return Change(STREAM + account, found.version, [event])

        self._decide(account, decide)

    def close(self, account: str, *, words: bool, command_id: str) -> None:
        """Erase the account, what is sealed in its reports and, if wished, their words; sign out everywhere.

        Each step can be repeated, and the account goes last, so that whoever was interrupted finishes.
        """
        found = self._residents.get(account)
        whole, sealed = self._reports.persons_of(account, found.emails, words=words)
        whole += self._trusts.end_all(account, found.emails)
        record = ErasureCarriedOut(ground="request")
        for kind, persons in (("sealed", sealed), (None, [*whole, *found.persons])):
            if kind is None:
                for each in self._followings:
                    each.end_all(found.emails)
            if persons:
                self._eraser.erase_rows(persons, record, command_id=f"{command_id}-{kind}", kind=kind)
        closed = e.AccountClosed(account=account)
        self._decide(account, lambda now: Change(STREAM + account, now.version, [closed]))
        self._residents.sign_ins.end(account)

    def _decide(self, account: str, decide: Decision) -> None:
        while True:
            found = self._residents.get(account)
            change = decide(found) if found.id else None
            if change is None:
                return
            try:
                self._store.append([change], command_id=new_person_id())
            except StreamHasMoved:
                continue
            return


def _purpose(account: str) -> str:
    return f"address/{account}"
