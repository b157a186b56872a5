"""A log of a million entries: what a receipt costs, what an auditor waits, and how much memory it takes.

The log is made once, in some minutes, and kept in var/bench: about 1 GB. CIVIC_BENCH_ENTRIES asks for
another size.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.audit.keys import announce_keys
from civic.kernel.clock import to_timestamp
from civic.kernel.ids import new_event_id
from civic.store.serialisation import to_bytes
from ledger import ed25519
from ledger.dsse import StatementSigner, payload_of
from ledger.keys import NoteSigner
from ledger.log import Log
from ledger.policy import Policy, PolicyLog, format_policy
from ledger.storage import DirectoryStorage
from ledger.tlog_proof import make_receipt_with_entry
from tests.benchmarks.installation import a_plain_filing, fresh_store
from tests.benchmarks.measure import Measure

SIZE = int(os.environ.get("CIVIC_BENCH_ENTRIES", "1000000"))
SMALL = max(SIZE // 100, 300)
KEPT = Path("var/bench")
ORIGIN = "bench.example/log"
STEP = 65_536
PROOFS = 400
TRIES = 3_000
WATCHED_EVERY = 0.25  # seconds


def measures() -> Iterator[Measure]:
    started = time.perf_counter()
    is_new = not (KEPT / f"log-{SIZE}").exists()
    large, small = _log(SIZE), _log(SMALL)
    if is_new:
        yield Measure(f"a log of {SIZE:,} entries is made", time.perf_counter() - started, "s")
    name = f"receipt from {SIZE:,} entries"
    at_large, at_small = _receipts_in_turn([large, small])
    yield Measure(f"{name}, median", at_large, "ms", goal=5, at_most=True)
    yield Measure(name, at_large, "ms", f"from {SMALL:,} entries", at_small, goal=2, at_most=True)
    seconds, megabytes = _run("verify", large)
    cores = os.cpu_count() or 1
    yield Measure(
        f"verify of {SIZE:,} entries, with start-up",
        SIZE / seconds,
        "entries/s",
        f"{cores} cores × Ed25519 verify of {ed25519.LIBRARY}",
        _limit(cores),
        goal=0.8,
    )
    yield Measure(f"verify of {SIZE:,} entries, memory", megabytes, "MB", goal=200, at_most=True)
    seconds, _ = _run("fsck", large)
    yield Measure(f"fsck of {SIZE:,} entries", seconds, "s", goal=30, at_most=True)


def _log(size: int) -> Path:
    """Return the directory of a log of that many filings, with its policy."""
    place, making = KEPT / f"log-{size}", KEPT / f"log-{size}.new"
    if place.exists():
        return place
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    writer, signer = Ed25519PrivateKey.generate(), NoteSigner(ORIGIN, Ed25519PrivateKey.generate())
    log = Log(DirectoryStorage(making), _Lock(), signer, ORIGIN)
    statements = islice(_statements(writer), size)
    while log.publish(statements, limit=STEP).size < size:
        log.size()
    keyid = StatementSigner(writer).keyid
    policy = format_policy(Policy(logs=(PolicyLog(signer.verifier),), pinned_writers=(keyid,)))
    (making / "policy").write_bytes(policy)
    return making.rename(place)


def _statements(writer: Ed25519PrivateKey) -> Iterator[bytes]:
    """Yield what a store signs: the announcement of its key, then one filing after the other."""
    signer = StatementSigner(writer)
    with fresh_store(signer=signer) as store:
        announce_keys(store, writer.public_key())
        store.append(a_plain_filing()[0], command_id="a filing")
        yield store.leaf(0)
        filing = json.loads(payload_of(store.leaf(1)))
    later = datetime.fromisoformat(filing["recorded_at"])
    position = 1
    while True:
        recorded_at = to_timestamp(later + timedelta(milliseconds=position))
        changed = {"id": new_event_id(), "position": position, "recorded_at": recorded_at}
        yield signer.sign(to_bytes(filing | changed))
        position += 1


class _Lock:
    """A lock for the one publisher there is."""

    def __init__(self) -> None:
        self._held: bytes | None = None

    def load(self) -> bytes | None:
        return self._held

    def replace(self, old: bytes | None, new: bytes) -> bool:
        assert self._held == old
        self._held = new
        return True


def _receipts_in_turn(logs: list[Path]) -> list[float]:
    """Return the median milliseconds that a receipt takes from each log, with nothing kept in memory."""
    chance = random.Random(7)
    taken: list[list[float]] = [[] for _ in logs]
    for _ in range(PROOFS):
        for times, log in zip(taken, logs, strict=True):
            index = chance.randrange(int(log.name.removeprefix("log-")))
            started = time.perf_counter()
            make_receipt_with_entry(DirectoryStorage(log), index)
            times.append((time.perf_counter() - started) * 1000)
    return [statistics.median(times) for times in taken]


def _run(command: str, log: Path) -> tuple[float, float]:
    """Run it as an auditor would; return its seconds, and the most memory of all its processes in MB."""
    arguments = [sys.executable, "-m", "ledger", command, str(log), "--policy", str(log / "policy")]
    started, most = time.perf_counter(), 0.0
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    while True:
        try:
            process.wait(WATCHED_EVERY)
            break
        except subprocess.TimeoutExpired:
            most = max(most, _memory(process.pid))
    if process.returncode:
        raise RuntimeError(f"{command} of {log} ended with {process.returncode}")
    return time.perf_counter() - started, most


def _memory(pid: int) -> float:
    """Return the MB of a process and those it started; pages that they share count once."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has just ended
    own = sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return own / 1024 + sum(_memory(int(child)) for child in children)


def _limit(cores: int) -> float:
    """Return how many signatures all cores verify a second, doing nothing else."""
    with ProcessPoolExecutor(cores) as pool:
        return sum(pool.map(_limit_of_one, [TRIES] * cores))


def _limit_of_one(tries: int) -> float:
    key, message = Ed25519PrivateKey.generate(), os.urandom(600)
    public, signature = key.public_key(), ed25519.signing(key)(message)
    started = time.perf_counter()
    for _ in range(tries):
        ed25519.verifies(public, signature, message)
    return tries / (time.perf_counter() - started)
