"""Asks all witnesses of a policy at once, until as many have cosigned as its quorum asks for.

Who has not answered by then is not waited for: the answer is kept when it comes, and whoever has failed is
asked again with the next request. No witness is asked two things at a time, however slow it is.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.faults import printable
from ledger.note import Note, parse_note
from ledger.policy import QuorumIsNotMet
from ledger.witness_client import WitnessClient

if TYPE_CHECKING:
    from ledger.note import NoteSignature
    from ledger.policy import Policy
    from ledger.proofs import NodeReader

DEADLINE = 3.0
"""How many seconds the log waits for its quorum before it tries again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a witness has cosigned the checkpoint asked about last, and if not, what was wrong."""

    witness: str
    has_cosigned: bool = False
    failure: str = ""


class Witnesses:
    """The witnesses of `policy` that it gives an address of.

    Raises WitnessHasNoAddress for one that cannot be used, or QuorumIsNotMet if the others cannot be enough.
    """

    def __init__(self, policy: Policy, *, deadline: float = DEADLINE, patience: float = 5.0) -> None:
        self._policy = policy
        self._clients = {
            w.name: WitnessClient(w, patience=patience) for w in policy.witnesses if w.url is not None
        }
        policy.check_quorum(self._clients)
        self._deadline = deadline
        self._changed = threading.Condition()
        self._text = ""
        self._cosignatures: dict[str, NoteSignature] = {}
        self._failures: dict[str, str] = {}
        self._busy: set[str] = set()

    def cosign(self, signed: bytes, node: NodeReader, *, afresh: bool = False) -> bytes:
        """The note with all cosignatures known as soon as they meet the quorum; raises QuorumIsNotMet.

        `node` reads the tree of that checkpoint, and must not change. Cosignatures are kept between calls for
        the same checkpoint; `afresh` asks everybody for a newer one.
        """
        note = parse_note(signed)
        end = time.monotonic() + self._deadline
        asked: set[str] = set()
        with self._changed:
            if note.text != self._text or afresh:
                self._text, self._cosignatures = note.text, {}
            while True:
                self._ask_the_idle(signed, node, asked)
                if self._has_quorum():
                    return self._cosigned(note).encode()
                left = end - time.monotonic()
                if left <= 0 or not self._busy:
                    raise QuorumIsNotMet(self._what_is_missing())
                self._changed.wait(left)

    def standings(self) -> list[Standing]:
        """What is known of each witness, in the order of the policy; nothing before the first question."""
        with self._changed:
            return [
                Standing(name, name in self._cosignatures, self._failures.get(name, ""))
                for name in self._clients
                if self._text
            ]

    def _ask_the_idle(self, signed: bytes, node: NodeReader, asked: set[str]) -> None:
        """Begins to ask everybody who has not cosigned, once in this round, and is not busy."""
        for name in self._clients.keys() - self._cosignatures.keys() - self._busy - asked:
            asked.add(name)
            self._busy.add(name)
            threading.Thread(
                target=self._ask, args=(name, signed, node), name=f"witness {name}", daemon=True
            ).start()

    def _ask(self, name: str, signed: bytes, node: NodeReader) -> None:
        cosignature: NoteSignature | None = None
        failure = "it could not be asked"
        try:
            cosignature, failure = self._clients[name].cosign(signed, node), ""
        except LedgerError as error:
            failure = printable(str(error))
        except Exception as error:  # noqa: BLE001 (whatever it is, the operator is told, and others go on)
            failure = printable(f"{type(error).__name__}: {error}")
        finally:
            with self._changed:
                self._busy.discard(name)
                self._failures[name] = failure
                if cosignature is not None and parse_note(signed).text == self._text:
                    self._cosignatures[name] = cosignature
                self._changed.notify_all()

    def _has_quorum(self) -> bool:
        try:
            self._policy.check_quorum(self._cosignatures)
        except QuorumIsNotMet:
            return False
        return True

    def _cosigned(self, note: Note) -> Note:
        lines = [self._cosignatures[name] for name in self._clients if name in self._cosignatures]
        return replace(note, signatures=(*note.signatures, *lines))

    def _what_is_missing(self) -> str:
        missing = [
            f"{name}: {self._failures.get(name) or 'no answer yet'}"
            for name in self._clients
            if name not in self._cosignatures
        ]
        return (
            f"{len(self._cosignatures)} of {len(self._clients)} witnesses have cosigned, "
            f"quorum {self._policy.quorum} is not met ({'; '.join(missing)})"
        )
