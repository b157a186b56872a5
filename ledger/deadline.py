"""Reads a socket until a deadline for everything together, so that dripping bytes gains nothing."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket


class DeadlineReader(io.RawIOBase):
    """`patience` is in seconds, and begins anew with each `restart`."""

    def __init__(self, connection: socket.socket, patience: float) -> None:
        self._connection = connection
        self._patience = patience
        self.restart()

    def restart(self) -> None:
        self._end = time.monotonic() + self._patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the message has not arrived in time")
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)
