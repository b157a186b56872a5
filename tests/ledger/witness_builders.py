"""Builders of witnesses and of logs that grow, for tests."""

from base64 import b64encode

from ledger_vectors import WITNESS_SKEY, WITNESS_TIME
from log_builders import LOG_SIGNER, ORIGIN

from ledger.add_checkpoint import encode_add_checkpoint
from ledger.cosignature import CosignatureSigner
from ledger.keys import split_skey
from ledger.merkle import leaf_hash, perfect_root, root_of
from ledger.note import sign_note
from ledger.proofs import consistency_proof
from ledger.witness import CheckpointWitness

COSIGNER = CosignatureSigner("witness", split_skey(WITNESS_SKEY)[1])


class TickingClock:
    """One second more each time it is asked."""

    def __init__(self, start=WITNESS_TIME):
        self.now = start - 1

    def __call__(self):
        self.now += 1
        return self.now


class MemoryRegister:
    """A register for one thread that forgets when the test ends."""

    def __init__(self):
        self.notes = {}

    def load(self, origin):
        return self.notes.get(origin)

    def update(self, origin, change):
        self.notes[origin] = change(self.notes.get(origin))
        return self.notes[origin]


def witness_of(*logs, register=None, clock=None):
    return CheckpointWitness(COSIGNER, logs, register or MemoryRegister(), clock or TickingClock())


def leaves(size, fork=None):
    """The leaf hashes of a log that from entry `fork` on is another one."""
    return [leaf_hash(b"%d%b" % (n, b"'" * (fork is not None and n >= fork))) for n in range(size)]


def checkpoint_of(size, fork=None, *, signer=LOG_SIGNER, root=None):
    root = root_of(leaves(size, fork)) if root is None else root
    return sign_note(f"{ORIGIN}\n{size}\n{b64encode(root).decode()}\n", signer)


def proof_of_growth(old, size, fork=None):
    hashes = leaves(size, fork)

    def node(level, index):
        return perfect_root(hashes[index << level : (index + 1) << level])

    return tuple(consistency_proof(old, size, node)) if old else ()


def growth(old, size, fork=None):
    """The request with which an honest client asks to cosign `size` entries after `old`."""
    return encode_add_checkpoint(old, proof_of_growth(old, size, fork), checkpoint_of(size, fork))
