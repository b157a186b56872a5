"""What it takes to save the queue as a file, with ten thousand cases in it and with a million."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from flask.testing import FlaskClient

from civic.bootstrap import Platform
from civic.people.roles import ALL, Grant
from civic.web.platform import KEY
from tests.benchmarks.measure import Measure
from tests.benchmarks.open_queue import filled
from tests.benchmarks.scale import FEW, MANY

ADDRESS = "/office/queue.csv?departments=all&state=received"
OFTEN = 1_000  # pieces between two looks at the memory
PAGE = 4096  # bytes


def measures() -> Iterator[Measure]:
    with ExitStack() as stack:
        rates, peaks = [], []
        for cases in (FEW, MANY):
            client = stack.enter_context(filled(cases))
            _let_in_for_all_offices(client)
            rate, peak = _save(client, cases)
            rates.append(rate)
            peaks.append(peak)
        few, many = rates
        name = f"queue of {MANY:,} cases saved as CSV"
        yield Measure(name, many, "cases/s", f"of {FEW:,} cases", few)
        yield Measure(f"{name}, memory taken meanwhile", peaks[1], "MB", f"with {FEW:,} cases", peaks[0])


def _let_in_for_all_offices(client: FlaskClient) -> None:
    platform: Platform = client.application.extensions[KEY]
    reader = platform.officials.admit("Reader", "demo", Grant("reader", ALL), department="streets")
    with client.session_transaction() as session:
        session["sign_in"] = platform.officials.sign_ins.begin(reader.id, "app")


def _save(client: FlaskClient, cases: int) -> tuple[float, float]:
    """Return how many cases are written in a second, and the megabytes that are taken meanwhile."""
    before, most, lines = _resident(), 0.0, 0
    started = time.perf_counter()
    answer = client.get(ADDRESS, buffered=False)
    for turn, piece in enumerate(answer.iter_encoded()):
        lines += piece.count(b"\r\n")
        if turn % OFTEN == 0:
            most = max(most, _resident())
    elapsed = time.perf_counter() - started
    if answer.status_code != 200 or lines != cases + 1:
        raise RuntimeError(f"{ADDRESS} answered {answer.status} with {lines} lines")
    return lines / elapsed, max(most - before, 0)


def _resident() -> float:
    """Return the megabytes that this process has in memory (Linux: `proc(5)`)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6
