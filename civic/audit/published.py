"""The log as it is published: files for everyone, held against the database before they are handed out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from civic.audit.keys import announced_writers, known_keys, log_verifier
from civic.audit.past_checkpoints import PastCheckpoints, past_checkpoints
from civic.audit.queries import PublicEvent, events_of
from civic.kernel.clock import Clock
from civic.store.checkpoint_history import CheckpointHistory
from civic.store.event_store import EventStore
from civic.store.integrity import faults_in_rows
from civic.store.witnessing import WitnessRecord, WitnessReport
from ledger.checkpoint import parse_checkpoint
from ledger.errors import LedgerError
from ledger.keys import NoteSigner, NoteVerifier
from ledger.ml_dsa import MlDsaSigner, MlDsaVerifier
from ledger.note import parse_note
from ledger.policy import Policy, PolicyLog, format_policy
from ledger.storage import DirectoryStorage
from ledger.tiles import WIDTH, Tile, parse_bundle, parse_tile_path
from ledger.tlog_proof import make_receipt


class LogIsDamaged(Exception):
    """A published file is not what the database holds; nothing of it is handed out as if it were sound."""


class PublishedLog:
    """Reads the published log. What is served is both the file and the row, or an error that names both."""

    def __init__(
        self,
        directory: Path,
        store: EventStore,
        signers: Sequence[NoteSigner],
        witnesses: Policy,
        *,
        also_signing: Sequence[MlDsaSigner] = (),
        clock: Clock,
    ) -> None:
        self.source = DirectoryStorage(directory)
        self._store = store
        self.signers = tuple(signers)
        self.signer = signers[0]
        self.verifiers = tuple(signer.verifier for signer in signers)
        self.signing: tuple[NoteVerifier | MlDsaVerifier, ...] = (
            *self.verifiers,
            *(signer.verifier for signer in also_signing),
        )
        self._witnesses = witnesses
        self._record = WitnessRecord(store.database, self.signer.name, clock)
        self._history = CheckpointHistory(store.database, self.signer.name, clock)

    @property
    def origin(self) -> str:
        return self.signer.name

    def checkpoint(self) -> bytes | None:
        return self.source.read("checkpoint")

    def size(self) -> int:
        """Return how many entries the published checkpoint covers; 0 before the first."""
        signed = self.checkpoint()
        return 0 if signed is None else parse_checkpoint(parse_note(signed).text).size

    def file(self, path: str) -> bytes | None:
        """Return a tile or bundle, or None if there is none; raise LogIsDamaged."""
        try:
            tile = parse_tile_path(path)
        except LedgerError:
            return None
        body = self.source.read(path)
        if body is not None and tile.level is None:
            self._check_bundle(path, tile, body)
        return body

    def policy(self) -> bytes:
        """Return a tlog-policy: this log's keys, its first writer, the witnesses and their quorum."""
        first_writer = announced_writers(self._store)[:1]
        logs = tuple(map(PolicyLog, self.signing))
        return format_policy(replace(self._witnesses, logs=logs, pinned_writers=first_writer))

    def past_checkpoints(self, below: int | None, limit: int) -> PastCheckpoints:
        """Return the checkpoints that were published, newest first, with the worth of each signature.

        What a key signed that is retired by now counts as signed by the log.
        """
        logs = tuple(map(PolicyLog, self.every_verifier()))
        return past_checkpoints(self._history, replace(self._witnesses, logs=logs), below, limit)

    def every_verifier(self) -> tuple[NoteVerifier | MlDsaVerifier, ...]:
        """Return the verifiers of all keys that the log was ever signed with."""
        once = (log_verifier(self.origin, key) for key in known_keys(self._store).values())
        every = (*(verifier for verifier in once if verifier is not None), *self.signing)
        return tuple({verifier.key_id: verifier for verifier in every}.values())

    @property
    def has_witnesses(self) -> bool:
        return bool(self._witnesses.witnesses)

    def witnessing(self) -> WitnessReport:
        """Return which witnesses are missing, and since when anything waits for them."""
        return self._record.report() if self.has_witnesses else WitnessReport()

    def receipt(self, position: int) -> bytes | None:
        """Return the `.tlog-proof` of an event with its statement inside; None until it is published."""
        if position >= self.size():
            return None
        return make_receipt(self.source, position, self._store.leaf(position))

    def events_of(self, stream: str) -> list[PublicEvent]:
        """Return a stream's events as everyone may have them, published yet or not."""
        return events_of(self._store, stream)

    def position_of(self, stream: str, version: int) -> int:
        """Return the position of an event of a stream; raise KeyError."""
        return self._store.position_of(stream, version)

    def _check_bundle(self, path: str, tile: Tile, body: bytes) -> None:
        start = tile.index * WIDTH
        try:
            leaves = parse_bundle(body, tile.width)
        except LedgerError as error:
            raise LogIsDamaged(f"{path}: {error}") from error
        with self._store.database.reading() as connection:
            faults = faults_in_rows(connection, self._store.reader, start, leaves)
        if faults:
            raise LogIsDamaged(f"{path}: {faults[0]}")
