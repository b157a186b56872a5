"""Who is signed in: a sign-in can be ended by its owner, and ends by itself when it is not used."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from civic.kernel.clock import MICROSECOND, Clock, from_micros, to_micros
from civic.store.database import Database
from civic.store.tables import sign_ins, used_once

UNUSED = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One device on which somebody is signed in; `way` is how they came in."""

    id: str
    holder: str
    way: str
    since: datetime
    seen: datetime


class SignIns:
    """Begins, recognises and ends sign-ins.

    A token names its holder, and only its code under a key of this site is kept: whoever writes into the
    database cannot make one, nor turn their own into somebody else's. Officials and residents have keys of
    their own, so that no token of the one is any of the other.
    """

    def __init__(self, database: Database, key: bytes, clock: Clock) -> None:
        self._database = database
        self._key = key
        self._clock = clock

    def begin(self, holder: str, way: str) -> str:
        """Return the token that a cookie holds from here on."""
        token, now = f"{holder}.{secrets.token_urlsafe(32)}", to_micros(self._clock.now())
        row = {"id": self._id_of(token), "holder": holder, "way": way, "since": now, "seen": now}
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.seen < now - UNUSED // MICROSECOND))
            connection.execute(insert(sign_ins), row)
        return token

    def of(self, token: str) -> SignIn | None:
        """Return the sign-in that a token belongs to, unless it has ended; note that it is in use."""
        now = self._clock.now()
        with self._database.reading() as connection:
            row = connection.execute(select(sign_ins).where(sign_ins.c.id == self._id_of(token))).first()
        if row is None or row.holder != token.partition(".")[0] or now - from_micros(row.seen) > UNUSED:
            return None
        if now - from_micros(row.seen) > NOTED_EVERY:
            with self._database.writing(durable=False) as connection:
                seen = update(sign_ins).where(sign_ins.c.id == row.id).values(seen=to_micros(now))
                connection.execute(seen)
        return _sign_in(row)

    def all_of(self, holder: str) -> Sequence[SignIn]:
        """Return where somebody is signed in, the newest first."""
        least = to_micros(self._clock.now() - UNUSED)
        wanted = select(sign_ins).where(sign_ins.c.holder == holder, sign_ins.c.seen >= least)
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(sign_ins.c.since.desc(), sign_ins.c.id)).all()
        return tuple(_sign_in(row) for row in found)

    def end(self, holder: str, sign_in: str | None = None) -> None:
        """End one sign-in of somebody, or all of them."""
        ended = delete(sign_ins).where(sign_ins.c.holder == holder)
        if sign_in is not None:
            ended = ended.where(sign_ins.c.id == sign_in)
        with self._database.writing() as connection:
            connection.execute(ended)

    def use_once(self, *what: str) -> bool:
        """Use something that serves once (a challenge, a code); False if it was used before."""
        now = to_micros(self._clock.now())
        digest = hashlib.sha256("\n".join(what).encode()).hexdigest()
        with self._database.writing() as connection:
            connection.execute(delete(used_once).where(used_once.c.at < now - UNUSED // MICROSECOND))
            if connection.execute(select(used_once).where(used_once.c.digest == digest)).first():
                return False
            connection.execute(insert(used_once), {"digest": digest, "at": now})
            return True

    def _id_of(self, token: str) -> str:
        return hmac.digest(self._key, token.encode("utf-8", "replace"), "sha256").hex()


def _sign_in(row: Any) -> SignIn:
    return SignIn(row.id, row.holder, row.way, from_micros(row.since), from_micros(row.seen))
