"""Identities at a city's provider: each lets in the one official who has added it, and nobody else."""

import json

from sqlalchemy import Connection

from civic.kernel.errors import Refused
from civic.kernel.ids import new_person_id, new_public_id
from civic.kernel.journal import Change, LookUp
from civic.people.events import CredentialAdded
from civic.people.model import Official, ensure_here
from civic.people.officials import Officials, secrets_of
from civic.people.projections import STREAM
from civic.ports import Identity
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps

KIND = "oidc"


class IdentityIsUnknown(Refused):
    """The provider knows somebody whom nobody has admitted here, or who has not added that identity."""

    code = "people.identity-unknown"
    status = 403


class IdentityIsTaken(Refused):
    """Somebody else signs in with it."""

    code = "people.identity-taken"
    status = 409


class Identities:
    """Adds identities to officials, and finds whose they are; names and addresses of e-mail prove nothing."""

    def __init__(self, store: EventStore, officials: Officials, look_ups: LookUps) -> None:
        self._store = store
        self._officials = officials
        self._look_ups = look_ups

    def come_in(self, identity: Identity) -> Official:
        """Return whose identity it is; raise IdentityIsUnknown."""
        with self._store.database.reading() as connection:
            found = self._holder(connection, identity)
        if found is None:
            raise IdentityIsUnknown(f"nobody has added this identity of {identity.issuer}")
        return found

    def add(self, official: str, identity: Identity) -> None:
        """Let an official come in with it from here on; raise IdentityIsTaken.

        Looked for and added in one transaction, so that an identity never has two holders.
        """
        with self._store.database.writing() as connection:
            holder, found = self._holder(connection, identity), self._officials.get(official)
            ensure_here(found)
            if holder is not None and holder.id != found.id:
                raise IdentityIsTaken("somebody else has added this identity")
            if holder is None:
                self._store.append_within(connection, self._addition(found, identity), new_person_id())

    def _addition(self, found: Official, identity: Identity) -> Change:
        added = CredentialAdded(
            credential=new_public_id(), kind=KIND, holder=found.holder, secret=_written(identity)
        )
        look_up = LookUp(0, "sealed.holder", self._digest(identity))
        return Change(STREAM + found.id, found.version, [added], look_ups=[look_up])

    def _holder(self, connection: Connection, identity: Identity) -> Official | None:
        """Return who has it now. What is found by its hash is opened and compared: the hash is a hint."""
        for position in self._look_ups.positions_within(connection, [self._digest(identity)]):
            stream = self._store.stream_at(position)
            if not stream.startswith(STREAM):
                continue
            found = self._officials.get(stream.removeprefix(STREAM))
            if _written(identity) in secrets_of(found, KIND):
                return found
        return None

    def _digest(self, identity: Identity) -> str:
        return self._look_ups.digest("identity", _written(identity))


def _written(identity: Identity) -> str:
    """Return what is kept: the name is not.

    # SPEC: OpenID Connect Core 1.0, 5.7: only iss and sub, together, identify somebody for good.
    """
    return json.dumps([identity.issuer, identity.subject])
