"""What a log believes of the answers of one witness: a cosignature that verifies, and nothing else."""

import socket
import threading
from contextlib import ExitStack

import pytest
from log_builders import LOG_SIGNER
from running_witnesses import TIME, answering, cosigner, honest, says
from witness_builders import checkpoint_of, leaves

from ledger.cosignature import timestamp_of
from ledger.merkle import perfect_root
from ledger.note import parse_note
from ledger.policy import Witness
from ledger.witness_client import (
    MAX_ANSWER,
    AnswerIsNoCosignature,
    WitnessClient,
    WitnessHasNoAddress,
    WitnessIsAhead,
    WitnessIsUnreachable,
    WitnessRefused,
)

pytestmark = pytest.mark.network
HASHES = leaves(40)
SIZE = "text/x.tlog.size"


def node(level, index):
    return perfect_root(HASHES[index << level : (index + 1) << level])


@pytest.fixture
def start(socket_enabled):
    with ExitStack() as stack:
        yield stack.enter_context


def client(url, patience=20.0):
    return WitnessClient(Witness("w1", cosigner(1).verifier, url), patience=patience)


def text_of(signed):
    return parse_note(signed).text.encode()


def cosigned(signed, signer=None, time=TIME):
    return (signer or cosigner(1)).sign_at(text_of(signed), time).line().encode()


def test_an_honest_witness_follows_a_log_that_grows(start, tmp_path):
    asking = client(start(honest(1, tmp_path / "state")))

    for size in (0, 1, 5, 5, 32, 33):
        signed = checkpoint_of(size)
        cosignature = asking.cosign(signed, node)
        assert cosigner(1).verifier.verifies(text_of(signed), cosignature.signature)
        assert timestamp_of(cosignature.signature) == TIME


def test_a_client_learns_how_far_a_witness_has_come(start, tmp_path):
    url = start(honest(1, tmp_path / "state"))
    client(url).cosign(checkpoint_of(7), node)

    assert client(url).cosign(checkpoint_of(20), node).name == cosigner(1).name


def test_a_witness_that_begins_again_is_led_from_the_beginning(start, tmp_path):
    url = start(honest(1, tmp_path / "state"))
    asking = client(url)
    asking.cosign(checkpoint_of(7), node)
    (tmp_path / "state").unlink()

    assert asking.cosign(checkpoint_of(20), node).name == cosigner(1).name


def test_a_witness_that_another_publisher_has_led_on_is_ahead(start, tmp_path):
    url = start(honest(1, tmp_path / "state"))
    client(url).cosign(checkpoint_of(20), node)

    with pytest.raises(WitnessIsAhead, match="20 entries, and the log has 7"):
        client(url).cosign(checkpoint_of(7), node)


def test_a_witness_that_has_seen_another_history_refuses(start, tmp_path):
    url = start(honest(1, tmp_path / "state"))
    client(url).cosign(checkpoint_of(7), node)

    with pytest.raises(WitnessRefused, match="422"):
        client(url).cosign(checkpoint_of(20, fork=3), node)


def test_a_path_before_the_address_is_kept(start):
    paths = []

    def answer(handler, body):
        paths.append(handler.path)
        says(200, cosigned(body.split(b"\n\n", 1)[1]))(handler, body)

    client(start(answering(answer)) + "/witness/").cosign(checkpoint_of(3), node)

    assert paths == ["/witness/add-checkpoint"]


def test_lines_of_unknown_cosigners_are_ignored(start):
    signed = checkpoint_of(3)
    stranger = cosigned(signed, cosigner(2)) + cosigned(signed, cosigner(3, cosigner(1).name))
    url = start(answering(says(200, stranger + cosigned(signed))))

    assert cosigner(1).verifier.verifies(text_of(signed), client(url).cosign(signed, node).signature)


