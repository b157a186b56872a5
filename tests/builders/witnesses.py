"""Witnesses on the loopback address, and policies that name them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.cosignature import CosignatureSigner
from ledger.keys import NoteVerifier
from ledger.policy import Group, Policy, Witness
from ledger.witness import CheckpointWitness
from ledger.witness_server import WitnessServer
from ledger.witness_state import StateFile

DEAD = "http://127.0.0.1:1"


def cosigner(number: int) -> CosignatureSigner:
    key = Ed25519PrivateKey.from_private_bytes(bytes([100 + number]) * 32)
    return CosignatureSigner(f"witness.example/w{number}", key)


@contextmanager
def witness(number: int, directory: Path, logs: Sequence[NoteVerifier]) -> Iterator[str]:
    """Run a witness of these logs; yield its address. What it remembers is in the directory."""
    times = iter(range(1_800_000_000, 1_900_000_000))
    deciding = CheckpointWitness(
        cosigner(number), logs, StateFile(directory / f"w{number}"), lambda: next(times)
    )
    server = WitnessServer(("127.0.0.1", 0), deciding, lambda _line: None)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def two_of(*urls: str) -> Policy:
    """Return a policy in which the witness at the n-th address is number n, and any two are enough."""
    witnesses = tuple(Witness(f"w{n}", cosigner(n).verifier, url) for n, url in enumerate(urls))
    group = Group("enough", 2, tuple(each.name for each in witnesses))
    return Policy(witnesses=witnesses, groups=(group,), quorum="enough")
