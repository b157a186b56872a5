"""How many forms one address may send: a token bucket each, in this process, on the platform's clock.

A proxy or a second process only makes the limit softer; the limit is against floods, not a quota.
"""

import threading
from datetime import datetime

from flask import Flask, request

from civic.kernel.clock import Clock
from civic.kernel.errors import Refused

MOST_ADDRESSES = 10_000


class TooManyAtOnce(Refused):
    """More forms came from one address than a person can fill in."""

    code = "web.too-many"
    status = 429


class Buckets:
    """One bucket of `per_minute` tokens for each address; it fills up evenly within a minute."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._size = per_minute
        self._buckets: dict[str, tuple[float, datetime]] = {}
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """Take a token, and say whether there was one."""
        now = self._clock.now()
        with self._lock:
            tokens, since = self._buckets.pop(address, (float(self._size), now))
            passed = max(0.0, (now - since).total_seconds())  # a clock that is set back takes nothing away
            tokens = min(self._size, tokens + passed * self._size / 60)
            self._forget_the_oldest()
            self._buckets[address] = (tokens - 1 if tokens >= 1 else tokens, now)
            return tokens >= 1

    def _forget_the_oldest(self) -> None:
        while len(self._buckets) >= MOST_ADDRESSES:
            self._buckets.pop(next(iter(self._buckets)))


def register(app: Flask, clock: Clock, per_minute: int) -> None:
    """Limit POSTs; 0 sets no limit."""
    if not per_minute:
        return
    buckets = Buckets(clock, per_minute)

    def check() -> None:
        if request.method == "POST" and not buckets.take(request.remote_addr or ""):
            raise TooManyAtOnce("too many POSTs from one address", per_minute=per_minute)

    app.before_request(check)