OTHER = checkpoint_of(4)
LIES = {
    "a cosignature over another checkpoint": cosigned(OTHER),
    "only a wrong key under the right name": cosigned(checkpoint_of(3), cosigner(3, cosigner(1).name)),
    "only an unknown cosigner": cosigned(checkpoint_of(3), cosigner(2)),
    "a cosignature without a time": cosigned(checkpoint_of(3), time=0),
    "the log's own signature": LOG_SIGNER.sign(text_of(checkpoint_of(3))).line().encode(),
    "a line cut short": cosigned(checkpoint_of(3))[:-9] + b"\n",
    "a line without its end": cosigned(checkpoint_of(3))[:-1],
    "rubbish": b"<html>Welcome to the hotel network</html>\n",
    "bytes that are not UTF-8": b"\xff\xfe\n",
    "nothing": b"",
    "an empty line": b"\n",
    "too much": b"\xe2\x80\x94 x eHh4eHh4eHg=\n" * (MAX_ANSWER // 10),
}


@pytest.mark.parametrize("body", LIES.values(), ids=LIES.keys())
def test_what_is_no_cosignature_is_refused(start, body):
    with pytest.raises(AnswerIsNoCosignature):
        client(start(answering(says(200, body)))).cosign(checkpoint_of(3), node)


@pytest.mark.parametrize(
    ("body", "content_type", "refusal"),
    [
        (b"4\n", SIZE, WitnessIsAhead),
        (b"18446744073709551616\n", SIZE, AnswerIsNoCosignature),
        (b"0\n", SIZE, WitnessIsAhead),
        (b"2\n", SIZE, WitnessIsAhead),
        (b"-1\n", SIZE, AnswerIsNoCosignature),
        (b"02\n", SIZE, AnswerIsNoCosignature),
        (b"2", SIZE, AnswerIsNoCosignature),
        (b"2\n\n", SIZE, AnswerIsNoCosignature),
        (b"2\n", "text/html", AnswerIsNoCosignature),
        (b"\xff\n", SIZE, AnswerIsNoCosignature),
        (b"", SIZE, AnswerIsNoCosignature),
    ],
)
def test_a_size_that_cannot_be_is_not_believed(start, body, content_type, refusal):
    with pytest.raises(refusal):
        client(start(answering(says(409, body, content_type)))).cosign(checkpoint_of(3), node)


def test_a_witness_that_changes_its_mind_is_not_asked_for_ever(start):
    sizes = iter([b"1\n", b"2\n"] * 50)
    asked = []

    def answer(handler, body):
        asked.append(body)
        says(409, next(sizes), SIZE)(handler, body)

    with pytest.raises(WitnessIsAhead, match="after 3 attempts"):
        client(start(answering(answer))).cosign(checkpoint_of(3), node)
    assert len(asked) == 3


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 403, 404, 413, 422, 500, 503])
def test_other_answers_are_refusals_and_redirects_are_not_followed(start, status):
    target = start(answering(says(200, cosigned(checkpoint_of(3)))))
    url = start(answering(says(status, b"\x1b[31mno\n" if status != 204 else b"", Location=target)))

    with pytest.raises(WitnessRefused, match=str(status)) as refused:
        client(url).cosign(checkpoint_of(3), node)
    assert "\x1b" not in str(refused.value)


def test_a_body_of_ten_gigabytes_is_not_read(start):
    sent = []

    def answer(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", str(10 * 1000**3))
        handler.end_headers()
        sent.extend(handler.wfile.write(bytes(1_000_000)) for _ in range(10_000))

    with pytest.raises(AnswerIsNoCosignature, match=f"more than {MAX_ANSWER}"):
        client(start(answering(answer))).cosign(checkpoint_of(3), node)
    assert sum(sent) < 1_000_000_000


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_an_answer_that_drips_ends_with_the_patience(start, line):
    hung_up = threading.Event()

    def answer(handler, _):
        try:
            handler.wfile.write(line)
            while not hung_up.wait(0.01):
                handler.wfile.write(b"x")
        except OSError:
            hung_up.set()

    url = start(answering(answer))
    try:
        with pytest.raises(WitnessIsUnreachable):
            client(url, patience=0.2).cosign(checkpoint_of(3), node)
        assert hung_up.wait(20)
    finally:
        hung_up.set()


def test_what_is_not_http_is_unreachable(start):
    def answer(handler, _):
        handler.wfile.write(b"220 mail.example ESMTP\r\n")

    with pytest.raises(WitnessIsUnreachable):
        client(start(answering(answer))).cosign(checkpoint_of(3), node)


def test_a_witness_that_hangs_up_is_unreachable(start):
    with pytest.raises(WitnessIsUnreachable):
        client(start(answering(lambda *_: None))).cosign(checkpoint_of(3), node)


def test_a_dead_witness_is_unreachable(start):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(WitnessIsUnreachable):
        client(f"http://127.0.0.1:{port}").cosign(checkpoint_of(3), node)


@pytest.mark.parametrize(
    "url",
    [None, "", "witness.example", "ftp://witness.example/", "http://", "http://[::1", "http://w.example:x"],
)
def test_a_witness_without_an_http_address_cannot_be_asked(url):
    with pytest.raises(WitnessHasNoAddress, match="w1"):
        client(url)
