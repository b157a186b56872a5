"""However many write at once: positions have no gap, and whoever follows them misses nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from civic.cases.events import CaseFiled
from civic.kernel.clock import SystemClock
from civic.kernel.journal import StreamHasMoved
from civic.kernel.place import Place
from civic.store.group_commit import GroupCommit
from civic.store.sealing import EventIsTooLarge
from tests.builders.cases import case_filed, filing
from tests.builders.processes import start

TOO_LONG = Place(address="x" * 70_000)


def follow(store, size):
    """Read on from where the last read ended, as every subscriber does; return what was seen."""
    seen = []
    while len(seen) < size:
        seen += [(recorded.position, recorded.event.case) for recorded in store.read(len(seen), 17)]
    return seen


def test_a_reader_that_follows_positions_never_misses_an_event_of_many_threads(installation):
    nodes = [installation.node() for _ in range(3)]
    cases = [case_filed() for _ in range(240)]

    def append(number):
        return nodes[number % 2].store.append([filing(cases[number])], command_id=f"c-{number}").position

    with ThreadPoolExecutor(14) as pool:
        readers = [pool.submit(follow, node.store, len(cases)) for node in nodes[1:]]
        positions = list(pool.map(append, range(len(cases))))

    by_position = sorted(zip(positions, (each.case for each in cases), strict=True))
    assert sorted(positions) == list(range(len(cases)))
    assert [reader.result() for reader in readers] == [by_position] * 2


def test_a_reader_never_misses_an_event_of_several_processes(installation):
    installation.node()  # makes the keys that all of them use
    here = installation.node(SystemClock())
    with ExitStack() as processes:
        others = [
            processes.enter_context(
                start("tests.builders.writer", installation.url, installation.directory, f"p{n}", 60)
            )
            for n in range(2)
        ]
        for each in others:
            assert each.stdout.readline() == "ready\n", each.stderr.read()
        with ThreadPoolExecutor(5) as pool:
            reader = pool.submit(follow, here.store, 180)
            for each in others:
                each.stdin.write("go\n")
                each.stdin.flush()
            ours = list(
                pool.map(lambda n: here.store.append([filing()], command_id=f"h-{n}").position, range(60))
            )
            said = [[int(line) for line in each.stdout] for each in others]
            seen = reader.result(timeout=60)

    moments = [recorded.recorded_at for recorded in here.store.read(0, 200)]
    assert sorted([*ours, *said[0], *said[1]]) == list(range(180))
    assert [len(each) for each in said] == [60, 60]
    assert [position for position, _ in seen] == list(range(180))
    assert moments == sorted(moments)


def test_refusals_in_a_group_do_not_harm_the_others(node):
    taken = case_filed()
    node.store.append([filing(taken)], command_id="taken")
    barrier = threading.Barrier(16)

    def append(number):
        barrier.wait()
        event = taken if number % 4 == 0 else case_filed()
        try:
            return node.store.append([filing(event)], command_id=f"c-{number}").position
        except StreamHasMoved:
            return "refused"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(append, range(16)))

    assert [outcome == "refused" for outcome in outcomes] == [n % 4 == 0 for n in range(16)]
    assert sorted(o for o in outcomes if o != "refused") == list(range(1, 13))
    assert node.store.size() == 13


def test_an_event_that_fits_no_leaf_does_not_harm_the_others(node):
    barrier = threading.Barrier(16)

    def append(number):
        barrier.wait()
        event = case_filed(place=TOO_LONG) if number % 4 == 0 else case_filed()
        try:
            return node.store.append([filing(event)], command_id=f"c-{number}").position
        except EventIsTooLarge:
            return "refused"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(append, range(16)))

    assert [outcome == "refused" for outcome in outcomes] == [n % 4 == 0 for n in range(16)]
    assert sorted(o for o in outcomes if o != "refused") == list(range(12))


def test_events_are_in_the_order_of_their_positions_within_each_stream(installation):
    node = installation.node()
    cases = [case_filed() for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: node.store.append([filing(cases[n])], command_id=f"{n}"), range(20)))

    read = node.store.read(0, 100, with_parts=True)

    assert [recorded.position for recorded in read] == list(range(20))
    assert {recorded.stream: recorded.event for recorded in read} == {f"case/{c.case}": c for c in cases}
    assert all(isinstance(recorded.event, CaseFiled) for recorded in read)


class Failing:
    """Commits groups into a list until it is told to fail."""

    def __init__(self):
        self.groups = []
        self.error = None
        self.gate = threading.Semaphore(0)
        self.entered = threading.Semaphore(0)

    def __call__(self, group):
        self.entered.release()
        assert self.gate.acquire(timeout=20)
        if self.error is not None:
            raise self.error
        for member in group:
            member.answer = f"done {member.request}"
        self.groups.append([member.request for member in group])


def gather(groups, commit, pool, requests):
    """Submit one request that holds the lead, and others that gather behind it."""
    first = pool.submit(groups.submit, "first")
    assert commit.entered.acquire(timeout=20)
    others = [pool.submit(groups.submit, request) for request in requests]
    while len(groups._queue) < len(requests):
        threading.Event().wait(0)
    return first, others


def test_those_who_gather_while_one_commits_share_the_next_commit():
    commit = Failing()
    groups = GroupCommit(commit)
    with ThreadPoolExecutor(9) as pool:
        first, others = gather(groups, commit, pool, range(8))
        for _ in range(2):
            commit.gate.release()

        assert first.result(timeout=20) == "done first"
        assert [each.result(timeout=20) for each in others] == [f"done {n}" for n in range(8)]

    assert commit.groups[0] == ["first"]
    assert sorted(commit.groups[1]) == list(range(8))


def after_a_group_of_eight(commit, pool, give_turn):
    """Return a group commit whose last group were eight."""
    groups = GroupCommit(commit, give_turn)
    first, others = gather(groups, commit, pool, range(8))
    for _ in range(3):
        commit.gate.release()
    for each in [first, *others]:
        each.result(timeout=20)
    return groups


def test_who_comes_first_of_those_who_were_told_together_waits_for_the_others():
    commit = Failing()
    coming = iter(range(100))
    with ThreadPoolExecutor(20) as pool:

        def another_comes():
            size = len(groups._queue)
            pool.submit(groups.submit, next(coming))
            while len(groups._queue) == size:
                threading.Event().wait(0)

        groups = after_a_group_of_eight(commit, pool, another_comes)
        assert groups.submit("again") == "done again"

    assert commit.groups[2] == ["again", *range(7)]


def test_who_comes_again_alone_waits_for_nobody():
    commit = Failing()
    turns = []
    with ThreadPoolExecutor(9) as pool:
        groups = after_a_group_of_eight(commit, pool, lambda: turns.append("given"))
        assert groups.submit("again") == "done again"

    assert commit.groups[2] == ["again"]
    assert turns == ["given"]


@pytest.mark.parametrize("error", [OSError("disk"), MemoryError(), KeyboardInterrupt()])
def test_an_error_in_the_commit_reaches_every_caller_of_the_group_and_nobody_else(error):
    commit = Failing()
    groups = GroupCommit(commit)
    with ThreadPoolExecutor(9) as pool:
        first, others = gather(groups, commit, pool, range(8))
        commit.gate.release()
        assert first.result(timeout=20) == "done first"
        commit.error = error
        commit.gate.release()
        raised = [each.exception(timeout=20) for each in others]
        commit.error = None
        commit.gate.release()
        after = groups.submit("after")

    assert raised == [error] * 8
    assert after == "done after"
    assert commit.groups == [["first"], ["after"]]
