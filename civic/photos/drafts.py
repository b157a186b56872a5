"""Photos of a form that is not sent yet: kept for a day, readable with what only the form knows.

A browser cannot put a file into a form again. So what was accepted is kept here, and the form carries a
secret by which it is found: its SHA-256 is the id, and it makes the key that opens it, together with the
session. Whoever has the database and no such form can open nothing.
"""

import hashlib
import hmac
import os
import struct
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, select

from civic.kernel.clock import Clock, to_micros
from civic.kernel.photo import Jpeg, Picture
from civic.photos.limits import KEPT_FOR_HOURS
from civic.store.database import Database
from civic.store.tables import file_drafts

NONCE, SECRET = 12, 32
_SIZES = struct.Struct(">5I")  # width and height of both files, and the length of the whole one


class PhotoDrafts:
    """Keeps photos between the pages of a form."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, picture: Picture, session: str) -> str:
        """Keep a photo for whoever has the session; return the secret that the form carries."""
        secret, nonce = os.urandom(SECRET).hex(), os.urandom(NONCE)
        body = nonce + AESGCM(_key(secret, session)).encrypt(nonce, _packed(picture), None)
        expires_at = to_micros(self._clock.now() + timedelta(hours=KEPT_FOR_HOURS))
        with self._database.writing() as connection:
            connection.execute(insert(file_drafts).values(id=_id(secret), expires_at=expires_at, body=body))
        return secret

    def find(self, secret: str, session: str) -> Picture | None:
        """Return a photo; None if its time is over, or if it is of another session."""
        now = to_micros(self._clock.now())
        wanted = select(file_drafts.c.body).where(
            file_drafts.c.id == _id(secret), file_drafts.c.expires_at > now
        )
        with self._database.reading() as connection:
            body = connection.scalar(wanted)
        if body is None:
            return None
        try:
            return _unpacked(AESGCM(_key(secret, session)).decrypt(body[:NONCE], body[NONCE:], None))
        except InvalidTag:
            return None

    def forget_old(self) -> int:
        """Delete those whose time is over; return how many."""
        now = to_micros(self._clock.now())
        with self._database.writing() as connection:
            gone = connection.execute(delete(file_drafts).where(file_drafts.c.expires_at <= now))
            return gone.rowcount


def _id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(secret: str, session: str) -> bytes:
    return hmac.digest(secret.encode(), session.encode(), "sha256")


def _packed(picture: Picture) -> bytes:
    whole, small = picture.whole, picture.small
    sizes = _SIZES.pack(whole.width, whole.height, small.width, small.height, len(whole.body))
    return sizes + whole.body + small.body


def _unpacked(packed: bytes) -> Picture:
    *sizes, length = _SIZES.unpack_from(packed)
    files = packed[_SIZES.size :]
    return Picture(Jpeg(files[:length], *sizes[:2]), Jpeg(files[length:], *sizes[2:]))
