"""A witness as its clients meet it: over HTTP, on the loopback address."""

import re
import socket
import threading
from base64 import b64decode
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPConnection

import pytest
from ledger_vectors import WITNESS_TIME
from log_builders import LOG_SIGNER, ORIGIN
from witness_builders import COSIGNER, checkpoint_of, growth, witness_of

from ledger.add_checkpoint import MAX_REQUEST_SIZE, encode_add_checkpoint
from ledger.cosignature import timestamp_of
from ledger.merkle import EMPTY_ROOT
from ledger.note import open_note
from ledger.witness_server import WitnessServer
from ledger.witness_state import StateFile

pytestmark = pytest.mark.network

MONITORED = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def start(socket_enabled, tmp_path):
    """Starts a witness; its port, and the list of lines it tells its operator."""
    servers = []

    def start(**limits):
        told = []
        witness = witness_of(LOG_SIGNER.verifier, register=StateFile(tmp_path / "state"))
        server = WitnessServer(("127.0.0.1", 0), witness, told.append, **limits)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server.server_port, told

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def port(start):
    return start()[0]


def ask(port, method, path, body=None, headers=None):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    result = answer.status, answer.headers["Content-Type"], answer.read()
    connection.close()
    return result


def add(port, body):
    return ask(port, "POST", "/add-checkpoint", body)


