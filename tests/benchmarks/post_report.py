"""Filing a report through the running server, against a Flask route that does nothing on the same server."""

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
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.installation import WORDS
from tests.benchmarks.load import Load, post, run
from tests.benchmarks.measure import Measure

CLIENTS = 16
CALLS = 60
ROUNDS = 5


def measures() -> Iterator[Measure]:
    with a_server() as port:
        run(port, _reports(5))
        run(port, _idle(5))
        filed, idle = [], []
        for _ in range(ROUNDS):
            filed.append(_all_answered(run(port, _reports(CALLS)), 201))
            idle.append(_all_answered(run(port, _idle(CALLS)), 200))
    yield Measure(
        f"POST of a report, {CLIENTS} clients, durable",
        statistics.median(load.requests_per_second for load in filed),
        "requests/s",
        "do-nothing Flask route, same server",
        statistics.median(load.requests_per_second for load in idle),
        goal=0.35,
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


def _idle(calls: int) -> list[list[bytes]]:
    return [[post("/nothing/", b"{}")] * calls for _ in range(CLIENTS)]


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
