"""How long after its commit an event is in the published log, at a thousand events a second."""

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.store.event_store import EventStore
from civic.store.publisher import Publisher
from ledger.keys import NoteSigner
from ledger.witnessing import Witnesses
from tests.benchmarks.installation import a_plain_filing, fresh_store
from tests.benchmarks.measure import Measure
from tests.builders.witnesses import two_of, witness

ORIGIN = "bench.example/log"
EVENTS_PER_SECOND = 1_000
BATCH = 10
SECONDS = 15
INTERVAL = 0.5  # seconds between two looks of the publisher, as by default


def measures() -> Iterator[Measure]:
    name = f"publish lag at {EVENTS_PER_SECOND:,} events/s, 99th percentile"
    yield Measure(name, _lag(witnesses=0), "s", goal=1, at_most=True)
    yield Measure(f"{name}, three witnesses", _lag(witnesses=3), "s", goal=2, at_most=True)


def _lag(witnesses: int) -> float:
    signer = NoteSigner(ORIGIN, Ed25519PrivateKey.generate())
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="civic-bench-")))
        store = stack.enter_context(fresh_store())
        logs = [signer.verifier]
        urls = [stack.enter_context(witness(number, directory, logs)) for number in range(witnesses)]
        asked = Witnesses(two_of(*urls)) if urls else None
        publisher = Publisher(store.database, directory / "log", signer, witnesses=asked)
        publisher.publish()
        return _run(store, publisher)


def _run(store: EventStore, publisher: Publisher) -> float:
    """Return the 99th percentile of seconds from commit to publication."""
    committed: list[float] = []
    writer = threading.Thread(target=_write, args=(store, committed))
    writer.start()
    published: list[float] = []
    while writer.is_alive() or len(published) < len(committed):
        began = time.perf_counter()
        size = publisher.publish()
        published += [time.perf_counter()] * (size - len(published))
        time.sleep(max(0.0, INTERVAL - (time.perf_counter() - began)))
    writer.join()
    lags = [after - before for before, after in zip(committed, published, strict=True)]
    return statistics.quantiles(lags, n=100)[-1]


def _write(store: EventStore, committed: list[float]) -> None:
    """Append at an even pace; note when each event was durable."""
    started = time.perf_counter()
    for number in range(EVENTS_PER_SECOND * SECONDS // BATCH):
        due = started + number * BATCH / EVENTS_PER_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        store.append_batch([a_plain_filing() for _ in range(BATCH)])
        committed += [time.perf_counter()] * BATCH
