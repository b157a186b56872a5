"""Builders of small logs of statements, with fixed keys."""

import json
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ledger_vectors import TESSERA_VKEY

from ledger.checkpoint import open_checkpoint
from ledger.dsse import StatementSigner
from ledger.keys import NoteSigner
from ledger.log import Log
from ledger.merkle import leaf_hash, root_of
from ledger.policy import Policy, PolicyLog
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log

ORIGIN = "city.example/log"


def private_key(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


LOG_SIGNER = NoteSigner(ORIGIN, private_key(1))
WRITER_KEY = private_key(2)
WRITER = StatementSigner(WRITER_KEY)
SECOND_KEY = private_key(3)
SECOND = StatementSigner(SECOND_KEY)
POLICY = Policy(logs=(PolicyLog(LOG_SIGNER.verifier),), pinned_writers=(WRITER.keyid,))
UNPINNED = Policy(logs=POLICY.logs)
TESSERA_POLICY = parse_policy(f"log {TESSERA_VKEY}\nquorum none\n".encode())
NOT_JSON = "the envelope is not a JSON object"
NOT_CONTINUED = "FAULT checkpoint: not a continuation of the older checkpoint"


class MemoryLock:
    """A checkpoint lock that forgets when the test ends."""

    def __init__(self, held=None):
        self.held = held

    def load(self):
        return self.held

    def replace(self, old, new):
        if self.held != old:
            return False
        self.held = new
        return True


def payload(position, /, **members):
    event = {
        "position": position,
        "recorded_at": f"2026-03-01T08:00:{position // 1000 % 60:02}.{position % 1000:06}Z",
        "type": "cases.report.filed",
        **members,
    }
    return json.dumps(event, separators=(",", ":")).encode()


def statement(position, signer=WRITER, /, **members):
    return signer.sign(payload(position, **members))


def announcement(position, key, signer=WRITER, **changes):
    data = {
        "keyid": StatementSigner(key).keyid,
        "public_key": b64encode(key.public_key().public_bytes_raw()).decode(),
        "purpose": "writer",
        **changes,
    }
    return statement(position, signer, type="audit.key.announced", data=data)


def retirement(position, keyid, signer=WRITER):
    return statement(position, signer, type="audit.key.retired", data={"keyid": keyid})


def statements(count):
    """A good log of `count` statements, the first of which announces the writer key."""
    return [announcement(0, WRITER_KEY), *(statement(position) for position in range(1, count))]


def publish(directory, *batches, signer=LOG_SIGNER, lock=None):
    """A log in `directory` with one checkpoint for each batch of entries; returns its storage."""
    storage = DirectoryStorage(directory)
    log = Log(storage, lock or MemoryLock(), signer, ORIGIN)
    for batch in batches:
        log.publish(batch)
    return storage


def numbered(first, last):
    """Entries that are no statements."""
    return [f"entry {number}".encode() for number in range(first, last)]


def root(entries):
    return root_of([leaf_hash(entry) for entry in entries])


def published(storage, signer=LOG_SIGNER):
    return open_checkpoint(storage.read("checkpoint"), [signer.verifier])


def faults(source, policy=POLICY, **options):
    return [fault.line() for fault in verify_log(source, policy, **options).faults]


def faults_of(directory, entries, policy=POLICY, **options):
    return faults(publish(directory, entries), policy, **options)
