"""A matter forwarded to another city that runs this platform as well, and followed there."""

import json
import socket
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from civic.bootstrap import build
from civic.cases.commands import ResolveCase
from civic.cases.events import GivenAnswer
from civic.kernel.language import Text
from civic.ports import Enclosed, Forwarding, ForwardingFailed, ForwardingRefused, NumberIsPending
from civic.settings import read_settings
from connectors.open311 import Open311Jurisdiction, Server
from connectors.open311.client import ASKING
from connectors.open311.mapping import form_of
from tests.builders.clock import MONDAY_MORNING, SteppingClock
from tests.builders.photos import jpeg
from tests.builders.site import serving

pytestmark = pytest.mark.network

MATTER = Forwarding(
    key="case-2222222222",
    service="street-light",
    description="Die Laterne ist dunkel. 🙂",
    latitude=45.001,
    longitude=-30.02,
    address="Schulgasse 4",
    answers=(("how-many", "several"),),
)


@pytest.fixture
def other(tmp_path, socket_enabled):
    """Return another city's platform, its address and a key for us."""
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "other"), "CIVIC_POSTS_PER_MINUTE": "0"})
    platform = build(settings, clock=SteppingClock())
    key = platform.clients.admit("The city next door", 60)[1]
    with serving(platform) as address:
        yield platform, f"{address}/open311/v2", key
    platform.close()


def test_a_matter_is_forwarded_whole_and_followed_to_its_end(other):
    there, address, key = other
    city = Open311Jurisdiction(Server(address, key, "demo"))

    number = city.forward(MATTER)
    before = city.follow([number, "2222222222"])
    there.cases.work(
        ResolveCase(case=number, office="lighting", answer=Text("Repariert.", "de")), command_id="done"
    )
    (after,) = city.follow([number])

    filed = there.cases.page(number, sealed=True).filed
    assert (filed.channel, filed.description) == ("open311", Text(MATTER.description))
    assert filed.exact_place.point.degrees() == (MATTER.latitude, MATTER.longitude)
    assert filed.contact is None
    assert [(each.number, each.is_closed, each.words) for each in before] == [(number, False, None)]
    assert (after.is_closed, after.words) == (True, "Repariert.")
    assert after.updated_at > before[0].updated_at


def test_forwarding_again_after_a_lost_answer_files_nothing_twice(other):
    there, address, key = other
    city = Open311Jurisdiction(Server(address, key))

    first, size = city.forward(MATTER), there.journal.size()

    assert city.forward(MATTER) == first
    assert there.journal.size() == size


def test_what_the_other_city_refuses_comes_with_its_words(other):
    _, address, key = other
    nowhere = Forwarding(key="k", service="nothing", description="x", address="y")
    no_place = Forwarding(key="k", service="street-light", description="x")

    with pytest.raises(ForwardingRefused, match="not-found"):
        Open311Jurisdiction(Server(address, key)).forward(nowhere)
    with pytest.raises(ForwardingRefused, match="key-refused"):
        Open311Jurisdiction(Server(address, "wrong")).forward(MATTER)
    with pytest.raises(ForwardingRefused, match="request-refused") as refused:
        Open311Jurisdiction(Server(address, key)).forward(no_place)

    assert "address_string" in " ".join(refused.value.words)


def test_the_key_is_never_shown():
    assert "s3cret" not in repr(Server("https://other.example/open311/v2", "s3cret"))