def raw(port, data):
    """Everything the witness answers to these bytes until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_checkpoint_is_cosigned_and_then_shown_to_monitors(port):
    assert ask(port, "GET", MONITORED) == (
        404,
        TEXT,
        b"this witness has cosigned no such checkpoint\n",
    )

    status, content_type, lines = add(port, growth(0, 3))

    assert (status, content_type) == (200, TEXT)
    cosigned = checkpoint_of(3) + lines
    opened = open_note(cosigned, [COSIGNER.verifier])
    assert [timestamp_of(s.signature) for s in opened.signatures] == [WITNESS_TIME]
    assert ask(port, "GET", MONITORED) == (200, TEXT, cosigned)
    assert ask(port, "HEAD", MONITORED) == (200, TEXT, b"")


def test_each_refusal_has_its_status(port):
    strange = growth(0, 3).replace(ORIGIN.encode(), b"strange.example")
    unsigned = growth(0, 3).replace(b"\xe2\x80\x94 city", b"\xe2\x80\x94 town")
    misspelt = re.sub(rb"(.)=\n\Z", lambda end: bytes([end[1][0] + 1]) + b"=\n", growth(0, 3))
    assert misspelt != growth(0, 3)

    assert [
        add(port, body)[0]
        for body in (
            strange,
            unsigned,
            misspelt,
            growth(0, 3).replace(b"old 0", b"old 4"),
            encode_add_checkpoint(0, (), checkpoint_of(0, root=bytes(32))),
            encode_add_checkpoint(0, (bytes(32),), checkpoint_of(3)),
            b"nonsense",
            b"",
        )
    ] == [404, 403, 403, 400, 422, 422, 400, 400]


def test_a_client_that_is_behind_learns_the_size(port):
    add(port, growth(0, 3))

    assert add(port, growth(0, 5)) == (409, "text/x.tlog.size", b"3\n")
    assert add(port, growth(3, 5))[0] == 200
    assert add(port, growth(3, 8)) == (409, "text/x.tlog.size", b"5\n")


def test_a_client_may_begin_with_an_empty_log(port):
    assert add(port, encode_add_checkpoint(0, (), checkpoint_of(0, root=EMPTY_ROOT)))[0] == 200
    assert add(port, growth(0, 3))[0] == 200


def test_two_histories_are_logged_with_both_checkpoints(start):
    port, told = start()
    _, _, lines = add(port, growth(0, 3))

    assert add(port, growth(3, 3, fork=1))[0] == 422

    (line,) = told
    assert line.startswith("FORK the log has signed another root for 3 entries before; ")
    held, signed = (b64decode(word) for word in line.split()[-2:])
    assert (held, signed) == (checkpoint_of(3) + lines, checkpoint_of(3, fork=1))


def test_a_damaged_state_is_the_operators_business(start, tmp_path):
    port, told = start()
    (tmp_path / "state").write_bytes(b"damaged")

    answers = [add(port, growth(0, 3)), ask(port, "GET", MONITORED)]

    assert answers == [(500, TEXT, b"this witness cannot cosign at the moment\n")] * 2
    assert told == ["ERROR the first line of the state is not the hash of the rest"] * 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/add-checkpoint"),
        ("GET", MONITORED + "/"),
        ("GET", MONITORED.upper()),
        ("GET", MONITORED + "?"),
        ("GET", "/" + "0" * 64 + "/checkpoint"),
        ("GET", "/../state"),
        ("POST", "/"),
        ("POST", "/add-checkpoint/"),
    ],
)
def test_there_is_nothing_else(port, method, path):
    add(port, growth(0, 3))

    assert ask(port, method, path, b"" if method == "POST" else None)[0] == 404


def test_a_body_has_a_limit_and_a_length(port):
    good = growth(0, 3)
    post = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"

    for head, status in [
        (post + b"Content-Length: 65537\r\n\r\n", 413),
        (post + b"Content-Length: 99999999999999999999\r\n\r\n", 400),
        (post + b"Content-Length: -1\r\n\r\n", 400),
        (post + b"Content-Length: 1_0\r\n\r\n", 400),
        (post + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nold", 400),
        (post + b"Content-Length: 3\r\n\r\nol", 400),
        (post + b"\r\n", 400),
        (post + b"Transfer-Encoding: chunked\r\n\r\n3\r\nold\r\n0\r\n\r\n", 400),
        (post + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nold", 400),
        (post + b"Content-Length: %d\r\nTransfer-Encoding: identity\r\n\r\n%b" % (len(good), good), 400),
        (f"GET {MONITORED} HTTP/1.1\r\nHost: w\r\nContent-Length: 3\r\n\r\nold".encode(), 400),
        (b"PUT /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", 501),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ]:
        answer = raw(port, head)
        assert int(re.search(rb"HTTP/1\.1 (\d+)|Error code: (\d+)", answer).expand(rb"\1\2")) == status, head
        assert answer.count(b"HTTP/1.1 ") <= 1
    assert add(port, b"x" * MAX_REQUEST_SIZE)[0] == 400
    assert add(port, good)[0] == 200


def test_one_connection_serves_many_requests(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    statuses = []
    for old, size in [(0, 3), (3, 5), (3, 8), (5, 8)]:
        connection.request("POST", "/add-checkpoint", growth(old, size))
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()

    assert statuses == [200, 200, 409, 200]


def test_a_request_that_never_ends_is_dropped(start):
    port, told = start(patience=0.05)

    for beginning in (b"", b"POST /add-ch", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nold"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(beginning)
            assert connection.recv(1) == b""
    assert told == []


def test_dripping_bytes_gains_no_time(start):
    port, told = start(patience=0.1)
    answers = []
    with socket.create_connection(("127.0.0.1", port), timeout=0.02) as connection:
        for _ in range(200):
            with suppress(ConnectionError):
                connection.sendall(b"x")
            try:
                answers.append(connection.recv(1))
            except TimeoutError:
                continue
            except ConnectionError:
                answers.append(b"")
            break

    assert (answers, told) == ([b""], [])


def test_a_place_is_free_again_when_its_client_has_gone(start):
    port, _ = start(connections=1)
    assert ask(port, "GET", MONITORED)[0] == 404

    for _ in range(1000):
        # Until the server has noticed that the first client went, there is no place.
        with suppress(ConnectionError):
            assert ask(port, "GET", MONITORED)[0] == 404
            return
    raise AssertionError("the place is never free again")


def test_whoever_comes_while_all_places_are_taken_is_sent_away(start):
    port, _ = start(connections=1)
    staying = HTTPConnection("127.0.0.1", port, timeout=20)
    staying.request("GET", MONITORED)
    staying.getresponse().read()

    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        assert connection.recv(1) == b""
    staying.request("POST", "/add-checkpoint", growth(0, 3))
    assert staying.getresponse().status == 200
    staying.close()


def test_the_server_does_not_say_what_it_is_made_of(port):
    head = raw(port, b"GET / HTTP/1.1\r\nHost: w\r\n\r\n").partition(b"\r\n\r\n")[0]

    assert b"Python" not in head
    assert b"X-Content-Type-Options: nosniff" in head
    assert b"Cache-Control: no-store" in head
