"""Each job runs in one worker at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.builders.clock import MONDAY_MORNING, SteppingClock

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    return SteppingClock(step=timedelta(0))


@pytest.fixture
def first(installation, clock):
    return installation.node(clock).leases


@pytest.fixture
def second(installation, clock):
    return installation.node(clock).leases


def test_a_job_has_one_holder(first, second):
    assert first.take("publish", MINUTE)
    assert not second.take("publish", MINUTE)
    assert second.take("project", MINUTE)


def test_a_holder_may_prolong_its_lease(first, second, clock):
    first.take("publish", MINUTE)
    clock.set(MONDAY_MORNING + timedelta(seconds=59))
    assert first.take("publish", MINUTE)
    clock.set(MONDAY_MORNING + timedelta(seconds=90))
    assert not second.take("publish", MINUTE)


def test_the_lease_of_a_worker_that_died_ends_by_itself(first, second, clock):
    first.take("publish", MINUTE)
    clock.set(MONDAY_MORNING + MINUTE)

    assert second.take("publish", MINUTE)
    assert not first.take("publish", MINUTE)


def test_a_lease_that_is_given_back_is_free_at_once(first, second):
    first.take("publish", MINUTE)
    first.give_back("publish")

    assert second.take("publish", MINUTE)


def test_nobody_gives_back_the_lease_of_somebody_else(first, second):
    first.take("publish", MINUTE)
    second.give_back("publish")

    assert not second.take("publish", MINUTE)


def test_of_many_workers_that_ask_at_once_one_gets_the_job(installation, clock):
    workers = [installation.node(clock).leases for _ in range(8)]
    barrier = threading.Barrier(8)

    def take(leases):
        barrier.wait()
        return leases.take("publish", MINUTE)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, workers)) == [False] * 7 + [True]
