"""Crashes at every step of publishing, before and after it took effect, and what the next publisher does."""

import os
from pathlib import Path

import pytest
from log_builders import LOG_SIGNER, ORIGIN, POLICY, MemoryLock, statements

from ledger.log import Log
from ledger.merkle import leaf_hash, root_of
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log

ENTRIES = statements(560)
FIRST, SECOND, THIRD = ENTRIES[:250], ENTRIES[:530], ENTRIES
STEPS_OF_ONE_PUBLISH = 40


class PowerIsLost(BaseException):
    """Nothing after this runs in the publisher."""


class Countdown:
    """Loses power at the given step: before it took effect, or after that but before anybody heard of it."""

    def __init__(self, steps, *, takes_effect):
        self.left = steps
        self.takes_effect = takes_effect

    def around(self, action):
        def guarded(*arguments, **options):
            if self.left < 0:
                return action(*arguments, **options)
            self.left -= 1
            if self.left >= 0:
                return action(*arguments, **options)
            if self.takes_effect:
                action(*arguments, **options)
            raise PowerIsLost

        return guarded


class FailingLock(MemoryLock):
    def __init__(self, countdown, lock):
        super().__init__()
        self.load = countdown.around(lock.load)
        self.replace = countdown.around(lock.replace)


class FailingStorage:
    def __init__(self, countdown, storage):
        self.read = countdown.around(storage.read)
        self.create = countdown.around(storage.create)
        self.create_all = countdown.around(storage.create_all)
        self.replace = countdown.around(storage.replace)


def publish_up_to(log, entries):
    log.publish(entries[log.size() :])


def assert_is_good(storage, lock, entries):
    outcome = verify_log(storage, POLICY, structure_only=True)

    assert outcome.faults == []
    assert outcome.accepted.checkpoint.root == root_of([leaf_hash(entry) for entry in entries])
    assert storage.read("checkpoint") == lock.held


def survive(tmp_path, publish_and_crash):
    """Publishes, crashes while publishing more, and lets a new publisher go on; whether it crashed."""
    storage, lock = DirectoryStorage(tmp_path), MemoryLock()
    publish_up_to(Log(storage, lock, LOG_SIGNER, ORIGIN), FIRST)
    try:
        publish_and_crash(storage, lock)
        crashed = False
    except PowerIsLost:
        crashed = True
    successor = Log(storage, lock, LOG_SIGNER, ORIGIN)
    successor.recover()
    assert_is_good(storage, lock, ENTRIES[: successor.size()])
    assert successor.size() in (len(FIRST), len(SECOND))
    publish_up_to(successor, THIRD)
    assert_is_good(storage, lock, THIRD)
    return crashed


@pytest.mark.parametrize("takes_effect", [False, True], ids=["failed", "done but nobody heard"])
def test_a_crash_in_any_call_of_storage_or_lock_never_forks_the_log(tmp_path, takes_effect):
    crashed, step = True, 0
    while crashed:

        def publish_and_crash(storage, lock, step=step):
            countdown = Countdown(step, takes_effect=takes_effect)
            failing = FailingStorage(countdown, storage), FailingLock(countdown, lock)
            publish_up_to(Log(*failing, LOG_SIGNER, ORIGIN), SECOND)

        step += 1
        crashed = survive(tmp_path / str(step), publish_and_crash)

    assert step > 8


SYSTEM_CALLS = [
    (os, "fsync"),
    (os, "link"),
    (os, "open"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "mkdir"),
]
CRASHES = [
    *(pytest.param(*call, False, id=f"{call[1]} failed") for call in [*SYSTEM_CALLS, (Path, "open")]),
    *(pytest.param(*call, True, id=f"{call[1]} done but nobody heard") for call in SYSTEM_CALLS),
]


@pytest.mark.parametrize(("owner", "name", "takes_effect"), CRASHES)
def test_a_crash_in_any_system_call_never_forks_the_log(tmp_path, monkeypatch, owner, name, takes_effect):
    crashed, step = True, 0
    while crashed and step < STEPS_OF_ONE_PUBLISH:

        def publish_and_crash(storage, lock, step=step):
            with monkeypatch.context() as patch:
                countdown = Countdown(step, takes_effect=takes_effect)
                patch.setattr(owner, name, countdown.around(getattr(owner, name)))
                publish_up_to(Log(storage, lock, LOG_SIGNER, ORIGIN), SECOND)

        step += 1
        crashed = survive(tmp_path / str(step), publish_and_crash)

    assert not crashed
    assert step > 1


@pytest.mark.parametrize("takes_effect", [False, True], ids=["failed", "done but nobody heard"])
def test_the_same_publisher_goes_on_after_an_error(tmp_path, takes_effect):
    failed, step = True, 0
    while failed:
        storage, lock = DirectoryStorage(tmp_path / str(step)), MemoryLock()
        countdown = Countdown(step, takes_effect=takes_effect)
        log = Log(FailingStorage(countdown, storage), FailingLock(countdown, lock), LOG_SIGNER, ORIGIN)
        failed = False
        for entries in (FIRST, SECOND, THIRD):
            try:
                publish_up_to(log, entries)
            except PowerIsLost:
                failed = True
        countdown.left = -1
        publish_up_to(log, THIRD)
        assert_is_good(storage, lock, THIRD)
        step += 1

    assert step > 12


def test_what_a_crash_left_in_staging_is_not_part_of_the_log(tmp_path):
    storage, lock = DirectoryStorage(tmp_path), MemoryLock()
    publish_up_to(Log(storage, lock, LOG_SIGNER, ORIGIN), FIRST)
    (tmp_path / ".staging" / "left-over").write_bytes(b"half a ti")

    publish_up_to(Log(storage, lock, LOG_SIGNER, ORIGIN), SECOND)

    assert_is_good(storage, lock, SECOND)
