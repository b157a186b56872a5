"""What a witness remembers: through crashes at every step, and with several threads and processes at once."""

import fcntl
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_builders import LOG_SIGNER, ORIGIN
from witness_builders import checkpoint_of, growth, witness_of

from ledger.checkpoint import parse_checkpoint
from ledger.note import parse_note
from ledger.witness import OldSizeIsNotTheCosignedOne
from ledger.witness_state import StateFile, WitnessStateIsDamaged, format_state, parse_state

ORIGIN_HASH = sha256(ORIGIN.encode()).hexdigest()


class PowerIsLost(BaseException):
    """Nothing after this runs in the witness."""


class PowerLoss:
    """Loses power at the given call of fsync or rename: before it took effect, or right after."""

    def __init__(self, monkeypatch, step, *, takes_effect):
        self.left = step
        self.takes_effect = takes_effect
        for name in ("fsync", "replace"):
            monkeypatch.setattr(os, name, self._around(getattr(os, name)))

    def _around(self, action):
        def guarded(*arguments, **options):
            self.left -= 1
            if self.left >= 0:
                return action(*arguments, **options)
            if self.takes_effect:
                action(*arguments, **options)
            raise PowerIsLost

        return guarded


def witness_on(path):
    return witness_of(LOG_SIGNER.verifier, register=StateFile(path))


def cosigned_size(path):
    note = StateFile(path).load(ORIGIN)
    return None if note is None else parse_checkpoint(parse_note(note).text).size


def test_a_witness_remembers_through_a_restart(tmp_path):
    witness_on(tmp_path / "state").add_checkpoint(growth(0, 3))

    again = witness_on(tmp_path / "state")

    assert parse_checkpoint(parse_note(again.latest(ORIGIN_HASH)).text).size == 3
    with pytest.raises(OldSizeIsNotTheCosignedOne):
        again.add_checkpoint(growth(0, 5))
    assert again.add_checkpoint(growth(3, 5))


@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("step", range(3))
def test_a_crash_leaves_the_older_or_the_newer_state(tmp_path, monkeypatch, step, takes_effect):
    state = tmp_path / "state"
    witness_on(state).add_checkpoint(growth(0, 3))
    with monkeypatch.context() as patched:
        PowerLoss(patched, step, takes_effect=takes_effect)
        with pytest.raises(PowerIsLost):
            witness_on(state).add_checkpoint(growth(3, 5))

    # The steps: make the bytes durable, rename, make the name durable.
    renamed = step > 1 or (step == 1 and takes_effect)
    assert cosigned_size(state) == (5 if renamed else 3)
    witness_on(state).add_checkpoint(growth(cosigned_size(state), 8))
    assert cosigned_size(state) == 8


def test_nothing_is_answered_that_is_not_stored(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    witness_on(tmp_path / "state").add_checkpoint(growth(0, 3))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            witness_on(tmp_path / "state").add_checkpoint(growth(3, 5))

    assert cosigned_size(tmp_path / "state") == 3


def test_a_state_cut_short_by_a_crash_is_never_read(tmp_path):
    witness_on(tmp_path / "state").add_checkpoint(growth(0, 3))
    (tmp_path / "state.new").write_bytes(b"ledger-witness-st")

    assert witness_on(tmp_path / "state").add_checkpoint(growth(3, 5))


def test_while_one_request_is_decided_no_other_is(tmp_path):
    state = StateFile(tmp_path / "state")

    def change(held):
        with (tmp_path / "state.lock").open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return checkpoint_of(3)

    state.update(ORIGIN, change)
    with (tmp_path / "state.lock").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("_", range(10))
def test_a_slower_thread_never_rolls_back_a_faster_one(tmp_path, _):
    witness_on(tmp_path / "state").add_checkpoint(growth(0, 3))
    requests = {size: growth(3, size) for size in (5, 8, 13, 21)}
    start = Barrier(len(requests))

    def ask(size):
        witness = witness_on(tmp_path / "state")
        start.wait()
        try:
            witness.add_checkpoint(requests[size])
        except OldSizeIsNotTheCosignedOne as refused:
            return refused.size
        return None

    with ThreadPoolExecutor(len(requests)) as threads:
        told = dict(zip(requests, threads.map(ask, requests), strict=True))

    (winner,) = [size for size, answer in told.items() if answer is None]
    assert set(told.values()) == {None, winner}
    assert cosigned_size(tmp_path / "state") == winner


def advance_alone(path, last):
    """In a process of its own: asks for one entry more at a time; how often it was the one to advance."""
    witness, size, won = witness_on(path), 0, 0
    while size < last:
        try:
            witness.add_checkpoint(growth(size, size + 1))
        except OldSizeIsNotTheCosignedOne as refused:
            size = refused.size
        else:
            size, won = size + 1, won + 1
    return won


def test_two_processes_advance_one_state_one_after_the_other(tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        won = processes.starmap(advance_alone, [(tmp_path / "state", 40)] * 2)
        processes.close()
        processes.join()

    assert sum(won) == 40
    assert cosigned_size(tmp_path / "state") == 40


def test_a_damaged_state_stops_the_witness(tmp_path):
    state = tmp_path / "state"
    witness_on(state).add_checkpoint(growth(0, 3))
    good = state.read_bytes()

    for damaged in (b"", good[:-1], good.replace(b"\\n3\\n", b"\\n2\\n"), good[:100] + b"!" + good[101:]):
        state.write_bytes(damaged)
        with pytest.raises(WitnessStateIsDamaged):
            witness_on(state).add_checkpoint(growth(0, 5))
        with pytest.raises(WitnessStateIsDamaged):
            witness_on(state).latest(ORIGIN_HASH)
        assert state.read_bytes() == damaged


def with_hash(body):
    return b"ledger-witness-state@v1 " + sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"a": 1}',
        b'{"a": "no note"}',
        b'{"a": "\\ud800"}',
        b'{"a": "b\\n1\\nAAAA\\n\\n\\u2014 b AAAAAAAA\\n"}',
        format_state({"other": checkpoint_of(3)}).partition(b"\n")[2],
    ],
)
def test_a_state_that_no_witness_wrote_is_refused(body):
    with pytest.raises(WitnessStateIsDamaged):
        parse_state(with_hash(body))


@given(st.binary(max_size=80) | st.binary(max_size=80).map(with_hash))
def test_any_state_is_read_or_refused_by_name(data):
    try:
        notes = parse_state(data)
    except WitnessStateIsDamaged:
        return
    assert notes == {}


@given(st.sets(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=5))
def test_a_state_is_read_back(origins):
    notes = {origin: checkpoint_of(3).replace(ORIGIN.encode(), origin.encode(), 1) for origin in origins}

    assert parse_state(format_state(notes)) == notes
