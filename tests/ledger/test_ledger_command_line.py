import io
import os
import stat
import subprocess
import sys

import pytest
from ledger_vectors import GOLDEN_RECEIPT, TESSERA_LOG, TESSERA_VKEY, WITNESS_VKEY, needs_vectors
from log_builders import ORIGIN, POLICY, publish, statement, statements

from ledger.keys import parse_skey
from ledger.policy import format_policy
from ledger.progress import ProgressBar
from ledger.storage import DirectoryStorage
from ledger.tlog_proof import make_receipt, make_receipt_with_entry

ROOT = "aca6c38a90af86e5f5199ee0e4105ef2c03a05b27b8daff59e4e36eefdfcddcb"  # of the public test log

GOLDEN_POLICY = f"log {TESSERA_VKEY}\nwitness w1 {WITNESS_VKEY}\nquorum w1\n"


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy"
    path.write_bytes(format_policy(POLICY))
    return path


@pytest.fixture
def log(tmp_path):
    publish(tmp_path / "log", statements(300))
    return tmp_path / "log"


def test_a_good_log_is_ok_in_one_line(run, log, policy):
    status, out, err = run("verify", log, "--policy", policy, "--jobs", 1)

    assert (status, err) == (0, "")
    assert out.startswith("OK 300 entries, root ")
    assert f", checkpoint of {ORIGIN} cosigned by 0 witnesses, " in out
    assert out.endswith(" entries/s)\n")
    assert out.count("\n") == 1


def test_a_bad_log_has_a_line_for_each_fault(run, log, policy):
    for path in ("tile/entries/000", "tile/entries/001.p/44"):
        data = (log / path).read_bytes()
        (log / path).write_bytes(data[:100] + b"\n" + data[101:])

    status, out, err = run("verify", log, "--policy", policy)

    assert (status, err) == (1, "")
    assert [line.rpartition(":")[0].split(":")[0] for line in out.splitlines()] == [
        "FAULT tile/entries/000 entry 0",
        "FAULT tile/entries/001.p/44 entry 0",
    ]


def test_a_log_is_compared_with_an_older_checkpoint(run, log, policy, tmp_path):
    publish(tmp_path / "other", [*statements(10), statement(10, type="cases.report.closed")])

    good = run("verify", log, "--policy", policy, "--since", log / "checkpoint")
    bad = run("verify", log, "--policy", policy, "--since", tmp_path / "other" / "checkpoint")

    assert (good[0], bad[0]) == (0, 1)
    assert bad[1].startswith("FAULT checkpoint: not a continuation of the older checkpoint")


@needs_vectors
def test_a_log_of_anything_is_verified_by_its_structure(run, tmp_path):
    (tmp_path / "policy").write_text(f"log {TESSERA_VKEY}\nquorum none\n")

    status, out, _ = run("verify", TESSERA_LOG, "--policy", tmp_path / "policy", "--structure-only")

    assert status == 0
    assert out.startswith(f"OK 15 entries, root {ROOT} (SHA-256), ")


def test_a_question_that_makes_no_sense_is_not_a_fault(run, log, policy, tmp_path):
    (tmp_path / "nonsense").write_text("nonsense\n")
    questions = [
        [],
        ["verify"],
        ["verify", log],
        ["verify", log, "--policy", tmp_path / "missing"],
        ["verify", log, "--policy", tmp_path / "nonsense"],
        ["verify", log, "--policy", policy, "--since", tmp_path / "missing"],
        ["verify", log, "--policy", policy, "--jobs", "0"],
        ["verify", log, "--policy", policy, "--jobs", "many"],
        ["verify", tmp_path / "missing", "--policy", policy],
        ["receipt", tmp_path / "missing", "--policy", policy],
        ["proof", log],
        ["proof", log, "first"],
        ["keygen", "--origin", "two words", "--out", tmp_path / "key"],
        ["keygen", "--origin", ORIGIN, "--out", policy],
    ]

    for question in questions:
        status, out, err = run(*question)
        assert (status, out) == (2, "")
        assert err != ""


