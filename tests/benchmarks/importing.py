"""Importing ten thousand real cases as the command does it, and verifying the log that comes of them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.benchmarks.measure import Measure

SHARED = Path(__file__).parents[3] / "shared" / "data"
ROWS = SHARED / "myla311_2020_10k.csv"
DISTRICTS = SHARED / "la_council_districts_2012.geojson"
TRIES = 3_000
WATCHED_EVERY = 0.02  # seconds


def measures() -> Iterator[Measure]:
    if not ROWS.exists():
        print(f"skipped: {ROWS.name} is not beside the checkout")
        return
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as directory:
        var, out = Path(directory) / "var", Path(directory) / "log"
        _civic(var, "city", "import", "--code", "la", "--name", "Los Angeles", "--districts", str(DISTRICTS),
               "--timezone", "America/Los_Angeles")  # fmt: skip
        started = time.perf_counter()
        peak = _civic(var, "import", "cases", str(ROWS), "--city", "la", "--mapping", "myla311")
        seconds = time.perf_counter() - started
        _civic(var, "log", "export", str(out))
        size = int((out / "checkpoint").read_text().splitlines()[1])
        yield Measure("import of 10,000 cases, with start-up, SQLite", size / seconds, "events/s")
        yield Measure("import of 10,000 cases, peak memory", peak / 1024, "MB")
        verify = [sys.executable, "-m", "ledger", "verify", str(out), "--policy", str(out / "policy")]
        started = time.perf_counter()
        subprocess.run(verify, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - started
        cores = os.cpu_count() or 1
        with ProcessPoolExecutor(cores) as pool:
            limit = sum(pool.map(_verify_limit, [TRIES] * cores))
        yield Measure(
            "verify of the imported log, with start-up",
            size / seconds,
            "events/s",
            f"{cores} cores × Ed25519 verify",
            limit,
        )


def _civic(var: Path, *arguments: str) -> int:
    """Run a command to its end; return its peak resident memory in KiB."""
    command = [sys.executable, "-m", "wsgi", *arguments]
    process = subprocess.Popen(command, env=os.environ | {"CIVIC_VAR": str(var)}, stdout=subprocess.DEVNULL)
    peak = 0
    # What the system counts for a child that has ended includes how large we were when it began.
    while process.poll() is None:
        peak = max(peak, _peak_so_far(process.pid))
        time.sleep(WATCHED_EVERY)
    if process.returncode:
        raise RuntimeError(f"civic {' '.join(arguments)} ended with {process.returncode}")
    return peak


def _peak_so_far(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has just ended
    return next((int(row.split()[1]) for row in rows if row.startswith("VmHWM:")), 0)


def _verify_limit(tries: int) -> float:
    """Return how many signatures one core verifies a second, doing nothing else."""
    key = Ed25519PrivateKey.generate()
    message, public = os.urandom(900), key.public_key()
    signature = key.sign(message)
    started = time.perf_counter()
    for _ in range(tries):
        public.verify(signature, message)
    return tries / (time.perf_counter() - started)
