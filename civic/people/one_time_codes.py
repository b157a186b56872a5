"""Codes that show that letters to an address reach somebody: one for each address, once, for an hour.

Asking again and again leads to the same code and to some letters, so that nobody can keep somebody else from
getting or using theirs. The code is too long to be found by trying, so there is no limit on tries.
"""

import os
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select, update

from civic.kernel.clock import MICROSECOND, Clock, to_micros
from civic.kernel.errors import Refused
from civic.kernel.event import Part
from civic.kernel.ids import new_person_id, new_public_id
from civic.kernel.one_time_code import CodeOf, is_code
from civic.store.database import Database
from civic.store.keyring import KEY
from civic.store.look_ups import LookUps
from civic.store.outbox import Outbox
from civic.store.tables import data_keys, one_time_codes
from civic.store.vault import SEAL, Sealer, Vault

TOPIC = "people.one-time-code"
LASTS = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=1)
MOST_LETTERS = 5
_PART = "sealed.owner"
_Row = Any


class OneTimeCodeIsWrong(Refused):
    """The code is not the one that went to the address, or it is too old, or it was used.

    All of these are one answer: which of them it is would say whether anybody asked.
    """

    code = "people.one-time-code-wrong"
    status = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a letter with a code goes, and how whoever asked wants letters; `city` is whose letter it is."""

    email: str
    city: str
    language: str
    easy_words: bool = False
    large_type: bool = False


class OneTimeCodes:
    """Sends codes and takes them; what was asked for is named by a digest of the address."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        outbox: Outbox,
        look_ups: LookUps,
        code_of: CodeOf,
        clock: Clock,
    ) -> None:
        self._database = database
        self._vault = vault
        self._outbox = outbox
        self._look_ups = look_ups
        self._code_of = code_of
        self._clock = clock

    def request(self, asked: Asked, purpose: str) -> str:
        """Have a letter sent, unless enough of them were; return by what the code is asked for."""
        digest, now = self._look_ups.digest(f"code/{purpose}", asked.email), self._now()
        with self._database.writing() as connection:
            row = self._row(connection, digest)
            if row is None:
                self._begin(connection, digest, asked, now)
            elif row.letters < MOST_LETTERS and now >= row.sent_at + AGAIN_AFTER // MICROSECOND:
                again = update(one_time_codes).where(one_time_codes.c.digest == digest)
                connection.execute(again.values(sent_at=now, letters=row.letters + 1))
                self._outbox.put(connection, f"{TOPIC}/{row.name}")
        return digest

    def take(self, connection: Connection, digest: str, code: str) -> Asked:
        """Use a code in the caller's own write transaction; raise OneTimeCodeIsWrong."""
        row = self._row(connection, digest)
        # Without a row some code is compared as well: the time that it takes tells nothing.
        right = is_code(code, self._code_of("enter", row.name if row else ""))
        if row is None or not right:
            raise OneTimeCodeIsWrong("no such code waits")
        asked = self._opened(connection, row)
        self._forget(connection, row)
        return asked

    def letter(self, name: str) -> tuple[Asked, str] | None:
        """Return where the letter of a request goes, and its code; None once it was used or is too old."""
        with self._database.reading() as connection:
            wanted = select(one_time_codes).where(one_time_codes.c.name == name)
            row = connection.execute(wanted).first()
            if row is None or row.until <= self._now():
                return None
            return self._opened(connection, row), self._code_of("enter", name)

    def forget_old(self) -> int:
        """Delete what nobody used in time; return how many there were."""
        with self._database.writing() as connection:
            old = select(one_time_codes).where(one_time_codes.c.until <= self._now())
            rows = connection.execute(old).all()
            for row in rows:
                self._forget(connection, row)
        return len(rows)

    def _begin(self, connection: Connection, digest: str, asked: Asked, now: int) -> None:
        name, person, data_key = new_public_id(), new_person_id(), os.urandom(KEY)
        part = Part("sealed", "owner", person, asdict(asked))
        ((_, wrapping, wrapped),) = self._vault.wrap([(person, data_key)])
        connection.execute(insert(data_keys), {"person": person, "wrapping": wrapping, "wrapped": wrapped})
        row = {
            "digest": digest,
            "name": name,
            "person": person,
            "body": Sealer(data_key).seal(part, name, os.urandom(SEAL)).body,
            "until": now + LASTS // MICROSECOND,
            "sent_at": now,
            "letters": 1,
        }
        connection.execute(insert(one_time_codes), row)
        self._outbox.put(connection, f"{TOPIC}/{name}")

    def _row(self, connection: Connection, digest: str) -> _Row | None:
        """Return what waits under a digest; what is too old goes."""
        row = connection.execute(select(one_time_codes).where(one_time_codes.c.digest == digest)).first()
        if row is not None and row.until <= self._now():
            self._forget(connection, row)
            return None
        return row

    def _forget(self, connection: Connection, row: _Row) -> None:
        connection.execute(delete(one_time_codes).where(one_time_codes.c.digest == row.digest))
        connection.execute(delete(data_keys).where(data_keys.c.person == row.person))

    def _opened(self, connection: Connection, row: _Row) -> Asked:
        (key,) = self._vault.keys_of(connection, [row.person]).values()
        columns = one_time_codes.c
        stored = select(
            columns.body, columns.person, literal(_PART).label("name"), literal(row.name).label("position")
        )
        sealed = connection.execute(stored.where(columns.digest == row.digest)).one()
        return Asked(**self._vault.open(sealed, row.name, key).as_part().value)

    def _now(self) -> int:
        return to_micros(self._clock.now())
