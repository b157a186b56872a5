"""Making the read tables again from the log, and that they come out the same."""

import time
from collections.abc import Iterator

from civic.cases.projections import CaseList
from civic.store.projector import Projector
from civic.store.rebuild import rebuild_all
from tests.benchmarks.installation import a_filing, fresh_store
from tests.benchmarks.measure import Measure

BATCHES = 40
BATCH = 256


def measures() -> Iterator[Measure]:
    with fresh_store() as store:
        for _ in range(BATCHES):
            store.append_batch([a_filing() for _ in range(BATCH)])
        projections = (CaseList(),)
        Projector(store.database, store.read, projections).catch_up(store.size())
        started = time.perf_counter()
        comparisons = list(rebuild_all(store.database, store, projections, replace=True))
        seconds = time.perf_counter() - started
        yield Measure("rebuild of every read table, SQLite", store.size() / seconds, "events/s")
        differing = sum(comparison.differing for comparison in comparisons)
        yield Measure("rows that a rebuild made differently", differing, "rows", goal=0, at_most=True)
