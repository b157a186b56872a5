"""A witness: cosigns a log's checkpoint if the log continues what this witness cosigned before.

What a cosignature of this witness claims: at that time, this was the largest consistent tree of this log that
it had seen. It therefore remembers one checkpoint for each log, and moves it and answers in one atomic step.
Knows nothing of HTTP, files or clocks. Source: c2sp.org/tlog-witness.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from ledger.add_checkpoint import parse_add_checkpoint
from ledger.checkpoint import parse_checkpoint
from ledger.errors import LedgerError
from ledger.merkle import EMPTY_ROOT
from ledger.note import KeyNameIsMalformed, Note, NoteIsMalformed, open_note, parse_note
from ledger.proofs import ProofIsImpossible, ProofIsWrong, verify_consistency

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger.add_checkpoint import AddCheckpoint
    from ledger.checkpoint import Checkpoint
    from ledger.cosignature import CosignatureSigner
    from ledger.keys import NoteVerifier
    from ledger.ml_dsa import MlDsaSigner


class LogIsUnknown(LedgerError):
    """The witness has no key for the origin of the checkpoint."""


class SignatureLinesAreUnreadable(LedgerError):
    """Not every signature line can be read, so that no signature of a trusted key is found among them."""


class OldSizeIsBeyondTheCheckpoint(LedgerError):
    """The request says that the log had more entries before than it has now."""


class OldSizeIsNotTheCosignedOne(LedgerError):
    """The request starts from another size than this witness cosigned last, which is `size`."""

    def __init__(self, size: int) -> None:
        super().__init__(f"this witness cosigned {size} entries last")
        self.size = size


class EmptyTreeHasAnotherRoot(LedgerError):
    """The root of the empty tree is SHA-256 of nothing."""


class LogHasTwoHistories(LedgerError):
    """The log signed two roots for one size: `held` and `signed`, both notes, prove it to everyone."""

    def __init__(self, held: bytes, signed: bytes, size: int) -> None:
        super().__init__(f"the log has signed another root for {size} entries before")
        self.held = held
        self.signed = signed


class LogDoesNotContinue(LedgerError):
    """The proof does not lead from the checkpoint that was cosigned last to this one."""


class ClockIsWrong(LedgerError):
    """No cosignature has the time zero or one before it."""


class CheckpointRegister(Protocol):
    """Keeps one cosigned note for each origin."""

    def load(self, origin: str) -> bytes | None:
        """The note cosigned last, or None if there is none."""
        ...

    def update(self, origin: str, change: Callable[[bytes | None], bytes]) -> bytes:
        """Stores durably, and returns, what `change` makes of the note held.

        No other update runs meanwhile, in this process or another. If `change` raises, nothing is stored.
        """
        ...


class CheckpointWitness:
    """`clock` gives POSIX seconds; `logs` may hold several keys of one name, which is the origin."""

    def __init__(
        self,
        signer: CosignatureSigner | MlDsaSigner,
        logs: Sequence[NoteVerifier],
        register: CheckpointRegister,
        clock: Callable[[], int],
    ) -> None:
        self._signer = signer
        self._logs = tuple(logs)
        self._register = register
        self._clock = clock
        self._origins = {sha256(log.name.encode()).hexdigest(): log.name for log in logs}

    def add_checkpoint(self, body: bytes) -> str:
        """The signature lines that answer a request, after what they say is stored durably.

        Raises, in this order: RequestIsTooLarge, RequestIsMalformed, CheckpointIsMalformed; LogIsUnknown;
        SignatureLinesAreUnreadable, NoteSignatureIsWrong, NoteHasNoKnownSignature;
        OldSizeIsBeyondTheCheckpoint; OldSizeIsNotTheCosignedOne; EmptyTreeHasAnotherRoot;
        LogHasTwoHistories, LogDoesNotContinue; ClockIsWrong, or what the register raises.
        """
        request = parse_add_checkpoint(body)
        note = self._open(request)
        # SPEC: The old size MUST be equal to or lower than the checkpoint size.
        if request.old_size > request.checkpoint.size:
            raise OldSizeIsBeyondTheCheckpoint(
                f"an old size of {request.old_size} with {request.checkpoint.size} entries"
            )

        def cosign(held: bytes | None) -> bytes:
            _check_continues(request, held)
            return self._cosigned(note)

        # SPEC: Checking the old size and persisting the new checkpoint must be performed atomically.
        # SPEC: The witness MUST persist the new checkpoint before responding.
        cosigned = self._register.update(request.checkpoint.origin, cosign)
        return parse_note(cosigned).signatures[-1].line()

    def _open(self, request: AddCheckpoint) -> Note:
        """The note with the log's verified signatures only."""
        origin = request.checkpoint.origin
        logs = [log for log in self._logs if log.name == origin]
        # SPEC: If the checkpoint origin is unknown, the witness MUST respond with 404.
        if not logs:
            raise LogIsUnknown(f"no key for the log {origin!r:.200}")
        try:
            # SPEC: It MUST ignore signatures from unknown keys.
            return open_note(request.signed, logs)
        except (NoteIsMalformed, KeyNameIsMalformed) as error:
            # The text was read before: it is the signature lines. A signature in a second spelling of base64
            # would verify for lenient readers only, and is no signature of a trusted key here.
            raise SignatureLinesAreUnreadable(f"{error}") from error

    def _cosigned(self, note: Note) -> bytes:
        now = self._clock()
        # SPEC: The timestamp of a witness's cosignature is not zero.
        if now <= 0:
            raise ClockIsWrong(f"the clock says {now}")
        cosignature = self._signer.sign_at(note.text.encode(), now)
        return Note(note.text, (*note.signatures, cosignature)).encode()

    def latest(self, origin_hash: str) -> bytes | None:
        """The note cosigned last for the log with this SHA-256 of its origin, in hexadecimal, if any."""
        origin = self._origins.get(origin_hash)
        return None if origin is None else self._register.load(origin)


def _check_continues(request: AddCheckpoint, held: bytes | None) -> None:
    older = None if held is None else parse_checkpoint(parse_note(held).text)
    # SPEC: The old size matches the latest cosigned checkpoint, or zero if there is none.
    size = 0 if older is None else older.size
    if request.old_size != size:
        raise OldSizeIsNotTheCosignedOne(size)
    if request.checkpoint.size == 0 and request.checkpoint.root != EMPTY_ROOT:
        raise EmptyTreeHasAnotherRoot("the root of an empty tree is not SHA-256 of nothing")
    if older is None or older.size == 0:
        # SPEC: The proof MUST be empty if the old size is zero.
        if request.proof:
            raise LogDoesNotContinue("a proof from size 0 is empty")
        return
    assert held is not None
    _check_proof(request, older, held)


def _check_proof(request: AddCheckpoint, older: Checkpoint, held: bytes) -> None:
    new = request.checkpoint
    # SPEC: If the old size matches the checkpoint size, the root hashes are also identical.
    if new.size == older.size and new.root != older.root:
        raise LogHasTwoHistories(held, request.signed, new.size)
    try:
        verify_consistency(older.size, new.size, older.root, new.root, request.proof)
    except (ProofIsWrong, ProofIsImpossible) as error:
        raise LogDoesNotContinue(f"{error}") from error
