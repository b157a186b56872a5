"""Appending one event a call, against the `eventsourcing` library; and what group commit brings."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from uuid import uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from civic.store.event_store import EventStore
from tests.benchmarks.installation import WORDS, a_filing, fresh_store
from tests.benchmarks.measure import Measure, rates_in_turn

CALLS = 400
THREADS = 16


class Report(Aggregate):
    """The same report as an aggregate of the peer: plain values, no signature, no log."""

    @event("Filed")
    def __init__(self, number: str, service: str, words: str, address: str, email: str) -> None:
        self.number = number
        self.service = service
        self.words = words
        self.address = address
        self.email = email


def measures() -> Iterator[Measure]:
    with fresh_store() as store, tempfile.TemporaryDirectory(prefix="civic-bench-") as directory:
        peer = Application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": f"{directory}/peer.sqlite",
            }
        )
        ours, theirs = rates_in_turn([lambda: _append(store, CALLS), lambda: _save(peer, CALLS)])
        yield Measure(
            "append one event per call, SQLite",
            ours,
            "events/s",
            "eventsourcing 9.5.6, unsigned",
            theirs,
            goal=1.0,
        )
        peer.close()
    with fresh_store() as store:
        alone, together = rates_in_turn([lambda: _append(store, CALLS), lambda: _append_in_threads(store)])
        yield Measure(
            f"append one event per call, {THREADS} threads, SQLite",
            together,
            "events/s",
            "one thread in the same run",
            alone,
            goal=3.0,
        )


def _append(store: EventStore, calls: int) -> int:
    for changes, command_id in _filings(calls):
        store.append(changes, command_id=command_id)
    return calls


def _save(peer: Application, calls: int) -> int:
    for _ in range(calls):
        peer.save(Report(str(uuid4()), "street-light", WORDS, "Lindengasse 12", "resident@example.org"))
    return calls


def _append_in_threads(store: EventStore) -> int:
    calls = CALLS // 4
    threads = [threading.Thread(target=_append, args=(store, calls)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls * THREADS


def _filings(calls: int) -> Iterator[tuple[list, str]]:
    make: Callable[[], tuple[list, str]] = a_filing
    return (make() for _ in range(calls))
