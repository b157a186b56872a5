"""Every process of the web server keeps to a processor of its own, as long as there are some."""

import os
from types import SimpleNamespace

import pytest

from civic.processes import _choose_processor, _keep_to_processor


def started(count, *others):
    """Start that many processes of one web server beside others; return the processor of each."""
    server = SimpleNamespace(WORKERS=dict(enumerate(others)))
    processes = [SimpleNamespace() for _ in range(count)]
    for number, process in enumerate(processes, len(others)):
        _choose_processor(server, process)
        server.WORKERS[number] = process
    return [each.processor for each in processes]


@pytest.fixture
def kept(monkeypatch):
    """What processes ask the system to keep them to, where 2 and 3 are ours."""
    asked = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _who: {3, 2}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", lambda _who, which: asked.append(which), raising=False)
    monkeypatch.setattr(os, "sched_setscheduler", lambda _who, how, _at: asked.append(how), raising=False)
    monkeypatch.setattr(os, "sched_param", lambda priority: priority, raising=False)
    monkeypatch.setattr(os, "SCHED_BATCH", "batch", raising=False)
    return asked


def test_no_two_have_the_same_and_those_who_find_none_left_keep_to_none(kept):
    chosen = started(3)

    assert sorted(chosen[:2]) == [2, 3]
    assert chosen[2] is None


def test_a_process_that_takes_the_place_of_another_takes_its_processor(kept):
    assert started(1, SimpleNamespace(processor=2)) == [3]


def test_a_process_asks_the_system_for_its_own_processor_only(kept):
    _keep_to_processor(None, SimpleNamespace(processor=3))
    _keep_to_processor(None, SimpleNamespace(processor=None))

    assert kept == [{3}, "batch"]


def test_a_system_that_lets_nobody_choose_serves_all_the_same(kept, monkeypatch):
    def refuse(_who, _which):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    _keep_to_processor(None, SimpleNamespace(processor=3))

    assert kept == []


def test_where_processes_cannot_choose_they_keep_to_none(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)

    assert started(2) == [None, None]