@pytest.fixture
def answering(socket_enabled):
    """Return what starts a server that gives these answers one after the other, and returns its address."""
    servers = []

    def start(*answers):
        waiting = list(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.do_GET()

            def do_GET(self):
                status, body, *headers = waiting.pop(0)
                self.send_response(status)
                for name, value in headers[0].items() if headers else ():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            def log_message(self, *_):
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_token_is_asked_about_until_it_has_a_number(answering):
    waits = []
    address = answering(
        (201, [{"token": "t/1"}]),
        (200, [{"token": "t/1", "service_request_id": None}]),
        (200, [{"service_request_id": 7}]),
    )

    assert Open311Jurisdiction(Server(address, "k"), wait=waits.append).forward(MATTER) == "7"
    assert waits == [2.0]


def test_a_token_that_never_has_a_number_is_a_failure_to_try_again(answering):
    address = answering((200, [{"token": "t"}]), *[(200, [{"token": "t", "service_request_id": ""}])] * 5)

    with pytest.raises(ForwardingFailed, match="token-pending"):
        Open311Jurisdiction(Server(address, "k"), wait=lambda _seconds: None).forward(MATTER)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>", "answer-unreadable"),
        (200, b"[" * 100_000, "answer-unreadable"),
        (200, {"no": "list"}, "answer-unreadable"),
        (200, [], "answer-unreadable"),
        (200, [{}], "answer-unreadable"),
        (302, b"", "answer-unreadable"),
        (429, [{"code": 429, "description": "Wait."}], "server-busy"),
        (500, b"oops", "server-failed"),
    ],
)
def test_a_server_that_answers_nonsense_is_a_failure_to_try_again(answering, status, body, code):
    with pytest.raises(ForwardingFailed, match=code):
        Open311Jurisdiction(Server(answering((status, body)), "k")).forward(MATTER)


def test_an_answer_a_byte_at_a_time_is_waited_for_so_long_and_no_longer(dripping):
    with pytest.raises(ForwardingFailed, match="server-slow"):
        Open311Jurisdiction(Server(dripping, "k"), within=0.2).forward(MATTER)


