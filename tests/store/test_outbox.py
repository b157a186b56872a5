"""Messages leave the outbox at least once, in one worker's hands at a time, and not for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from civic.kernel.journal import Message
from civic.store.outbox import CLAIM, LONGEST_PAUSE, MOST_ATTEMPTS, GivenUp, Outbox, pause_after
from tests.builders.cases import filing
from tests.builders.clock import MONDAY_MORNING, SteppingClock

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock():
    return SteppingClock(step=timedelta(0))


@pytest.fixture
def first(installation, clock):
    return installation.node(clock)


@pytest.fixture
def outbox(first, clock):
    return Outbox(first.database, clock)


@pytest.fixture
def other(installation, clock):
    return Outbox(installation.node(clock).database, clock)


def put(node, count=1):
    """Append events with a message about each; return their positions."""
    return [
        node.store.append(
            [filing()], command_id=f"command-{n}", messages=[Message("test.topic", 0, 0)]
        ).position
        for n in range(count)
    ]


def test_a_row_names_the_event_it_is_about(first, outbox):
    (position,) = put(first)

    taken = outbox.take()

    assert (taken.topic, taken.position, taken.attempt) == ("test.topic", position, 1)


def test_nothing_is_taken_from_an_empty_outbox(outbox):
    assert outbox.take() is None


def test_rows_are_taken_in_the_order_they_fell_due(first, outbox, clock):
    for n in range(3):
        clock.set(MONDAY_MORNING + n * SECOND)
        first.store.append([filing()], command_id=f"c{n}", messages=[Message("test.topic", 0, 0)])

    assert [outbox.take().position for _ in range(3)] == [0, 1, 2]


def test_what_is_settled_is_gone(first, outbox, other):
    put(first)
    outbox.settle(outbox.take())

    assert first.rows("outbox") == []
    assert other.take() is None


def test_a_row_is_in_one_workers_hands(first, outbox, other):
    put(first)

    assert outbox.take() is not None
    assert outbox.take() is None
    assert other.take() is None


def test_the_row_of_a_worker_that_died_is_due_again_under_the_same_id(first, outbox, other, clock):
    put(first)
    lost = outbox.take()

    clock.set(MONDAY_MORNING + CLAIM - SECOND)
    assert other.take() is None
    clock.set(MONDAY_MORNING + CLAIM)
    again = other.take()

    assert (again.id, again.attempt) == (lost.id, 2)


def test_a_worker_that_comes_too_late_does_not_decide_what_becomes_of_a_row(first, outbox, other, clock):
    put(first)
    late = outbox.take()
    clock.set(MONDAY_MORNING + CLAIM)
    theirs = other.take()

    outbox.postpone(late, "smtp-451")
    outbox.give_up(late, "smtp-550")

    ((_, _, _, due_at, attempts, error),) = first.rows("outbox")
    assert (due_at, attempts, error) == (theirs.until, 2, None)


def test_what_failed_is_tried_again_after_longer_and_longer_pauses(first, outbox, clock):
    put(first)
    now = MONDAY_MORNING
    for pause in (30, 60, 120, 240):
        assert outbox.postpone(outbox.take(), "server-unreachable") is False
        clock.set(now + timedelta(seconds=pause) - SECOND)
        assert outbox.take() is None
        now += timedelta(seconds=pause)
        clock.set(now)

    assert outbox.take().attempt == 5


def test_pauses_end_growing_at_six_hours_and_tries_after_three_days():
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]

    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert max(pauses) == pauses[-1] == LONGEST_PAUSE == timedelta(hours=6)
    assert timedelta(days=2.5) < sum(pauses, timedelta(0)) < timedelta(days=3)


def test_what_never_arrives_is_given_up_and_stays_visible(first, outbox, clock):
    (position,) = put(first)
    attempts = 0
    while (taken := outbox.take()) is not None:
        attempts = taken.attempt
        given_up = outbox.postpone(taken, "smtp-451")
        assert given_up == (attempts == MOST_ATTEMPTS)
        clock.set(clock.now() + LONGEST_PAUSE)

    clock.set(MONDAY_MORNING + timedelta(days=36500))
    assert outbox.take() is None
    assert outbox.given_up() == [GivenUp(taken_id(first), "test.topic", position, MOST_ATTEMPTS, "smtp-451")]
    assert outbox.counts() == (0, 1)


def taken_id(node):
    ((row_id, *_),) = node.rows("outbox")
    return row_id


def test_one_can_be_given_up_at_once_while_others_wait(first, outbox):
    put(first, 3)
    outbox.give_up(outbox.take(), "smtp-550")

    assert outbox.counts() == (2, 1)
    assert [row.last_error for row in outbox.given_up()] == ["smtp-550"]


@pytest.mark.parametrize("said", ["550 <a@example.org>: no such user", "a@example.org", "x" * 41, "", "Ä"])
def test_no_words_of_a_server_come_into_the_table(first, outbox, said):
    put(first)
    outbox.postpone(outbox.take(), said)

    assert [row[-1] for row in first.rows("outbox")] == ["unnamed-error"]


def test_many_workers_at_once_take_each_row_once(installation, first, clock):
    positions = put(first, 20)
    workers = [Outbox(installation.node(clock).database, clock) for _ in range(4)]
    barrier = threading.Barrier(4)

    def take_all(outbox):
        barrier.wait()
        found = []
        while (taken := outbox.take()) is not None:
            found.append(taken.position)
        return found

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(take_all, workers))

    assert sorted(position for share in shares for position in share) == positions


def test_a_lane_is_asked_for_by_its_name_and_keeps_nothing_else_waiting(first, clock):
    outbox = Outbox(first.database, clock, lanes=("slow",))
    (letter,) = put(first)
    slow = first.store.append([filing()], command_id="slow", messages=[Message("slow", 0, 0)]).position

    taken = [outbox.take("slow"), outbox.take("slow"), outbox.take(), outbox.take()]

    assert [each and each.position for each in taken] == [slow, None, letter, None]


def test_how_a_message_of_a_lane_fares_is_told_until_it_is_settled_or_given_up(first, clock):
    outbox = Outbox(first.database, clock, lanes=("slow",))
    position = first.store.append([filing()], command_id="slow", messages=[Message("slow", 0, 0)]).position

    untried = outbox.waiting("slow", position)
    outbox.postpone(outbox.take("slow"), "no-answer")
    tried = outbox.waiting("slow", position)
    clock.set(tried.due_at)
    outbox.give_up(outbox.take("slow"), "no-answer")

    assert (untried.attempts, untried.last_error) == (0, "")
    assert (tried.attempts, tried.last_error) == (1, "no-answer")
    assert tried.due_at == MONDAY_MORNING + pause_after(1)
    assert outbox.waiting("slow", position) is None