def test_a_receipt_says_in_words_what_it_proves(run, log, policy, tmp_path):
    assert run("proof", log, 7, "--out", tmp_path / "7.tlog-proof") == (0, "", "")

    status, out, err = run("receipt", tmp_path / "7.tlog-proof", "--policy", policy)

    assert (status, err) == (0, "")
    assert out.splitlines()[:5] == [
        f"OK entry 7 of the log {ORIGIN} is exactly this statement of {len(statement(7))} bytes.",
        "It was there, unchanged, when the log had 300 entries and signed that it had them.",
        "No witness vouches that everybody is shown the same log.",
        "It is of type 'cases.report.filed'.",
        "It says that it was recorded at '2026-03-01T08:00:00.000007Z'.",
    ]


def test_the_golden_receipt_names_its_witness(run, tmp_path):
    (tmp_path / "receipt").write_bytes(GOLDEN_RECEIPT)
    (tmp_path / "policy").write_text(GOLDEN_POLICY)
    (tmp_path / "three").write_bytes(b"three")

    status, out, _ = run(
        "receipt", tmp_path / "receipt", "--policy", tmp_path / "policy", "--statement", tmp_path / "three"
    )

    assert status == 0
    assert out.splitlines() == [
        "OK entry 2 of the log example.com/log/testdata is exactly this statement of 5 bytes.",
        "It was there, unchanged, when the log had 15 entries and signed that it had them.",
        "The witness w1 saw the same log at 2025-12-31 00:00:00 UTC.",
    ]


def test_a_receipt_that_proves_nothing_is_a_fault(run, log, policy, tmp_path):
    receipt = make_receipt_with_entry(DirectoryStorage(log), 7)
    (tmp_path / "receipt").write_bytes(receipt.replace(b"index 7", b"index 8"))
    (tmp_path / "other").write_bytes(statement(8))

    for statement_option in ([], ["--statement", tmp_path / "other"]):
        status, out, _ = run("receipt", tmp_path / "receipt", "--policy", policy, *statement_option)
        assert status == 1
        assert out == (
            f"FAULT {tmp_path / 'receipt'}: the inclusion proof of entry 8 does not lead to the root\n"
        )


def test_a_statement_about_another_position_is_a_fault(run, policy, tmp_path):
    source = publish(tmp_path / "log", [*statements(3), statement(9)])
    (tmp_path / "receipt").write_bytes(make_receipt_with_entry(source, 3))

    status, out, _ = run("receipt", tmp_path / "receipt", "--policy", policy)

    assert (status, out) == (
        1,
        f"FAULT {tmp_path / 'receipt'}: the statement says position 9, but is at 3\n",
    )


def test_a_receipt_without_its_statement_needs_one(run, log, policy, tmp_path):
    (tmp_path / "receipt").write_bytes(make_receipt(DirectoryStorage(log), 7))
    (tmp_path / "statement").write_bytes(statement(7))

    assert run("receipt", tmp_path / "receipt", "--policy", policy)[0] == 2
    assert (
        run("receipt", tmp_path / "receipt", "--policy", policy, "--statement", tmp_path / "statement")[0]
        == 0
    )


def test_there_is_no_proof_of_what_is_not_there(run, log):
    assert run("proof", log, 300) == (1, f"FAULT {log}: there is no entry 300 in a tree of 300\n", "")


def test_a_new_key_is_written_for_its_owner_only(run, tmp_path):
    status, out, _ = run("keygen", "--origin", ORIGIN, "--out", tmp_path / "key")

    assert status == 0
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert parse_skey((tmp_path / "key").read_text().strip()).verifier.vkey() == out.strip()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_progress_bar_is_drawn_on_terminals_only():
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        bar = ProgressBar(stream)
        bar.update(50, 100)
        bar.update(100, 100)
        bar.clear()

    assert "[###############---------------] 50/100 " in terminal.getvalue()
    assert "[##############################] 100/100 " in terminal.getvalue()
    assert " s left" in terminal.getvalue()
    assert file.getvalue() == ""


def test_the_module_runs_as_a_command(log, policy):
    command = [sys.executable, "-m", "ledger", "verify", str(log), "--policy", str(policy), "--jobs", "2"]

    finished = subprocess.run(command, capture_output=True, text=True, env={**os.environ}, check=False)

    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("OK 300 entries")
