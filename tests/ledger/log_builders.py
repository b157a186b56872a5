"""Builders of small logs of statements, with fixed keys."""

import json
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.dsse import StatementSigner
from ledger.keys import NoteSigner
from ledger.log import Log
from ledger.policy import Policy, PolicyLog
from ledger.storage import DirectoryStorage

ORIGIN = "city.example/log"


def private_key(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


LOG_SIGNER = NoteSigner(ORIGIN, private_key(1))
WRITER_KEY = private_key(2)
WRITER = StatementSigner(WRITER_KEY)
SECOND_KEY = private_key(3)
SECOND = StatementSigner(SECOND_KEY)
POLICY = Policy(logs=(PolicyLog(LOG_SIGNER.verifier),), pinned_writers=(WRITER.keyid,))


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
