"""Looking at a log again and again: growth, forks, shrinking, silence."""

import os
import shutil
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_builders import LOG_SIGNER, ORIGIN, POLICY, MemoryLock, private_key, publish, statement, statements
from witness_builders import COSIGNER, TickingClock, witness_of

from ledger.add_checkpoint import encode_add_checkpoint
from ledger.cosignature import CosignatureSigner
from ledger.http_source import HttpSource, LogIsUnreachable
from ledger.keys import NoteSigner
from ledger.monitor import AgeLimit, LastCheckpointIsUnusable, look
from ledger.monitor_state import MonitorStateIsUnusable, evidence_path, watch
from ledger.note import parse_note
from ledger.policy import Policy, PolicyLog, Witness
from ledger.storage import DirectoryStorage

WITNESSED = Policy(POLICY.logs, (Witness("w1", COSIGNER.verifier),), quorum="w1")
NOW = 1_800_000_000
ENTRIES = statements(600)


@pytest.fixture
def lock():
    return MemoryLock()


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def grown(tmp_path, lock, *batches):
    return publish(tmp_path / "log", *batches, lock=lock)


def forked(tmp_path, size, at=10):
    """A log with the same key and another entry `at` some place."""
    entries = [*ENTRIES[:at], statement(at, type="cases.report.closed"), *ENTRIES[at + 1 : size]]
    return publish(tmp_path / f"fork{size}", entries)


def lines(sighting):
    return [fault.line() for fault in sighting.faults]


def cosigned_at(time, signed):
    """The checkpoint with the cosignature of a witness that sees this log for the first time."""
    witness = witness_of(LOG_SIGNER.verifier, clock=TickingClock(time))
    return signed + witness.add_checkpoint(encode_add_checkpoint(0, (), signed)).encode()


def cosign(directory, time):
    signed = (directory / "checkpoint").read_bytes()
    (directory / "checkpoint").write_bytes(cosigned_at(time, signed))


def test_a_log_that_grows_is_followed(tmp_path, lock, state):
    for begin, end in [(0, 0), (0, 1), (1, 1), (1, 250), (250, 300), (300, 600)]:
        source = grown(tmp_path, lock, ENTRIES[begin:end])

        sighting = watch(source, POLICY, state)

        assert lines(sighting) == []
        assert sighting.accepted.checkpoint.size == end
        assert state.read_bytes() == (tmp_path / "log" / "checkpoint").read_bytes()


@pytest.mark.parametrize(
    ("size", "alarm"),
    [
        (300, "the log has forked: it has signed two roots for 300 entries"),
        (299, "the log has shrunk: 299 entries, but seen before were 300"),
        (301, "nothing proves that 301 entries continue the 300 seen before: "),
        (600, "nothing proves that 600 entries continue the 300 seen before: "),
    ],
)
def test_another_history_is_an_alarm_that_stays(tmp_path, lock, state, size, alarm):
    watch(grown(tmp_path, lock, ENTRIES[:300]), POLICY, state)
    seen = state.read_bytes()
    other = forked(tmp_path, size)

    for _ in range(2):
        (line,) = lines(watch(other, POLICY, state))
        assert line.startswith(f"FAULT checkpoint: {alarm}")

    assert state.read_bytes() == seen
    signed = other.read("checkpoint")
    assert evidence_path(state, signed).read_bytes() == signed
    assert lines(watch(DirectoryStorage(tmp_path / "log"), POLICY, state)) == []


def test_damaged_tiles_prove_nothing(tmp_path, lock, state):
    watch(grown(tmp_path, lock, ENTRIES[:300]), POLICY, state)
    source = grown(tmp_path, lock, ENTRIES[300:])
    tile = tmp_path / "log" / "tile" / "0" / "001"
    good = tile.read_bytes()

    for damage in (good[:-1], good[:-33] + b"!" + good[-32:]):
        tile.write_bytes(damage)
        (line,) = lines(watch(source, POLICY, state))
        assert line.startswith(
            "FAULT checkpoint: nothing proves that 600 entries continue the 300 seen before: "
        )
        assert line.endswith("; the log has forked, or its tiles are damaged, which fsck tells")
    tile.write_bytes(good)
    assert lines(watch(source, POLICY, state)) == []


