"""The commands of those who watch logs: monitor, witness, fsck, and the key of a witness."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from http.client import HTTPConnection

import pytest
from ledger_vectors import TESSERA_LOG, TESSERA_VKEY, needs_vectors
from log_builders import LOG_SIGNER, ORIGIN, POLICY, MemoryLock, private_key, publish, statement, statements
from witness_builders import checkpoint_of, growth

from ledger.cosignature import parse_witness_skey
from ledger.keys import ED25519, format_skey
from ledger.note import open_note
from ledger.policy import format_policy

ROOT = "aca6c38a90af86e5f5199ee0e4105ef2c03a05b27b8daff59e4e36eefdfcddcb"  # of the public test log


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy"
    path.write_bytes(format_policy(POLICY))
    return path


@pytest.fixture
def monitor(run, policy, tmp_path):
    """Runs the monitor on the log in a directory."""

    def monitor(directory, *options):
        return run("monitor", directory, "--policy", policy, "--state", tmp_path / "state", *options)

    return monitor


def test_a_monitor_says_what_it_saw(monitor, tmp_path):
    lock, entries = MemoryLock(), statements(300)
    publish(tmp_path / "log", entries[:5], lock=lock)
    first = monitor(tmp_path / "log")
    publish(tmp_path / "log", entries[5:], lock=lock)
    second = monitor(tmp_path / "log", "--stale-after", 3600)

    assert first == (0, f"OK {ORIGIN} has 5 entries, seen for the first time\n", "")
    assert second == (0, f"OK {ORIGIN} has 300 entries and continues the 5 seen before\n", "")
    assert monitor(tmp_path / "log", "--quiet") == (0, "", "")


def test_a_monitor_raises_an_alarm_in_one_line_for_each_fault(monitor, tmp_path):
    publish(tmp_path / "log", statements(5))
    publish(tmp_path / "fork", [*statements(4), statement(4, type="cases.report.closed")])
    os.utime(tmp_path / "fork" / "checkpoint", (0, 0))
    monitor(tmp_path / "log")

    status, out, err = monitor(tmp_path / "fork", "--stale-after", 60, "--quiet")

    assert status == 1
    assert [line.partition(": the log ")[2].partition(":")[0] for line in out.splitlines()] == [
        "has forked",
        "is stale",
    ]
    assert re.fullmatch(rf"python -m ledger: kept {tmp_path}/state\.contradicted-by-[0-9a-f]{{16}}\n", err)


def test_a_log_that_cannot_be_read_is_another_matter_than_a_faulty_one(monitor, tmp_path):
    publish(tmp_path / "log", statements(5))
    (tmp_path / "log" / "checkpoint").unlink()
    assert monitor(tmp_path / "log") == (1, "FAULT checkpoint: the file is missing\n", "")

    (tmp_path / "log" / "checkpoint").mkdir()
    status, out, err = monitor(tmp_path / "log")

    assert (status, out) == (3, "")
    assert err.startswith("python -m ledger: the log could not be read: ")


def test_a_question_to_a_monitor_that_makes_no_sense_is_not_a_fault(monitor, tmp_path):
    publish(tmp_path / "log", statements(5))

    for directory, options in [
        (tmp_path / "missing", []),
        (tmp_path / "log", ["--stale-after", "0"]),
        (tmp_path / "log", ["--stale-after", "soon"]),
        (tmp_path / "log", ["--state", tmp_path / "policy"]),
        (tmp_path / "log", ["--state", tmp_path / "missing" / "state"]),
    ]:
        status, out, err = monitor(directory, *options)
        assert (status, out) == (2, "")
        assert err != ""


@needs_vectors
def test_fsck_looks_at_the_structure_only(run, tmp_path):
    (tmp_path / "policy").write_text(f"log {TESSERA_VKEY}\nquorum none\n")
    log = shutil.copytree(TESSERA_LOG, tmp_path / "log")

    status, out, _ = run("fsck", log, "--policy", tmp_path / "policy")
    assert status == 0
    assert out.startswith(f"OK 15 entries, root {ROOT} (SHA-256), ")

    (log / "checkpoint").chmod(0o600)
    (log / "checkpoint").write_bytes((log / "checkpoint").read_bytes().replace(b"M9e0luh4", b"M9e0luh5"))
    status, out, _ = run("fsck", log, "--policy", tmp_path / "policy")
    assert (status, out) == (
        1,
        "FAULT checkpoint: the signature of example.com/log/testdata does not verify\n",
    )


def test_fsck_finds_a_tile_that_is_not_of_its_entries(run, policy, tmp_path):
    publish(tmp_path / "log", statements(300))
    tile = tmp_path / "log" / "tile" / "0" / "000"
    tile.write_bytes(b"!" + tile.read_bytes()[1:])

    status, out, _ = run("fsck", tmp_path / "log", "--policy", policy)

    assert status == 1
    assert out.startswith("FAULT tile/0/000")


def test_the_key_of_a_witness_is_of_its_own_type(run, tmp_path):
    status, out, _ = run("keygen", "--witness", "witness.example/w1", "--out", tmp_path / "key")

    assert status == 0
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    signer = parse_witness_skey((tmp_path / "key").read_text().strip())
    assert (signer.name, signer.verifier.vkey()) == ("witness.example/w1", out.strip())
    for question in (
        ["keygen", "--out", tmp_path / "other"],
        ["keygen", "--witness", "w", "--origin", "o", "--out", tmp_path / "other"],
        ["keygen", "--witness", "two words", "--out", tmp_path / "other"],
        ["keygen", "--witness", "", "--out", tmp_path / "other"],
        ["keygen", "--witness", "w", "--out", tmp_path / "key"],
    ):
        assert run(*question)[0] == 2
    assert not (tmp_path / "other").exists()


@pytest.fixture
def config(run, tmp_path):
    run("keygen", "--witness", "witness.example/w1", "--out", tmp_path / "w1.key")
    path = tmp_path / "w1.conf"
    path.write_text(
        "listen 127.0.0.1:0\nname witness.example/w1\nkey w1.key\nstate w1.state\n"
        f"log {LOG_SIGNER.verifier.vkey()}\n"
    )
    return path


def test_a_witness_does_not_start_with_what_it_cannot_use(run, config, tmp_path):
    good = config.read_text()
    key = (tmp_path / "w1.key").read_text().strip()
    (tmp_path / "log.key").write_text(format_skey(ORIGIN, ED25519, private_key(1)))
    (tmp_path / "latin.key").write_bytes(b"\xff")
    (tmp_path / "damaged").write_bytes(b"damaged")

    for text, message in [
        (good.replace("state w1.state\n", ""), "there is no line state"),
        (good.replace("w1.key", "missing.key"), "No such file"),
        (good.replace("w1.key", "log.key"), "needed is 0x04"),
        (good.replace("w1.key", "latin.key"), "a signer key begins with"),
        (good.replace("name witness.example/w1", "name w2"), "is the key of witness.example/w1, not of w2"),
        (good.replace("w1.state", "damaged"), "the first line of the state is not the hash of the rest"),
    ]:
        config.write_text(text)
        status, out, err = run("witness", "--config", config)
        assert (status, out) == (2, "")
        assert message in err
        assert key not in err
    assert run("witness", "--config", tmp_path / "missing")[0] == 2
    assert run("witness")[0] == 2


@pytest.fixture
def start(config, socket_enabled):
    """Starts a witness as a process; returns that, its port, and what it said when it began to listen."""
    processes = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "ledger", "witness", "--config", str(config)],
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        said = []
        while not (said and " listens on " in said[-1]):
            said.append(process.stderr.readline())
            assert said[-1], said
        return process, int(said[-1].rpartition(" ")[2]), said

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def ended(process):
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=60)[1], process.returncode


def add(port, body):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/add-checkpoint", body)
    answer = connection.getresponse()
    result = answer.status, answer.read()
    connection.close()
    return result


@pytest.mark.network
def test_a_witness_runs_as_a_command_and_remembers(start, tmp_path):
    verifier = parse_witness_skey((tmp_path / "w1.key").read_text().strip()).verifier
    process, port, said = start()
    status, line = add(port, growth(0, 3))
    farewell = ended(process)

    assert status == 200
    assert open_note(checkpoint_of(3) + line, [verifier])
    assert [said[0].partition(": ")[2], said[1].partition(" ")[0]] == [
        "there is no log that this witness has cosigned before\n",
        verifier.vkey(),
    ]
    assert farewell == ("python -m ledger: interrupted\n", 130)

    process, port, said = start()
    answers = [add(port, growth(0, 5))[0], add(port, growth(3, 5))[0]]
    ended(process)

    assert (answers, len(said)) == ([409, 200], 1)