@pytest.fixture
def dripping(socket_enabled):
    """Return the address of a server that never ends its first line, until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip():
            line, _ = server.accept()
            with line:
                while not over.wait(0.02):
                    line.sendall(b"H")

        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        over.set()
        thread.join()
    for waiting in threading.enumerate():
        if waiting.name == ASKING:
            waiting.join()


def test_a_connection_that_breaks_in_an_answer_is_a_failure_to_try_again(answering):
    address = answering((200, b"[]", {"Content-Length": "100"}))

    with pytest.raises(ForwardingFailed, match="server-unreachable"):
        Open311Jurisdiction(Server(address, "k")).forward(MATTER)


def test_a_matter_is_found_by_its_mark_among_all_others(other):
    _, address, key = other
    city = Open311Jurisdiction(Server(address, key, "demo"))
    since = MONDAY_MORNING
    ours = replace(MATTER, description="Dark.\n\nhttps://x.example/1#event-2", mark="/1#event-2", since=since)
    others = replace(ours, key="k", description="Dark.\n\nhttps://x.example/1#event-21")

    before = city.find(ours)
    city.forward(others)
    missing = city.find(replace(ours, mark="https://x.example/1#event-3"))
    number = city.forward(ours)

    assert (before, missing) == (None, None)
    assert city.find(replace(ours, mark="x.example/1#event-2")) == number


def test_contact_goes_along_where_it_is_given(other):
    there, address, key = other

    number = Open311Jurisdiction(Server(address, key)).forward(
        replace(MATTER, name="A. Beispiel", email="a@example.org", phone="+00 000 000")
    )

    contact = there.cases.page(number, sealed=True).filed.contact
    assert (contact.name, contact.email, contact.phone) == ("A. Beispiel", "a@example.org", "+00 000 000")


def test_photos_come_along_as_files_with_what_they_show(other):
    there, address, key = other
    photos = (Enclosed(jpeg()), Enclosed(jpeg((300, 200)), "The lamp, broken 🙂"))

    number = Open311Jurisdiction(Server(address, key)).forward(replace(MATTER, photos=photos))

    filed = there.cases.page(number, sealed=True).filed
    assert [(each.whole.width, each.words) for each in filed.photos] == [
        (640, None),
        (300, Text("The lamp, broken 🙂")),
    ]
    assert filed.answers == (GivenAnswer("how-many", "several"),)


def test_addresses_of_photos_keep_nothing_from_arriving_where_they_are_not_taken(other):
    there, address, key = other
    addresses = ("https://here.example/1.jpg", "https://here.example/2.jpg")

    number = Open311Jurisdiction(Server(address, key)).forward(replace(MATTER, photo_addresses=addresses))

    assert there.cases.page(number).filed.photos is None


def test_what_another_city_asks_is_read_from_its_definition(other):
    there, address, key = other
    questions = there.cities.get("demo").service("street-light").questions

    asked = Open311Jurisdiction(Server(address, key)).asks("street-light")

    for question in questions:
        choices = {choice.code for choice in question.choices}
        assert asked[question.code] >= choices
    assert {"how-many", "number-on-post"} <= asked.keys()
    assert Open311Jurisdiction(Server(address, key)).asks("nothing") == {}


DEFINITION = {
    "service_code": "1",
    "attributes": [
        {"variable": True, "code": "A", "values": [{"key": 1, "name": "One"}, {"name": "?"}, "?"]},
        {"variable": "true", "code": "B", "values": None},
        {"code": "C"},
        {"variable": False, "code": "NOTE"},
        {"variable": True},
        "?",
    ],
}
ASKED = {"A": frozenset({"1"}), "B": frozenset(), "C": frozenset()}


@pytest.mark.parametrize(
    ("status", "body", "asked"),
    [
        (200, DEFINITION, ASKED),
        (200, [DEFINITION], ASKED),
        (200, {"attributes": "none"}, {}),
        (404, [{"code": 404, "description": "No definition."}], {}),
    ],
    ids=["alone", "in a list", "without attributes", "no definition"],
)
def test_definitions_are_read_as_servers_write_them(answering, status, body, asked):
    assert Open311Jurisdiction(Server(answering((status, body)), "k")).asks("1/ä") == asked


@pytest.mark.parametrize(("status", "body"), [(200, []), (200, [{}, {}]), (200, b"<html>"), (500, b"")])
def test_a_definition_that_cannot_be_read_is_a_failure_to_try_again(answering, status, body):
    with pytest.raises(ForwardingFailed):
        Open311Jurisdiction(Server(answering((status, body)), "k")).asks("1")


def test_the_addresses_of_photos_are_posted_one_by_one():
    form = form_of(replace(MATTER, photo_addresses=("https://a/1.jpg", "https://a/2.jpg")))

    assert [value for name, value in form if name == "media_url"] == ["https://a/1.jpg", "https://a/2.jpg"]
    assert not [name for name, _ in form_of(MATTER) if name.startswith("media")]


def test_a_token_that_is_asked_about_in_vain_is_kept_to_ask_again(answering):
    pending = Open311Jurisdiction(Server(answering((500, b""), (500, b"")), "k"))

    with pytest.raises(NumberIsPending) as raised:
        pending.number_of("t/1")

    assert raised.value.token == "t/1"


def test_nothing_at_the_other_end_is_a_failure_to_try_again(closed_port):
    with pytest.raises(ForwardingFailed, match="server-unreachable"):
        Open311Jurisdiction(Server(f"http://127.0.0.1:{closed_port}", "k")).forward(MATTER)


def test_rows_that_do_not_say_how_a_matter_stands_are_left_out(answering):
    rows = [
        {"service_request_id": "1", "status": "open", "updated_datetime": "2026-01-01T00:00:00"},
        {"service_request_id": "2", "status": "lost", "updated_datetime": "2026-01-01T00:00:00Z"},
        {"service_request_id": "3", "status": "closed", "updated_datetime": None},
        {"service_request_id": 4, "status": "closed", "updated_datetime": "2026-01-01T00:00:00Z"},
    ]

    found = Open311Jurisdiction(Server(answering((200, rows)), "k")).follow(["1", "2", "3", "4"])

    assert [(each.number, each.is_closed) for each in found] == [("4", True)]