def test_a_checkpoint_that_nobody_known_signed_is_a_fault(tmp_path, lock, state):
    watch(grown(tmp_path, lock, ENTRIES[:300]), POLICY, state)
    seen = state.read_bytes()
    stranger = publish(tmp_path / "x", ENTRIES[:300], signer=NoteSigner(ORIGIN, private_key(9)))

    assert len(lines(watch(stranger, POLICY, state))) == 1
    (tmp_path / "x" / "checkpoint").unlink()
    assert lines(watch(stranger, POLICY, state)) == ["FAULT checkpoint: the file is missing"]
    assert sorted(path.name for path in tmp_path.glob("state*")) == ["state", "state.lock"]
    assert state.read_bytes() == seen


def test_another_log_of_the_same_policy_is_no_continuation(tmp_path, lock):
    other_signer = NoteSigner("other.example", private_key(4))
    policy = Policy((*POLICY.logs, PolicyLog(other_signer.verifier)))
    last = grown(tmp_path, lock, ENTRIES[:3]).read("checkpoint")
    source = DirectoryStorage(tmp_path / "other")
    text = last.partition(b"\n\n")[0].replace(ORIGIN.encode(), b"other.example") + b"\n"
    source.replace("checkpoint", text + b"\n" + other_signer.sign(text).line().encode())

    (line,) = lines(look(source, policy, last))

    assert line == f"FAULT checkpoint: it is of the log 'other.example', but seen before was '{ORIGIN}'"


def test_a_quorum_is_needed_but_a_fork_is_told_without_one(tmp_path, lock, state):
    source = grown(tmp_path, lock, ENTRIES[:300])
    unmet = "FAULT checkpoint: 0 known witnesses have cosigned; quorum w1 is not met"

    assert lines(watch(source, WITNESSED, state)) == [unmet]
    assert [path.name for path in tmp_path.glob("state*")] == ["state.lock"]
    cosign(tmp_path / "log", NOW)
    assert lines(watch(source, WITNESSED, state)) == []
    assert lines(watch(forked(tmp_path, 300), WITNESSED, state)) == [
        "FAULT checkpoint: the log has forked: it has signed two roots for 300 entries",
        unmet,
    ]


@pytest.mark.parametrize(
    ("cosigned", "fault"),
    [
        (NOW, None),
        (NOW - 60, None),
        (NOW - 61, "the log is stale: it was cosigned last 61 s ago, more than 60 s"),
        (NOW + 300, None),
        (NOW + 301, "its age cannot be told: it was cosigned in the future"),
    ],
)
def test_a_log_is_stale_by_the_time_of_its_witnesses(tmp_path, lock, cosigned, fault):
    source = grown(tmp_path, lock, ENTRIES[:3])
    cosign(tmp_path / "log", cosigned)

    # The time of the file would say otherwise, and counts for nothing.
    for file_time in (None, NOW, 0):
        sighting = look(source, WITNESSED, None, AgeLimit(60, NOW, file_time))
        assert lines(sighting) == ([] if fault is None else [f"FAULT checkpoint: {fault}"])
        assert sighting.continues


def test_a_clock_that_runs_ahead_does_not_make_a_log_fresh(tmp_path, lock):
    other = CosignatureSigner("other", private_key(8))
    policy = Policy(POLICY.logs, (*WITNESSED.witnesses, Witness("w2", other.verifier)))
    source = grown(tmp_path, lock, ENTRIES[:3])
    cosign(tmp_path / "log", NOW - 61)
    signed = source.read("checkpoint")
    ahead = other.sign_at(parse_note(signed).text.encode(), NOW + 1000).line().encode()
    source.replace("checkpoint", signed + ahead)

    (line,) = lines(look(source, policy, None, AgeLimit(60, NOW)))

    assert line.startswith("FAULT checkpoint: the log is stale: it was cosigned last 61 s ago")


@pytest.mark.parametrize(
    ("file_time", "fault"),
    [
        (NOW - 60, None),
        (NOW - 61, "the log is stale: its file was written 61 s ago, more than 60 s"),
        (None, "its age cannot be told: no known witness has cosigned it, and it is not a local file"),
    ],
)
def test_without_witnesses_the_time_of_the_file_must_do(tmp_path, lock, file_time, fault):
    source = grown(tmp_path, lock, ENTRIES[:3])

    sighting = look(source, POLICY, None, AgeLimit(60, NOW, file_time))

    assert lines(sighting) == ([] if fault is None else [f"FAULT checkpoint: {fault}"])


