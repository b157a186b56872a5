"""Appending one event a call, against the `eventsourcing` library; and what group commit brings."""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from civic.kernel.journal import Change
from civic.store.event_store import EventStore
from tests.benchmarks.installation import a_filing, a_plain_filing, fresh_store
from tests.benchmarks.measure import Measure, rates_in_turn

CALLS = 400
CALLS_A_TURN = 1000  # in each of them every database carries its own log file over at least once
THREADS = 16
PEER = "eventsourcing 9.5.6, unsigned"


class Report(Aggregate):
    """The same case as an aggregate of the peer: plain values, no signature, no log."""

    @event("Filed")
    def __init__(self, number: str, service: str, department: str, address: str, latitude: int) -> None:
        self.number = number
        self.service = service
        self.department = department
        self.address = address
        self.latitude = latitude


def measures() -> Iterator[Measure]:
    with fresh_store() as store, fresh_store() as store_with_parts, _peer() as peer:
        works = [
            lambda: _append(store, CALLS_A_TURN, a_plain_filing),
            lambda: _append(store_with_parts, CALLS_A_TURN, a_filing),
            lambda: _save(peer, CALLS_A_TURN),
        ]
        rates_in_turn(works, rounds=2)  # until every log file is as long as it stays
        plain, personal, theirs = rates_in_turn(works, rounds=9)
        name = "append one event per call, SQLite"
        yield Measure(name, plain, "events/s", PEER, theirs, goal=1.0)
        yield Measure(f"{name}, with two encrypted parts", personal, "events/s", PEER, theirs)
    with fresh_store() as store, _one_processor():
        works = [
            lambda: _append(store, CALLS, a_plain_filing),
            lambda: _append_in_threads(store),
            lambda: _append_together(store),
        ]
        rates_in_turn(works, rounds=1)
        alone, threads, at_once = rates_in_turn(works)
        name = f"append one event per call, {THREADS} threads, SQLite"
        yield Measure(name, threads, "events/s", "one thread in the same run", alone, goal=3.0)
        # What the threads could reach if waiting for each other cost nothing, on this machine's disk.
        name = f"append {THREADS} events per call, one thread, SQLite"
        yield Measure(name, at_once, "events/s", "one event per call in the same run", alone)


@contextmanager
def _peer() -> Iterator[Application]:
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as directory:
        settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{directory}/peer.sqlite"}
        application: Application = Application(env=settings)
        yield application
        application.close()


@contextmanager
def _one_processor() -> Iterator[None]:
    """Keep to one processor, where threads that are woken wait for their turn, as in a web process."""
    before, how = os.sched_getaffinity(0), os.sched_getscheduler(0)
    os.sched_setaffinity(0, {min(before)})
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    yield
    os.sched_setscheduler(0, how, os.sched_param(0))
    os.sched_setaffinity(0, before)


def _append(store: EventStore, calls: int, make: Callable[[], tuple[list[Change], str]]) -> int:
    for _ in range(calls):
        changes, command_id = make()
        store.append(changes, command_id=command_id)
    return calls


def _save(peer: Application, calls: int) -> int:
    for _ in range(calls):
        peer.save(Report(str(uuid4()), "street-light", "works", "Lindengasse 12", 45_012_345))
    return calls


def _append_in_threads(store: EventStore) -> int:
    calls = CALLS // 4
    threads = [threading.Thread(target=_append, args=(store, calls, a_plain_filing)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls * THREADS


def _append_together(store: EventStore) -> int:
    for _ in range(CALLS // 4):
        store.append_batch([a_plain_filing() for _ in range(THREADS)])
    return CALLS // 4 * THREADS
