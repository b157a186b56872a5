"""The server of a witness: bounded in connections, and in how long each of them may take.

Plain HTTP; put a server that speaks TLS in front of it.
"""

from __future__ import annotations

import socket
import sys
from http.server import ThreadingHTTPServer
from socketserver import TCPServer
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from ledger.faults import printable
from ledger.witness_handler import WitnessHandler

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.witness import CheckpointWitness


class WitnessServer(ThreadingHTTPServer):
    """`tell` is told one line for each event an operator should know; `patience` is in seconds.

    A request that has not arrived whole within `patience` is dropped, as is whoever comes while `connections`
    others are being served.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        address: tuple[str, int],
        witness: CheckpointWitness,
        tell: Callable[[str], None],
        *,
        patience: float = 15.0,
        connections: int = 64,
    ) -> None:
        self.witness = witness
        self.tell = tell
        self.patience = patience
        self._places = BoundedSemaphore(connections)
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, WitnessHandler)

    def server_bind(self) -> None:
        """Unlike that of HTTPServer, asks no name server for the name of the address."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except Exception:  # no thread could be started; one that was gives its place back by itself
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 (the base class names them)
        error = sys.exception()
        # A connection that broke is its client's business.
        if not isinstance(error, (ConnectionError, TimeoutError)):
            self.tell(printable(f"ERROR {type(error).__name__}: {error}"))