def test_a_stale_log_is_followed_all_the_same(tmp_path, lock, state):
    source = grown(tmp_path, lock, ENTRIES[:3])

    assert len(lines(watch(source, POLICY, state, AgeLimit(60, NOW, 0)))) == 1
    assert state.exists()


def test_a_last_checkpoint_of_somebody_else_is_refused(tmp_path, lock, state):
    source = grown(tmp_path, lock, ENTRIES[:3])

    for last in (
        b"",
        b"junk",
        publish(tmp_path / "x", signer=NoteSigner("x", private_key(1))).read("checkpoint"),
    ):
        state.write_bytes(last or b"\n")
        with pytest.raises(LastCheckpointIsUnusable):
            watch(source, POLICY, state)
        assert state.read_bytes() == (last or b"\n")


def test_a_state_that_cannot_be_kept_is_named(tmp_path, lock):
    source = grown(tmp_path, lock, ENTRIES[:3])

    with pytest.raises(MonitorStateIsUnusable, match="No such file or directory"):
        watch(source, POLICY, tmp_path / "missing" / "state")
    (tmp_path / "directory").mkdir()
    with pytest.raises(MonitorStateIsUnusable):
        watch(source, POLICY, tmp_path / "directory")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_leaves_the_checkpoint_seen_before(tmp_path, lock, state, monkeypatch, step):
    class PowerIsLost(BaseException):
        pass

    def lose_power(*_):
        raise PowerIsLost

    watch(grown(tmp_path, lock, ENTRIES[:3]), POLICY, state)
    seen = state.read_bytes()
    source = grown(tmp_path, lock, ENTRIES[3:5])
    with monkeypatch.context() as patched:
        patched.setattr(os, step, lose_power)
        with pytest.raises(PowerIsLost):
            watch(source, POLICY, state)

    assert state.read_bytes() == seen
    assert lines(watch(source, POLICY, state)) == []


@pytest.mark.network
def test_a_server_that_is_away_says_nothing_about_the_log(socket_enabled, tmp_path, lock, state):
    source = HttpSource("http://127.0.0.1:1", pause=0.0)

    with pytest.raises(LogIsUnreachable):
        watch(source, POLICY, state)
    assert not state.exists()


class Vanishing:
    """A log whose tiles cannot be reached any more once its checkpoint was read."""

    def __init__(self, source):
        self.source = source

    def read(self, path):
        if path != "checkpoint":
            raise LogIsUnreachable(path)
        return self.source.read(path)


def test_a_server_that_goes_away_midway_says_nothing_about_the_log(tmp_path, lock, state):
    watch(grown(tmp_path, lock, ENTRIES[:3]), POLICY, state)
    seen = state.read_bytes()

    with pytest.raises(LogIsUnreachable):
        watch(Vanishing(grown(tmp_path, lock, ENTRIES[3:5])), POLICY, state)
    assert state.read_bytes() == seen


@pytest.fixture(scope="module")
def histories(tmp_path_factory):
    """Logs of many sizes, honest and forked at entry 10."""
    root, lock = tmp_path_factory.mktemp("histories"), MemoryLock()
    logs, published = {}, 0
    for size in (1, 9, 11, 255, 256, 257, 300, 513, 600):
        publish(root / "honest", ENTRIES[published:size], lock=lock)
        published = size
        logs[size, False] = DirectoryStorage(shutil.copytree(root / "honest", root / f"honest{size}"))
        if size > 10:
            logs[size, True] = forked(root, size)
    return logs


@settings(max_examples=60)
@given(data=st.data())
def test_what_is_followed_is_one_history(histories, data):
    names = data.draw(st.lists(st.sampled_from(sorted(histories)), min_size=1, max_size=8))
    last, followed = None, []
    for name in names:
        sighting = look(histories[name], POLICY, last)
        if sighting.continues:
            assert sighting.faults == ()
            last = sighting.signed
            followed.append(name)
        else:
            assert sighting.contradicts
    assert [size for size, _ in followed] == sorted(size for size, _ in followed)
    assert len({fork for size, fork in followed if size > 10}) == 1 or all(size <= 10 for size, _ in followed)


@given(st.binary(max_size=200))
def test_any_last_checkpoint_is_refused_by_name(histories, last):
    with suppress(LastCheckpointIsUnusable):
        look(histories[300, False], POLICY, last)


def test_evidence_is_named_after_what_it_holds(tmp_path):
    assert evidence_path(tmp_path / "state", b"x") == (
        tmp_path / f"state.contradicted-by-{sha256(b'x').hexdigest()[:16]}"
    )
