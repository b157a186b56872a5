"""Asks one witness to cosign a checkpoint, believing nothing that it answers but its signature.

Source: c2sp.org/tlog-witness, add-checkpoint. One exchange is bounded in bytes and, as a whole, in time.
"""

from __future__ import annotations

import io
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ledger.add_checkpoint import encode_add_checkpoint
from ledger.canonical import NumberIsNotCanonical, parse_decimal
from ledger.checkpoint import parse_checkpoint
from ledger.cosignature import timestamp_of
from ledger.deadline import DeadlineReader
from ledger.errors import LedgerError
from ledger.faults import printable
from ledger.note import KeyNameIsMalformed, NoteIsMalformed, parse_note, parse_signature_line
from ledger.proofs import consistency_proof

if TYPE_CHECKING:
    import socket

    from ledger.note import NoteSignature
    from ledger.policy import Witness
    from ledger.proofs import NodeReader

MAX_ANSWER = 64 * 1024
_SIZE = "text/x.tlog.size"
_ATTEMPTS = 3


class WitnessHasNoAddress(LedgerError):
    """The policy gives no http address at which the witness could be asked."""


class WitnessIsUnreachable(LedgerError):
    """The witness did not answer, or not in time."""


class WitnessRefused(LedgerError):
    """The witness answered with another status than 200 and 409."""


class AnswerIsNoCosignature(LedgerError):
    """What the witness answered is not a cosignature of its key over this checkpoint."""


class WitnessIsAhead(LedgerError):
    """The witness says that it has cosigned more entries than the log has, or contradicts itself."""


class WitnessClient:
    """`patience` is in seconds for each of a few exchanges; one thread at a time may ask."""

    def __init__(self, witness: Witness, *, patience: float = 5.0) -> None:
        self._verifier = witness.verifier
        self._connection, self._host, self._port, self._path = _address(witness)
        self._patience = patience
        self._size = 0

    def cosign(self, signed: bytes, node: NodeReader) -> NoteSignature:
        """The witness's signature over the note's text; `node` reads the tree of that checkpoint.

        Raises WitnessIsUnreachable, WitnessRefused, AnswerIsNoCosignature, WitnessIsAhead, or what making the
        consistency proof raises.
        """
        text = parse_note(signed).text
        size = parse_checkpoint(text).size
        # The witness may have been set up anew, or may have been asked by another publisher meanwhile.
        old = self._size if self._size <= size else 0
        for _ in range(_ATTEMPTS):
            status, content_type, body = self._ask(_request(old, size, signed, node))
            if status == HTTPStatus.OK:
                cosignature = self._read_cosignature(text, body)
                self._size = size
                return cosignature
            if status != HTTPStatus.CONFLICT:
                raise WitnessRefused(f"status {status}: {printable(body[:200].decode('utf-8', 'replace'))}")
            # SPEC: The client may start with an old size of 0, and learn the size from the answer 409.
            old = self._size = _believable_size(content_type, body, old, size)
        raise WitnessIsAhead(f"after {_ATTEMPTS} attempts it still says to have cosigned another size")

    def _ask(self, body: bytes) -> tuple[int, str, bytes]:
        connection = self._connection(self._host, self._port, timeout=self._patience)
        try:
            connection.connect()
            with closing(connection.sock) as opened:
                connection.sock = _Deadline(opened, self._patience)
                connection.request("POST", self._path, body, {"Content-Type": "text/plain; charset=utf-8"})
                # Redirects are not followed: they are answers like any other status.
                answer = connection.getresponse()
                content = answer.read(MAX_ANSWER + 1)
        except (OSError, HTTPException) as error:
            raise WitnessIsUnreachable(f"{type(error).__name__}: {printable(str(error)):.200}") from error
        if len(content) > MAX_ANSWER:
            raise AnswerIsNoCosignature(f"the answer has more than {MAX_ANSWER} bytes")
        return answer.status, answer.headers.get("Content-Type", ""), content

    def _read_cosignature(self, text: str, body: bytes) -> NoteSignature:
        for line in _lines(body):
            try:
                signature = parse_signature_line(line)
            except (NoteIsMalformed, KeyNameIsMalformed) as error:
                raise AnswerIsNoCosignature(f"{error}") from error
            # SPEC: The client MUST ignore any cosignatures from unknown keys.
            if (signature.name, signature.key_id) != (self._verifier.name, self._verifier.key_id):
                continue
            if not self._verifier.verifies(text.encode(), signature.signature):
                raise AnswerIsNoCosignature("the cosignature is not over this checkpoint, or of another key")
            # SPEC: The timestamp of a witness's cosignature is not zero.
            if timestamp_of(signature.signature) == 0:
                raise AnswerIsNoCosignature("the cosignature has no time")
            return signature
        raise AnswerIsNoCosignature("the answer has no signature of the key in the policy")


def _address(witness: Witness) -> tuple[type[HTTPConnection], str, int | None, str]:
    try:
        parts = urlsplit(witness.url or "")
        port = parts.port
    except ValueError as error:
        raise WitnessHasNoAddress(f"witness {witness.name}: {witness.url!r:.200}: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WitnessHasNoAddress(f"witness {witness.name} has no http address: {witness.url!r:.200}")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    # SPEC: POST <submission prefix>/add-checkpoint
    return kind, parts.hostname, port, f"{parts.path.rstrip('/')}/add-checkpoint"


def _request(old: int, size: int, signed: bytes, node: NodeReader) -> bytes:
    proof = consistency_proof(old, size, node) if 0 < old < size else []
    return encode_add_checkpoint(old, tuple(proof), signed)


def _lines(body: bytes) -> list[str]:
    # SPEC: one or more note signature lines, each starting with a dash and ending with a newline.
    try:
        lines = body.decode().split("\n")
    except UnicodeDecodeError as error:
        raise AnswerIsNoCosignature("the answer is not UTF-8") from error
    if lines.pop() != "" or not lines:
        raise AnswerIsNoCosignature("the answer is not lines of signatures")
    return lines


def _believable_size(content_type: str, body: bytes, asked: int, size: int) -> int:
    """What a 409 says, if a witness of this log could say it."""
    try:
        # SPEC: The response body MUST be the tree size in decimal, followed by a newline.
        said = parse_decimal(body.decode("ascii").removesuffix("\n"))
    except (NumberIsNotCanonical, UnicodeDecodeError) as error:
        raise AnswerIsNoCosignature("the answer 409 has no size") from error
    # SPEC: The response MUST have a Content-Type of text/x.tlog.size
    if content_type != _SIZE or not body.endswith(b"\n"):
        raise AnswerIsNoCosignature(f"the answer 409 is not of the type {_SIZE}")
    if said > size:
        raise WitnessIsAhead(f"it says to have cosigned {said} entries, and the log has {size}")
    if said == asked:
        raise WitnessIsAhead(f"it refuses the very size of {said} entries that it says to have cosigned")
    return said


class _Deadline:
    """A connected socket whose answer must arrive, whole, within `patience`."""

    def __init__(self, connection: socket.socket, patience: float) -> None:
        self._connection = connection
        self._patience = patience

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._patience)
        self._connection.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(DeadlineReader(self._connection, self._patience))

    def close(self) -> None:
        """The connection lets go of its socket before the answer is read; whoever opened it closes it."""
