import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from ledger_vectors import TESSERA_ENTRIES, TESSERA_LOG, TESSERA_VKEY, needs_vectors
from log_builders import POLICY, publish, statements

from ledger.http_source import AnswerIsTooLarge, HttpSource, LocationIsNotHttp, LogIsUnreachable
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage, FileHasOtherBytes, PathLeavesTheStorage
from ledger.tile_reader import TileHasTheWrongSize, TileIsMissing, read_entries, read_hashes
from ledger.tiles import BundleIsMalformed, Tile, encode_bundle
from ledger.verify import verify_log


def test_a_created_file_is_read_back(tmp_path):
    storage = DirectoryStorage(tmp_path / "not" / "yet" / "there")
    storage.create("tile/0/x001/234.p/5", b"hashes")

    assert storage.read("tile/0/x001/234.p/5") == b"hashes"
    assert storage.read("tile/0/x001/235") is None
    assert storage.read("tile/0/x001/234.p/5/6") is None


def test_an_immutable_file_is_created_twice_only_with_the_same_bytes(tmp_path):
    storage = DirectoryStorage(tmp_path)
    storage.create("tile/0/000", b"hashes")
    storage.create("tile/0/000", b"hashes")

    with pytest.raises(FileHasOtherBytes):
        storage.create("tile/0/000", b"others")
    assert storage.read("tile/0/000") == b"hashes"


def test_many_files_are_created_at_once_and_nothing_else_is_left(tmp_path):
    storage = DirectoryStorage(tmp_path)
    storage.create_all({"tile/0/000": b"a", "tile/0/001": b"b", "tile/entries/000": b"c"})

    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()) == [
        "tile/0/000",
        "tile/0/001",
        "tile/entries/000",
    ]


def test_a_replaced_file_is_the_new_one(tmp_path):
    storage = DirectoryStorage(tmp_path)
    storage.replace("checkpoint", b"old")
    storage.replace("checkpoint", b"new")

    assert storage.read("checkpoint") == b"new"


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "tile/../../x", "", "tile//0", "tile/0/", ".staging/x"]
)
def test_a_path_never_leaves_the_storage(tmp_path, path):
    storage = DirectoryStorage(tmp_path)
    for action in (
        storage.read,
        lambda path: storage.create(path, b""),
        lambda path: storage.replace(path, b""),
    ):
        with pytest.raises(PathLeavesTheStorage):
            action(path)


def test_a_full_tile_stands_in_for_a_partial_one(tmp_path):
    storage = DirectoryStorage(tmp_path)
    hashes = [bytes([n]) * 32 for n in range(256)]
    entries = [bytes([n]) for n in range(256)]
    storage.create("tile/0/000", b"".join(hashes))
    storage.create("tile/entries/000", encode_bundle(entries))

    assert read_hashes(storage, Tile(0, 0, 7)) == hashes[:7]
    assert read_entries(storage, Tile(None, 0, 7)) == entries[:7]


def test_tiles_of_the_wrong_size_are_refused_by_name(tmp_path):
    storage = DirectoryStorage(tmp_path)
    storage.create("tile/0/000.p/2", bytes(65))
    storage.create("tile/entries/000.p/2", encode_bundle([b"one"]))

    with pytest.raises(TileHasTheWrongSize, match=r"tile/0/000\.p/2: the tile has 65 bytes, not 64"):
        read_hashes(storage, Tile(0, 0, 2))
    with pytest.raises(BundleIsMalformed, match=r"tile/entries/000\.p/2: the bundle has 1 entries, not 2"):
        read_entries(storage, Tile(None, 0, 2))
    with pytest.raises(TileIsMissing, match=r"tile/0/000\.p/3: the file is missing"):
        read_hashes(storage, Tile(0, 0, 3))


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, headers, body = self.server.answer(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def serve(socket_enabled):
    """Starts a server for a function from path to status, headers and body; returns its address."""
    servers = []

    def start(answer):
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.answer = answer
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/log"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def files_of(directory, **headers):
    def answer(path):
        data = DirectoryStorage(directory).read(path.removeprefix("/log/"))
        return (404, {}, b"no such file") if data is None else (200, headers, data)

    return answer


@needs_vectors
@pytest.mark.network
def test_a_published_log_is_read_over_http(serve):
    source = HttpSource(serve(files_of(TESSERA_LOG)) + "/")
    policy = parse_policy(f"log {TESSERA_VKEY}\nquorum none\n".encode())

    assert source.read("tile/0/999") is None
    assert read_entries(source, Tile(None, 0, 15)) == TESSERA_ENTRIES
    assert verify_log(source, policy, structure_only=True).faults == []


@pytest.mark.network
def test_a_log_over_http_is_verified_by_several_processes(serve, tmp_path):
    publish(tmp_path, statements(2600))

    outcome = verify_log(HttpSource(serve(files_of(tmp_path))), POLICY, jobs=2)

    assert (outcome.faults, outcome.entries) == ([], 2600)


@pytest.mark.network
def test_answers_may_be_compressed_but_not_without_limit(serve):
    def answer(path):
        body = b"hashes" if path.endswith("small") else bytes(10_000)
        return 200, {"Content-Encoding": "gzip"}, gzip.compress(body)

    source = HttpSource(serve(answer), limit=1000)

    assert source.read("small") == b"hashes"
    with pytest.raises(AnswerIsTooLarge):
        source.read("large")


@pytest.mark.network
def test_a_server_that_sends_without_end_is_refused(serve):
    source = HttpSource(serve(lambda _: (200, {}, bytes(2000))), limit=1000)

    with pytest.raises(AnswerIsTooLarge):
        source.read("checkpoint")


@pytest.mark.network
def test_a_server_error_is_tried_again(serve):
    answers = iter([(503, {}, b""), (503, {}, b""), (200, {}, b"at last")])
    source = HttpSource(serve(lambda _: next(answers)), pause=0.0)

    assert source.read("checkpoint") == b"at last"


@pytest.mark.network
@pytest.mark.parametrize(
    "answer", [(503, {}, b""), (403, {}, b""), (200, {"Content-Encoding": "gzip"}, b"junk")]
)
def test_a_server_that_does_not_answer_with_the_file_is_named(serve, answer):
    address = serve(lambda _: answer)

    with pytest.raises(LogIsUnreachable, match=f"{address}/checkpoint: "):
        HttpSource(address, pause=0.0).read("checkpoint")
    (fault,) = verify_log(HttpSource(address, pause=0.0), POLICY).faults
    assert fault.line().startswith(f"FAULT checkpoint: {address}/checkpoint: ")


@pytest.mark.network
def test_a_server_that_is_not_there_is_named(serve):
    with pytest.raises(LogIsUnreachable, match=r"http://127\.0\.0\.1:1/checkpoint: "):
        HttpSource("http://127.0.0.1:1", pause=0.0).read("checkpoint")


@pytest.mark.network
def test_a_redirect_away_from_http_is_refused(serve):
    address = serve(lambda _: (302, {"Location": "file:///etc/hostname"}, b""))

    with pytest.raises(LogIsUnreachable):
        HttpSource(address, pause=0.0).read("checkpoint")


@pytest.mark.parametrize("location", ["ftp://example.com/log", "file:///var/log", "example.com"])
def test_only_http_addresses_are_read(location):
    with pytest.raises(LocationIsNotHttp):
        HttpSource(location)
