"""Residents with an account: let in by a code that goes to an address, and found by that address."""

from sqlalchemy import Connection

from civic.kernel.email_address import email_faults
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import new_person_id, new_public_id
from civic.kernel.journal import Change, LookUp
from civic.people import account_events as e
from civic.people.one_time_codes import Asked, OneTimeCodes
from civic.people.resident import STREAM, Resident, resident_of
from civic.people.sign_ins import SignIns
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps

SIGN_IN = "sign-in"
ADDRESS = "address"


class Residents:
    """Opens accounts and lets their holders in; nothing here tells others which addresses have one."""

    def __init__(self, store: EventStore, codes: OneTimeCodes, look_ups: LookUps, sign_ins: SignIns) -> None:
        self.sign_ins = sign_ins
        self.codes = codes
        self._store = store
        self._look_ups = look_ups

    def get(self, account: str) -> Resident:
        """Return whose account it is; one without an id if there is none (any more)."""
        found = resident_of(self._store.load(STREAM + account))
        return Resident() if found.is_closed else found

    def addressee(self, account: str, email: str, purpose: str) -> str | None:
        """Return where a letter about a report of the account goes that was filed for an address.

        An address that was replaced since is never written to; None if the holder does not want it.
        """
        found = self.get(account)
        consent = found.consent(purpose)
        if consent is not None and not consent.given:
            return None
        if self._look_ups.digest(ADDRESS, email) in found.former:
            return found.emails[0] if found.emails else None
        return email

    def with_address(self, email: str) -> str | None:
        """Return the account that an address has."""
        with self._store.database.reading() as connection:
            return self._with_address(connection, email)

    def ask(self, asked: Asked) -> str:
        """Send a code to an address, and return by what it is asked for; raise InputHasFaults."""
        faults = list(email_faults("email", asked.email))
        if faults:
            raise InputHasFaults(faults)
        return self.codes.request(asked, SIGN_IN)

    def come_in(self, digest: str, code: str) -> Resident:
        """Use a code, and return whose account the address has; one is opened where there was none.

        Code and account change in one transaction, so that an address never gets two.
        Raise OneTimeCodeIsWrong.
        """
        with self._store.database.writing() as connection:
            asked = self.codes.take(connection, digest, code)
            account = self._with_address(connection, asked.email) or self._open(connection, asked)
        return self.get(account)

    def _with_address(self, connection: Connection, email: str) -> str | None:
        digest = self._look_ups.digest(ADDRESS, email)
        for position in self._look_ups.positions_within(connection, [digest]):
            stream = self._store.stream_at(position)
            found = self.get(stream.removeprefix(STREAM)) if stream.startswith(STREAM) else Resident()
            if email.casefold() in map(str.casefold, found.emails):
                return found.id
        return None

    def _open(self, connection: Connection, asked: Asked) -> str:
        account, holder, owner = new_public_id(), new_person_id(), new_person_id()
        change = Change(
            STREAM + account,
            0,
            [
                e.AccountOpened(account=account, holder=holder, language=asked.language),
                e.AddressConfirmed(address=new_public_id(), owner=owner, email=asked.email),
            ],
            introduces=frozenset({holder, owner}),
            look_ups=[LookUp(1, "sealed.owner", self._look_ups.digest(ADDRESS, asked.email))],
        )
        self._store.append_within(connection, change, f"open-account-{account}")
        return account
