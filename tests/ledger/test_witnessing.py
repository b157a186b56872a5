"""Several witnesses at once: the quorum decides, and none of them can hold up or mislead the log."""

import threading
from contextlib import ExitStack

import pytest
from log_builders import LOG_SIGNER
from running_witnesses import TIME, answering, cosigner, honest, policy_of, says
from test_witness_client import cosigned, node
from witness_builders import checkpoint_of

from ledger.acceptance import accept_checkpoint
from ledger.policy import Policy, PolicyLog, QuorumIsNotMet, Witness
from ledger.witness_client import WitnessHasNoAddress
from ledger.witnessing import Witnesses

pytestmark = pytest.mark.network


@pytest.fixture
def start(socket_enabled):
    with ExitStack() as stack:
        yield stack.enter_context


@pytest.fixture
def three(start, tmp_path):
    """The addresses of three honest witnesses."""
    return [start(honest(n, tmp_path / f"w{n}")) for n in range(3)]


def cosigners_of(policy, signed):
    return [c.witness for c in accept_checkpoint(policy, signed).cosignatures]


def held_back(start):
    """A witness that cosigns honestly once it is let go, and the event that lets it."""
    go = threading.Event()
    asked = []

    def answer(handler, body):
        asked.append(body)
        go.wait(30)
        says(200, cosigned(body.split(b"\n\n", 1)[1], cosigner(0)))(handler, body)

    return start(answering(answer)), go, asked


def test_all_witnesses_of_a_quorum_cosign_one_note(three):
    policy = policy_of(*three, quorum=3)
    signed = Witnesses(policy, deadline=30).cosign(checkpoint_of(9), node)

    assert cosigners_of(policy, signed) == ["w0", "w1", "w2"]
    assert signed.startswith(checkpoint_of(9))


def test_the_log_does_not_wait_for_more_than_the_quorum(start, three):
    slow, go, _ = held_back(start)
    policy = policy_of(slow, *three[1:])
    witnesses = Witnesses(policy, deadline=30, patience=30)

    signed = witnesses.cosign(checkpoint_of(9), node)

    assert cosigners_of(policy, signed) == ["w1", "w2"]
    assert [standing.has_cosigned for standing in witnesses.standings()] == [False, True, True]
    go.set()


def test_an_answer_that_comes_late_is_there_the_next_time(start, three):
    slow, go, asked = held_back(start)
    policy = policy_of(slow, *three[1:])
    witnesses = Witnesses(policy, deadline=30, patience=30)
    witnesses.cosign(checkpoint_of(9), node)
    go.set()
    while not all(standing.has_cosigned for standing in witnesses.standings()):
        signed = witnesses.cosign(checkpoint_of(9), node)

    signed = witnesses.cosign(checkpoint_of(9), node)

    assert cosigners_of(policy, signed) == ["w0", "w1", "w2"]
    assert len(asked) == 1


def test_a_slow_witness_is_asked_one_thing_at_a_time(start, three):
    slow, go, asked = held_back(start)
    witnesses = Witnesses(policy_of(slow, *three[1:]), deadline=30, patience=30)
    for size in range(1, 9):
        witnesses.cosign(checkpoint_of(size), node)

    assert len(asked) <= 1
    go.set()


def test_a_cosignature_of_an_older_checkpoint_is_not_taken_for_the_new_one(start, three):
    slow, go, _ = held_back(start)
    policy = policy_of(slow, *three[1:])
    witnesses = Witnesses(policy, deadline=30, patience=30)
    witnesses.cosign(checkpoint_of(8), node)
    witnesses.cosign(checkpoint_of(9), node)
    go.set()

    assert cosigners_of(policy, witnesses.cosign(checkpoint_of(9), node))[-2:] == ["w1", "w2"]


def test_a_busy_witness_that_is_needed_is_asked_again_as_soon_as_it_has_answered(start, tmp_path):
    slow, go, asked = held_back(start)

    def once(handler, body):
        lines = cosigned(body.split(b"\n\n", 1)[1], cosigner(2))
        (says(200, lines) if body.endswith(checkpoint_of(8)) else says(503))(handler, body)
        if body.endswith(checkpoint_of(9)):
            go.set()

    policy = policy_of(slow, start(honest(1, tmp_path / "w1")), start(answering(once)))
    witnesses = Witnesses(policy, deadline=30, patience=30)
    assert cosigners_of(policy, witnesses.cosign(checkpoint_of(8), node)) == ["w1", "w2"]

    assert cosigners_of(policy, witnesses.cosign(checkpoint_of(9), node)) == ["w0", "w1"]
    assert asked[-1].endswith(checkpoint_of(9))


