"""Filing a report through the running server, against routes that do less on the same server."""

import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.benchmarks.installation import WORDS
from tests.benchmarks.load import Load, post, run
from tests.benchmarks.measure import Measure

CLIENTS = 16
CALLS = 60
ROUNDS = 5
LESS: dict[str, tuple[str, float | None]] = {
    "/nothing/": ("do-nothing Flask route, same server", 0.35),
    "/nothing-here": ("do-nothing route of the platform", None),
    # What is left when nothing is read, checked or answered: no route that files can be faster.
    "/nothing/append": ("route that only appends the same event", None),
}


def measures() -> Iterator[Measure]:
    with a_server() as port:
        works = {"filed": _reports, **{path: _posts_to(path) for path in LESS}}
        for work in works.values():
            run(port, work(5))
        rounds = [{name: run(port, work(CALLS)) for name, work in works.items()} for _ in range(ROUNDS)]
    filed = [_all_answered(each["filed"], 201) for each in rounds]
    for path, (reference, goal) in LESS.items():
        yield Measure(
            f"POST of a report, {CLIENTS} clients, durable",
            statistics.median(load.requests_per_second for load in filed),
            "requests/s",
            reference,
            statistics.median(_all_answered(each[path], 200).requests_per_second for each in rounds),
            goal,
        )
    p95 = statistics.median(load.p95 for load in filed)
    yield Measure("POST of a report, 95th percentile", p95 * 1000, "ms", goal=150, at_most=True)


@contextmanager
def a_server(**settings: str) -> Iterator[int]:
    """Yield the port of web server and worker on a fresh installation of the demo city."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as var:
        port = _free_port()
        environment = os.environ | {
            "CIVIC_VAR": var,
            "PORT": str(port),
            "CIVIC_POSTS_PER_MINUTE": "0",
            "CIVIC_WEB_PROCESSES": str(os.cpu_count() or 2),
            **settings,
        }
        processes = [
            subprocess.Popen([sys.executable, "-m", "tests.benchmarks.server", name], env=environment)
            for name in ("web", "worker")
        ]
        try:
            _wait_for(port)
            yield port
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait()


def _reports(calls: int) -> list[list[bytes]]:
    return [[_a_report() for _ in range(calls)] for _ in range(CLIENTS)]


def _a_report() -> bytes:
    body = {
        "service": "street-light",
        "description": {"text": WORDS, "language": "en"},
        "place": {"address": "Lindengasse 12"},
        "contact": {"email": "resident@example.org"},
    }
    return post("/api/v1/cases", json.dumps(body).encode(), f"Idempotency-Key: {secrets.token_hex(16)}")


def _posts_to(path: str) -> Callable[[int], list[list[bytes]]]:
    return lambda calls: [[post(path, b"{}")] * calls for _ in range(CLIENTS)]


def _all_answered(load: Load, status: int) -> Load:
    if load.statuses != {status}:
        raise RuntimeError(f"the server answered {sorted(load.statuses)}, not {status}")
    return load


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
