"""One entry of the log as an auditor sees it: what was signed, by which key, and how it hangs in the tree."""

import json
from dataclasses import dataclass

from civic.audit.proof_path import Drawn, Step, draw, way_to_root
from civic.audit.published import PublishedLog
from civic.audit.queries import PublicEvent, event_at
from civic.audit.vouching import Signature, signatures_of
from civic.kernel.ids import CaseNumber
from civic.store.event_store import EventStore
from ledger import dsse
from ledger.checkpoint import Checkpoint, parse_checkpoint
from ledger.merkle import leaf_hash
from ledger.note import parse_note
from ledger.policy_parser import parse_policy
from ledger.tlog_proof import parse_receipt

CASE_STREAM = "case/"
SHOWN_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Inclusion:
    """How the published log holds an entry, and who signed that."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]
    steps: tuple[Step, ...]
    drawn: Drawn

    @property
    def root(self) -> str:
        return self.checkpoint.root.hex()


@dataclass(frozen=True, slots=True)
class Entry:
    """`inclusion` is None until the entry is published; `case` is the case that it belongs to, if any."""

    event: PublicEvent
    envelope: dsse.Envelope
    inclusion: Inclusion | None

    @property
    def leaf_hash(self) -> bytes:
        return leaf_hash(self.event.leaf)

    @property
    def case(self) -> CaseNumber | None:
        stream = str(self.event.statement["stream"])
        return CaseNumber(stream.removeprefix(CASE_STREAM)) if stream.startswith(CASE_STREAM) else None

    def pretty(self) -> str:
        """Return the statement with one fact a line; what was signed has no such lines."""
        return json.dumps(self.event.statement, indent=2, ensure_ascii=False)

    def first_bytes(self) -> str:
        """Return the beginning of the entry in hexadecimal digits, sixteen bytes a line."""
        shown = self.event.leaf[:SHOWN_BYTES]
        return "\n".join(shown[at : at + 16].hex(" ") for at in range(0, len(shown), 16))


def entry_at(store: EventStore, log: PublishedLog, position: int) -> Entry:
    """Raise NoSuchEvent."""
    event = event_at(store, position)
    return Entry(event, dsse.parse(event.leaf), _inclusion(log, event))


def _inclusion(log: PublishedLog, event: PublicEvent) -> Inclusion | None:
    receipt = log.receipt(event.position)
    if receipt is None:
        return None
    proof = parse_receipt(receipt)
    checkpoint = parse_checkpoint(parse_note(proof.signed).text)
    signatures = signatures_of(proof.signed, parse_policy(log.policy()))
    leaf = leaf_hash(event.leaf)
    steps = way_to_root(event.position, checkpoint.size, leaf, proof.hashes)
    return Inclusion(checkpoint, signatures, steps, draw(leaf, steps))
