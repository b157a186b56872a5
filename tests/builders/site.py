"""The whole site behind a real HTTP server on the loopback address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from civic.app import create_app
from civic.bootstrap import Platform


class Quiet(WSGIRequestHandler):
    """Logs nothing, and keeps no connection."""

    protocol_version = "HTTP/1.0"  # each connection ends with its answer, so that the server can stop
    timeout = 20  # seconds: a connection on which nobody asks for anything ends

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing: requests are the tests' own."""


@contextmanager
def serving(platform: Platform) -> Iterator[str]:
    """Serve the platform's pages and log; yield the address."""
    server = make_server("127.0.0.1", 0, create_app(platform), threaded=True, request_handler=Quiet)
    server.daemon_threads = False  # what is still being answered ends before the platform does
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
