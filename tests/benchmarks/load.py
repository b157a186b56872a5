"""A small load generator: clients in threads, requests written beforehand.

A client connects anew after some requests, as people come and go: connections that were all made before the
first request, and kept, stay with whichever process of the server happened to take them.
"""

import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

REQUESTS_A_CONNECTION = 10


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of all clients saw; latencies are in seconds."""

    requests_per_second: float
    p95: float
    statuses: frozenset[int]


def run(port: int, requests_by_client: Sequence[Sequence[bytes]]) -> Load:
    """Send every client's requests one after the other, all clients at the same time."""
    latencies: list[list[float]] = [[] for _ in requests_by_client]
    statuses: list[set[int]] = [set() for _ in requests_by_client]
    start = threading.Barrier(len(requests_by_client) + 1)
    clients = [
        threading.Thread(target=_client, args=(port, requests, start, latencies[i], statuses[i]))
        for i, requests in enumerate(requests_by_client)
    ]
    for client in clients:
        client.start()
    start.wait()
    started = time.perf_counter()
    for client in clients:
        client.join()
    seconds = time.perf_counter() - started
    everything = [latency for own in latencies for latency in own]
    return Load(
        len(everything) / seconds,
        statistics.quantiles(everything, n=20)[-1],
        frozenset().union(*statuses),
    )


def post(path: str, body: bytes, *headers: str) -> bytes:
    """Return the bytes of a POST request with a JSON body."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _client(
    port: int, requests: Sequence[bytes], start: threading.Barrier, latencies: list[float], statuses: set[int]
) -> None:
    start.wait()
    for first in range(0, len(requests), REQUESTS_A_CONNECTION):
        began = time.perf_counter()
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in requests[first : first + REQUESTS_A_CONNECTION]:
                connection.sendall(request)
                statuses.add(_read_answer(connection))
                latencies.append(time.perf_counter() - began)
                began = time.perf_counter()


def _read_answer(connection: socket.socket) -> int:
    """Read one whole answer with a Content-Length; return its status."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _some(connection)
    return int(lines[0].split()[1])


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionError("the server closed the connection")
    return received
