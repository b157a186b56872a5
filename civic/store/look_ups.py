"""Finding events by what is sealed in them, without keeping what that is.

A row is a hint: whoever finds an event by it opens the part and compares.
"""

import hmac
from collections.abc import Iterable

from sqlalchemy import Connection, select

from civic.store.database import Database
from civic.store.tables import look_ups


class LookUps:
    """Makes digests with a key of this installation, and finds the events that have them."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    def digest(self, kind: str, value: str) -> str:
        """Return by what events are found that say this; upper and lower case are the same."""
        return hmac.new(self._key, f"look-up/{kind}/{value.casefold()}".encode(), "sha256").hexdigest()

    def positions(self, digests: Iterable[str], *, before: int | None = None, limit: int = 100) -> list[int]:
        """Return where the newest of them are, newest first."""
        with self._database.reading() as connection:
            return self.positions_within(connection, digests, before=before, limit=limit)

    @staticmethod
    def positions_within(
        connection: Connection, digests: Iterable[str], *, before: int | None = None, limit: int = 100
    ) -> list[int]:
        """Do the same in a transaction of the caller's."""
        wanted = select(look_ups.c.position).where(look_ups.c.digest.in_(list(digests))).distinct()
        if before is not None:
            wanted = wanted.where(look_ups.c.position < before)
        return list(connection.scalars(wanted.order_by(look_ups.c.position.desc()).limit(limit)))
