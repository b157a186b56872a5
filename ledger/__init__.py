"""An append-only log of signed statements that anyone can verify without trusting whoever keeps it.

The claim: whoever holds a policy file (the keys of log and witnesses) and a receipt can check, offline
and with this package alone, that a statement was recorded at a position and not changed since; and whoever
holds a checkpoint of last year can check that nothing recorded then was removed, altered or reordered.
It needs `cryptography` and the standard library, and is faster with PyNaCl and orjson. Formats: DSSE,
RFC 6962, and the C2SP specifications signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof,
tlog-policy and tlog-witness.
"""

from ledger.acceptance import AcceptedCheckpoint, Cosignature, accept_checkpoint
from ledger.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from ledger.cosignature import CosignatureSigner, CosignatureVerifier
from ledger.dsse import PAYLOAD_TYPE, Envelope, StatementSigner, keyid_of
from ledger.errors import LedgerError
from ledger.faults import Fault
from ledger.http_source import HttpSource
from ledger.keys import NoteSigner, NoteVerifier, format_skey, parse_skey, parse_vkey
from ledger.log import AnotherPublisherWasFaster, CheckpointLock, Log, Witnessing
from ledger.ml_dsa import MlDsaSigner, MlDsaVerifier
from ledger.monitor import AgeLimit, Sighting, look
from ledger.policy import Group, Policy, PolicyLog, Witness, format_policy
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage, Source, Storage
from ledger.tlog_proof import Receipt, make_receipt, make_receipt_with_entry, parse_receipt, verify_receipt
from ledger.verify import Listener, Outcome, verify_log
from ledger.witness import CheckpointRegister, CheckpointWitness
from ledger.witnessing import Standing, Witnesses

__all__ = [
    "PAYLOAD_TYPE",
    "AcceptedCheckpoint",
    "AgeLimit",
    "AnotherPublisherWasFaster",
    "Checkpoint",
    "CheckpointLock",
    "CheckpointRegister",
    "CheckpointWitness",
    "Cosignature",
    "CosignatureSigner",
    "CosignatureVerifier",
    "DirectoryStorage",
    "Envelope",
    "Fault",
    "Group",
    "HttpSource",
    "LedgerError",
    "Listener",
    "Log",
    "MlDsaSigner",
    "MlDsaVerifier",
    "NoteSigner",
    "NoteVerifier",
    "Outcome",
    "Policy",
    "PolicyLog",
    "Receipt",
    "Sighting",
    "Source",
    "Standing",
    "StatementSigner",
    "Storage",
    "Witness",
    "Witnesses",
    "Witnessing",
    "accept_checkpoint",
    "format_policy",
    "format_skey",
    "keyid_of",
    "look",
    "make_receipt",
    "make_receipt_with_entry",
    "open_checkpoint",
    "parse_checkpoint",
    "parse_policy",
    "parse_receipt",
    "parse_skey",
    "parse_vkey",
    "verify_log",
    "verify_receipt",
]