BROKEN = {
    "dead": lambda: None,
    "answering 200 with rubbish": lambda: says(200, b"rubbish\n"),
    "answering 200 with nothing": lambda: says(200),
    "cosigning with a wrong key under the right name": lambda: (
        lambda handler, body: says(
            200, cosigned(body.split(b"\n\n", 1)[1], cosigner(9, cosigner(0).name), TIME)
        )(handler, body)
    ),
    "signing wrongly with the right name and key id": lambda: says(
        200, cosigned(checkpoint_of(3), cosigner(0))
    ),
    "ahead of the log": lambda: says(409, b"99\n", "text/x.tlog.size"),
    "refusing": lambda: says(403, b"no\n"),
    "redirecting": lambda: says(302, Location="http://127.0.0.1:1/"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_one_broken_witness_of_three_changes_nothing(start, three, kind):
    answer = BROKEN[kind]()
    url = start(answering(answer)) if answer else "http://127.0.0.1:1"
    policy = policy_of(url, *three[1:])

    signed = Witnesses(policy, deadline=30).cosign(checkpoint_of(9), node)

    assert cosigners_of(policy, signed) == ["w1", "w2"]


@pytest.mark.parametrize("kind", BROKEN)
def test_two_broken_witnesses_of_three_are_named_and_there_is_no_note(start, three, kind):
    answer = BROKEN[kind]()
    url = start(answering(answer)) if answer else "http://127.0.0.1:1"
    witnesses = Witnesses(policy_of(url, "http://127.0.0.1:1", three[2]), deadline=30)

    with pytest.raises(QuorumIsNotMet, match=r"1 of 3 .* enough is not met \(w0: .+; w1: .*refused"):
        witnesses.cosign(checkpoint_of(9), node)
    assert [(s.has_cosigned, bool(s.failure)) for s in witnesses.standings()] == [
        (False, True),
        (False, True),
        (True, False),
    ]


def test_a_quorum_that_does_not_come_ends_with_the_deadline(start, three):
    slow, go, _ = held_back(start)
    other, _, _ = held_back(start)
    witnesses = Witnesses(policy_of(slow, other, three[2]), deadline=0.1, patience=30)

    with pytest.raises(QuorumIsNotMet, match="w0: no answer yet"):
        witnesses.cosign(checkpoint_of(9), node)
    go.set()


def test_cosignatures_of_one_round_count_in_the_next(start, tmp_path):
    """The first witness answers in the first round only, the second one in the second round only."""
    rounds = {0: 0, 1: 0}

    def in_round(number, wanted):
        def answer(handler, body):
            rounds[number] += 1
            lines = cosigned(body.split(b"\n\n", 1)[1], cosigner(number))
            (says(200, lines) if rounds[number] == wanted else says(503))(handler, body)

        return answering(answer)

    policy = policy_of(start(in_round(0, 1)), start(in_round(1, 2)))
    witnesses = Witnesses(policy, deadline=30)
    with pytest.raises(QuorumIsNotMet):
        witnesses.cosign(checkpoint_of(9), node)

    assert cosigners_of(policy, witnesses.cosign(checkpoint_of(9), node)) == ["w0", "w1"]
    assert rounds == {0: 1, 1: 2}


def test_everybody_can_be_asked_afresh(start, tmp_path):
    times = iter(range(TIME, TIME + 100))
    policy = policy_of(start(honest(0, tmp_path / "w0", clock=lambda: next(times))), quorum=1)
    witnesses = Witnesses(policy, deadline=30)

    def time(*, afresh):
        signed = witnesses.cosign(checkpoint_of(9), node, afresh=afresh)
        return accept_checkpoint(policy, signed).cosignatures[0].timestamp

    assert [time(afresh=False), time(afresh=False), time(afresh=True)] == [TIME, TIME, TIME + 1]


def test_a_policy_without_a_quorum_is_content_at_once():
    policy = Policy((PolicyLog(LOG_SIGNER.verifier),))

    assert Witnesses(policy).cosign(checkpoint_of(9), node) == checkpoint_of(9)


def test_a_quorum_that_nobody_can_meet_is_refused_at_once():
    with pytest.raises(QuorumIsNotMet):
        Witnesses(policy_of("http://w0.example", None, None, quorum=2))
    with pytest.raises(WitnessHasNoAddress):
        Witnesses(
            Policy(witnesses=(Witness("w0", cosigner(0).verifier, "gopher://w0.example"),), quorum="w0")
        )
