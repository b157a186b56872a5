"""Appending 256 at a time, against signing, hashing and raw inserting of the very same rows."""

import hashlib
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from civic.kernel.journal import Change
from civic.store.event_store import EventStore
from civic.store.tables import commands, data_keys, events, parts
from ledger.dsse import StatementSigner, payload_of
from tests.benchmarks.installation import a_filing, a_plain_filing, fresh_store, postgresql
from tests.benchmarks.measure import Measure, rates_in_turn

BATCH = 256
BATCHES = 6
ROUNDS = 9
TABLES = (events, parts, data_keys, commands)
Make = Callable[[], tuple[list[Change], str]]


def measures() -> Iterator[Measure]:
    with fresh_store() as store, fresh_store() as bare:
        yield from _measures("SQLite", store, bare)
    with (
        postgresql() as first,
        postgresql() as second,
        fresh_store(first) as store,
        fresh_store(second) as bare,
    ):
        yield from _measures("PostgreSQL", store, bare)


def _measures(database: str, store: EventStore, bare: EventStore) -> Iterator[Measure]:
    limit = _Limit(bare)
    name = f"append in batches of {BATCH}, {database}"
    yield _measure(name, store, limit, a_plain_filing, goal=0.7)
    yield _measure(f"{name}, with two encrypted parts", store, limit, a_filing)


def _measure(name: str, store: EventStore, limit: "_Limit", make: Make, goal: float | None = None) -> Measure:
    def append() -> int:
        for batch in prepared:
            store.append_batch(batch)
        return BATCHES * BATCH

    results = []
    for _ in range(ROUNDS):
        prepared = [[make() for _ in range(BATCH)] for _ in range(BATCHES)]
        limit.load(make, BATCHES)
        results.append(rates_in_turn([append, limit.insert_next], rounds=1))
    ours, least = (statistics.median(column) for column in zip(*results, strict=True))
    return Measure(name, ours, "events/s", "sign + hash + raw insert", least, goal)


class _Limit:
    """What cannot be left out: sign and hash each payload, insert its rows, commit once a batch."""

    def __init__(self, bare: EventStore) -> None:
        self._bare = bare
        self._signer: StatementSigner = bare._appender._signer
        self._statements = bare._appender._statements
        self._batches: list[tuple[list[bytes], dict[str, list[tuple[Any, ...]]]]] = []
        self._next = 0

    def load(self, make: Make, batches: int) -> None:
        """Prepare the rows of filings in another store, renumbered to follow what is in the bare one."""
        self._batches = [_rows_of_batch(make, self._next + i) for i in range(batches)]
        self._next += batches

    def insert_next(self) -> int:
        for payloads, rows in self._batches:
            leaves = [self._signer.sign(payload) for payload in payloads]
            for leaf in leaves:
                hashlib.sha256(b"\0" + leaf).digest()
            numbered = [(*row[:-1], leaf) for row, leaf in zip(rows["events"], leaves, strict=True)]
            with self._bare.database.appending() as cursor:
                self._statements.insert(cursor, events, numbered)
                for other in TABLES[1:]:
                    if rows[other.name]:
                        self._statements.insert(cursor, other, rows[other.name])
        return len(self._batches) * BATCH


def _rows_of_batch(make: Make, number: int) -> tuple[list[bytes], dict[str, list[tuple[Any, ...]]]]:
    """Append one batch to a scratch store and take its rows, moved to where the bare store will have them."""
    with fresh_store() as scratch:
        scratch.append_batch([make() for _ in range(BATCH)])
        with scratch.database.reading() as connection:
            found = {t.name: [tuple(row) for row in connection.execute(select(t))] for t in TABLES}
    start = number * BATCH
    payloads = [payload_of(row[-1]) for row in found["events"]]
    return payloads, {
        "events": [(start + row[0], *row[1:]) for row in found["events"]],
        "parts": [(start + row[0], *row[1:]) for row in found["parts"]],
        "data_keys": found["data_keys"],
        "commands": [(*row[:2], start + row[2], row[3]) for row in found["commands"]],
    }
