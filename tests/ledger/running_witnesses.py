"""Real witnesses on the loopback address: honest ones, and servers that answer whatever a test wants."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from log_builders import LOG_SIGNER, private_key

from ledger.cosignature import CosignatureSigner
from ledger.policy import Group, Policy, PolicyLog, Witness
from ledger.witness import CheckpointWitness
from ledger.witness_server import WitnessServer
from ledger.witness_state import StateFile

TIME = 1_800_000_000


def cosigner(number, name=None):
    return CosignatureSigner(name or f"witness.example/w{number}", private_key(100 + number))


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def honest(number, state, *, logs=(LOG_SIGNER.verifier,), clock=lambda: TIME):
    """A witness as `python -m ledger witness` runs it."""
    witness = CheckpointWitness(cosigner(number), logs, StateFile(state), clock)
    return serving(WitnessServer(("127.0.0.1", 0), witness, lambda _: None))


def answering(answer):
    """A server that hands every POST to `answer(handler, body)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer(self, body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # clients that hang up are what some tests are about
    return serving(server)


def says(status, body=b"", content_type="text/plain; charset=utf-8", **headers):
    """An answer that is always the same."""

    def answer(handler, _):
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def policy_of(*urls, quorum=2):
    """A policy in which witness n, at the n-th of `urls`, is one of those of which `quorum` are needed."""
    witnesses = tuple(Witness(f"w{n}", cosigner(n).verifier, url) for n, url in enumerate(urls))
    group = Group("enough", quorum, tuple(witness.name for witness in witnesses))
    return Policy((PolicyLog(LOG_SIGNER.verifier),), witnesses, (group,), "enough")
