"""Leases: several workers may run, and each job runs in one of them at a time."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from civic.kernel.clock import MICROSECOND, Clock, to_micros
from civic.store.database import Database
from civic.store.tables import leases
from civic.store.upsert import upsert


class Leases:
    """One worker's leases; a crashed worker's end by themselves."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._holder = secrets.token_hex(8)

    def take(self, job: str, duration: timedelta) -> bool:
        """Take or prolong the lease of a job; False while another worker holds it."""
        now = to_micros(self._clock.now())
        with self._database.writing(durable=False) as connection:
            held = connection.execute(select(leases).where(leases.c.job == job)).first()
            if held is not None and held.holder != self._holder and held.until > now:
                return False
            until = now + duration // MICROSECOND
            upsert(connection, leases, [{"job": job, "holder": self._holder, "until": until}])
            return True

    def give_back(self, job: str) -> None:
        with self._database.writing(durable=False) as connection:
            connection.execute(delete(leases).where(leases.c.job == job, leases.c.holder == self._holder))
