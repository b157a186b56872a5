"""The worker, as operators start it, takes a case to a partner's server with the key from the settings."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import SimpleQueue
from urllib.parse import parse_qs

import pytest

from civic.bootstrap import build
from civic.cases.commands import ForwardCase
from civic.kernel.language import Text
from civic.settings import read_settings
from tests.builders.cases import file_case
from tests.builders.partner import write_pack
from tests.builders.processes import start

pytestmark = pytest.mark.network


@pytest.fixture
def partner(socket_enabled):
    """Return the address of a partner's server, and what is posted to it."""
    posted = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer([])

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer([{"service_request_id": "N-2026/117"}])
            posted.put((self.path, parse_qs(body)))

        def _answer(self, rows):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(rows).encode())

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/open311/v2", posted
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_worker_takes_a_case_there_and_records_its_number(tmp_path, partner):
    address, posted = partner
    write_pack(tmp_path, address)
    settings = {"CIVIC_VAR": str(tmp_path), "CIVIC_OPEN311_KEYS": "demo/grid=s3cret"}
    here = build(read_settings(settings))
    number = here.cases.file(file_case(service="street-light"), command_id="file").case
    step = ForwardCase(case=number, office="lighting", party="grid", answer=Text("It is theirs.", "en"))
    here.cases.work(step, command_id="forward")
    here.close()

    worker = start("wsgi", "worker", env_add=settings)
    path, form = posted.get(timeout=60)
    worker.terminate()
    out, err = worker.communicate(timeout=60)  # what it has begun it finishes

    here = build(read_settings(settings))
    reference = here.cases.outside(here.cases.page(number)).reference
    here.close()
    assert (worker.returncode, out, err) == (0, "", "")
    assert path == "/open311/v2/requests.json"
    assert (form["api_key"], form["jurisdiction_id"]) == (["s3cret"], ["demo"])
    assert "email" not in form
    assert reference == "N-2026/117"
