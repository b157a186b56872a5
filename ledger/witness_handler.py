"""A witness over HTTP: `POST /add-checkpoint` and `GET /<SHA-256 of the origin>/checkpoint`.

A rim: it reads bounded requests in bounded time, and says in status codes what `CheckpointWitness` decided.
Source: c2sp.org/tlog-witness.
"""

from __future__ import annotations

import io
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from ledger.add_checkpoint import MAX_REQUEST_SIZE, RequestIsMalformed, RequestIsTooLarge
from ledger.canonical import NumberIsNotCanonical, encode_base64, parse_decimal
from ledger.checkpoint import CheckpointIsMalformed
from ledger.deadline import DeadlineReader
from ledger.errors import LedgerError
from ledger.faults import printable
from ledger.note import NoteHasNoKnownSignature, NoteSignatureIsWrong
from ledger.witness import (
    EmptyTreeHasAnotherRoot,
    LogDoesNotContinue,
    LogHasTwoHistories,
    LogIsUnknown,
    OldSizeIsBeyondTheCheckpoint,
    OldSizeIsNotTheCosignedOne,
    SignatureLinesAreUnreadable,
)

if TYPE_CHECKING:
    from ledger.witness_server import WitnessServer

_STATUS: dict[type[Exception], HTTPStatus] = {
    LogIsUnknown: HTTPStatus.NOT_FOUND,
    SignatureLinesAreUnreadable: HTTPStatus.FORBIDDEN,
    NoteSignatureIsWrong: HTTPStatus.FORBIDDEN,
    NoteHasNoKnownSignature: HTTPStatus.FORBIDDEN,
    RequestIsMalformed: HTTPStatus.BAD_REQUEST,
    CheckpointIsMalformed: HTTPStatus.BAD_REQUEST,
    OldSizeIsBeyondTheCheckpoint: HTTPStatus.BAD_REQUEST,
    RequestIsTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    OldSizeIsNotTheCosignedOne: HTTPStatus.CONFLICT,
    EmptyTreeHasAnotherRoot: HTTPStatus.UNPROCESSABLE_ENTITY,
    LogHasTwoHistories: HTTPStatus.UNPROCESSABLE_ENTITY,
    LogDoesNotContinue: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_TEXT = "text/plain; charset=utf-8"
_MONITORED = re.compile(r"/([0-9a-f]{64})/checkpoint", re.ASCII)
_SIZE = "text/x.tlog.size"


class _BodyIsTooLarge(Exception):
    """The client announces more than MAX_REQUEST_SIZE bytes."""


class _LengthIsUnknown(Exception):
    """The client does not announce, once and in decimal, how long the body is."""


class WitnessHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other."""

    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version = "witness"
    sys_version = ""
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self._deadline = DeadlineReader(self.connection, self.server.patience)
        self.rfile = io.BufferedReader(self._deadline)

    def handle_one_request(self) -> None:
        self._deadline.restart()
        super().handle_one_request()

    def do_POST(self) -> None:
        try:
            body = self._body()
        except _LengthIsUnknown as error:
            self._refuse_and_close(HTTPStatus.BAD_REQUEST, str(error))
        except _BodyIsTooLarge as error:
            self._refuse_and_close(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(error))
        else:
            self._add_checkpoint(body)

    def _body(self) -> bytes:
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or "Transfer-Encoding" in self.headers:
            raise _LengthIsUnknown("a request has one Content-Length and no Transfer-Encoding")
        try:
            length = parse_decimal(lengths[0].strip())
        except NumberIsNotCanonical as error:
            raise _LengthIsUnknown(f"the Content-Length is {error}") from error
        if length > MAX_REQUEST_SIZE:
            raise _BodyIsTooLarge(f"a request has at most {MAX_REQUEST_SIZE} bytes")
        body = self.rfile.read(length)
        if len(body) != length:
            raise _LengthIsUnknown("the request ends before its Content-Length")
        return body

    def _add_checkpoint(self, body: bytes) -> None:
        if self.path != "/add-checkpoint":
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")
            return
        try:
            lines = self.server.witness.add_checkpoint(body)
        # SPEC: 409 with the tree size of the latest cosigned checkpoint, as text/x.tlog.size.
        except OldSizeIsNotTheCosignedOne as error:
            self._answer(HTTPStatus.CONFLICT, f"{error.size}\n".encode(), _SIZE)
        except (LedgerError, OSError) as error:
            self._refuse_request(error)
        else:
            self._answer(HTTPStatus.OK, lines.encode())

    def _refuse_request(self, error: LedgerError | OSError) -> None:
        status = _STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
        # SPEC: The witness MAY log the request, as it might be proof of log misbehavior.
        if isinstance(error, LogHasTwoHistories):
            both = f"{encode_base64(error.held)} {encode_base64(error.signed)}"
            self.server.tell(f"FORK {printable(str(error))}; both checkpoints in base64: {both}")
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.server.tell(printable(f"ERROR {error}"))
            self._refuse(status, "this witness cannot cosign at the moment")
        else:
            self._refuse(status, str(error))

    def do_GET(self) -> None:
        # A body would be read as the next request.
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self._refuse_and_close(HTTPStatus.BAD_REQUEST, "a GET has no body")
            return
        # SPEC: <monitoring prefix>/<lowercase hex SHA-256 of the origin>/checkpoint
        path = _MONITORED.fullmatch(self.path)
        try:
            note = None if path is None else self.server.witness.latest(path[1])
        except (LedgerError, OSError) as error:
            self._refuse_request(error)
            return
        if note is None:
            self._refuse(HTTPStatus.NOT_FOUND, "this witness has cosigned no such checkpoint")
        else:
            self._answer(HTTPStatus.OK, note)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _refuse_and_close(self, status: HTTPStatus, message: str) -> None:
        """For a request whose body is left unread."""
        self.close_connection = True
        self._refuse(status, message)

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        self._answer(status, (printable(message) + "\n").encode())

    def _answer(self, status: HTTPStatus, body: bytes, content_type: str = _TEXT) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Ordinary requests are not logged: they would be lines about who asks whom."""
