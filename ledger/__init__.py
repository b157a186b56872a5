"""An append-only log of signed statements that anyone can verify without trusting whoever keeps it.

The claim: whoever holds a policy file (the keys of log and witnesses) and a receipt can check, offline
and with this package alone, that a statement was recorded at a position and not changed since; and whoever
holds a checkpoint of last year can check that nothing recorded then was removed, altered or reordered.
It needs `cryptography` and the standard library. Formats: DSSE, RFC 6962, and the C2SP specifications
signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof and tlog-policy.
"""

from ledger.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from ledger.dsse import PAYLOAD_TYPE, Envelope, StatementSigner
from ledger.errors import LedgerError
from ledger.http_source import HttpSource
from ledger.keys import NoteSigner, NoteVerifier, parse_skey, parse_vkey
from ledger.log import AnotherPublisherWasFaster, CheckpointLock, Log
from ledger.storage import DirectoryStorage, Source, Storage

__all__ = [
    "PAYLOAD_TYPE",
    "AnotherPublisherWasFaster",
    "Checkpoint",
    "CheckpointLock",
    "DirectoryStorage",
    "Envelope",
    "HttpSource",
    "LedgerError",
    "Log",
    "NoteSigner",
    "NoteVerifier",
    "Source",
    "StatementSigner",
    "Storage",
    "open_checkpoint",
    "parse_checkpoint",
    "parse_skey",
    "parse_vkey",
]
