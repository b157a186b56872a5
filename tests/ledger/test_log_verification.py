import random
import shutil

import pytest
from ledger_vectors import TESSERA_LOG, needs_vectors
from log_builders import (
    LOG_SIGNER,
    NOT_CONTINUED,
    NOT_JSON,
    ORIGIN,
    POLICY,
    TESSERA_POLICY,
    WRITER,
    MemoryLock,
    faults,
    faults_of,
    private_key,
    publish,
    statement,
    statements,
)

from ledger.checkpoint import Checkpoint
from ledger.dsse import StatementSigner
from ledger.faults import Fault
from ledger.keys import NoteSigner
from ledger.merkle import leaf_hash, root_of
from ledger.note import sign_note
from ledger.policy import Policy, PolicyLog
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log


@pytest.fixture(scope="module")
def small_log(tmp_path_factory):
    """A log of 300 statements, published in two steps: full, partial and stale partial tiles."""
    entries = statements(300)
    directory = tmp_path_factory.mktemp("small")
    publish(directory, entries[:250], entries[250:])
    return directory


@pytest.fixture
def log_copy(small_log, tmp_path):
    return shutil.copytree(small_log, tmp_path / "log", ignore=shutil.ignore_patterns(".staging"))


def storage(directory):
    return DirectoryStorage(directory)


def test_a_good_log_verifies(small_log):
    outcome = verify_log(storage(small_log), POLICY)

    assert (outcome.faults, outcome.entries) == ([], 300)
    assert outcome.accepted.checkpoint.root == root_of([leaf_hash(entry) for entry in statements(300)])


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257])
def test_logs_of_any_size_verify(tmp_path, count):
    outcome = verify_log(publish(tmp_path, statements(count) if count else []), POLICY)

    assert (outcome.faults, outcome.entries) == ([], count)


@needs_vectors
def test_the_tree_of_a_log_of_anything_verifies():
    outcome = verify_log(storage(TESSERA_LOG), TESSERA_POLICY, structure_only=True)

    assert (outcome.faults, outcome.entries) == ([], 15)
    assert faults(storage(TESSERA_LOG), TESSERA_POLICY) == [
        f"FAULT tile/entries/000.p/15 entry 0: {NOT_JSON}: Expecting value: line 1 column 1 (char 0)"
    ]


@needs_vectors
def test_every_flipped_byte_of_a_log_of_anything_is_found(tmp_path):
    log = shutil.copytree(TESSERA_LOG, tmp_path / "log")
    paths = [log / "checkpoint", *(path for path in (log / "tile").rglob("*") if path.is_file())]
    for path in paths:
        good, name = path.read_bytes(), str(path.relative_to(log))
        for place in range(0, len(good), 1 if path.name in ("checkpoint", "15") else 31):
            flipped = bytearray(good)
            flipped[place] ^= 1 + place % 255
            path.write_bytes(flipped)
            assert name in "\n".join(faults(storage(log), TESSERA_POLICY, structure_only=True))
        path.write_bytes(good)

    assert len(paths) == 31
    assert faults(storage(log), TESSERA_POLICY, structure_only=True) == []


def test_flipped_bytes_of_a_log_of_statements_are_found_in_their_file(log_copy):
    chance = random.Random(7)
    paths = sorted(path for path in log_copy.rglob("*") if path.is_file())
    assert [str(path.relative_to(log_copy)) for path in paths] == [
        "checkpoint",
        "tile/0/000",
        "tile/0/000.p/250",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/000.p/250",
        "tile/entries/001.p/44",
    ]
    for path in paths * 5:
        good = path.read_bytes()
        flipped = bytearray(good)
        flipped[chance.randrange(len(good))] ^= chance.randrange(1, 256)
        path.write_bytes(flipped)
        assert str(path.relative_to(log_copy)) in "\n".join(faults(storage(log_copy)))
        path.write_bytes(good)


def test_every_flipped_byte_of_the_checkpoint_is_found(log_copy):
    good = (log_copy / "checkpoint").read_bytes()
    for place in range(len(good)):
        flipped = bytearray(good)
        flipped[place] ^= 1 + place % 255
        (log_copy / "checkpoint").write_bytes(flipped)
        (fault,) = faults(storage(log_copy))
        assert fault.startswith("FAULT checkpoint: ")


def test_files_that_are_cut_short_or_missing_are_found(log_copy):
    for path in sorted(path for path in log_copy.rglob("*") if path.is_file()):
        good, name = path.read_bytes(), str(path.relative_to(log_copy))
        for length in (0, 1, len(good) // 2, len(good) - 1):
            path.write_bytes(good[:length])
            assert name in "\n".join(faults(storage(log_copy)))
        path.write_bytes(good + b"\0")
        assert name in "\n".join(faults(storage(log_copy)))
        path.unlink()
        if not name.endswith(".p/250"):
            assert name in "\n".join(faults(storage(log_copy)))
        path.write_bytes(good)


def test_a_wrong_entry_is_named_by_file_and_number(tmp_path):
    entries = statements(300)
    entries[273] = b"nonsense"
    entries[280] = statement(280, StatementSigner(private_key(9), keyid=WRITER.keyid))

    assert faults_of(tmp_path, entries) == [
        f"FAULT tile/entries/001.p/44 entry 17: {NOT_JSON}: Expecting value: line 1 column 1 (char 0)"
    ]


def test_a_statement_signed_by_an_impostor_is_found(tmp_path):
    entries = statements(300)
    entries[280] = statement(280, StatementSigner(private_key(9), keyid=WRITER.keyid))

    assert faults_of(tmp_path, entries) == [
        f"FAULT tile/entries/001.p/44 entry 24: signature does not verify with key {WRITER.keyid}"
    ]


def test_a_statement_that_was_exchanged_together_with_its_tile_is_found(log_copy, tmp_path):
    entries = statements(300)
    entries[5] = statement(5, type="cases.report.closed")
    forged = publish(tmp_path / "forged", entries)
    for path in ("tile/0/000", "tile/1/000.p/1", "tile/entries/000"):
        (log_copy / path).write_bytes(forged.read(path))
    shutil.rmtree(log_copy / "tile/0/000.p")
    shutil.rmtree(log_copy / "tile/entries/000.p")

    assert faults(storage(log_copy)) == ["FAULT checkpoint: its root hash is not that of the entries"]


def test_a_checkpoint_by_an_unknown_key_is_refused(tmp_path):
    source = publish(tmp_path, statements(3), signer=NoteSigner(ORIGIN, private_key(8)))

    assert faults(source) == ["FAULT checkpoint: the note is not signed by any known key"]


def test_a_log_without_a_checkpoint_is_refused(tmp_path):
    assert faults(storage(tmp_path)) == ["FAULT checkpoint: the file is missing"]


def test_a_log_that_continues_an_older_checkpoint_is_good(tmp_path):
    lock, entries = MemoryLock(), statements(600)
    for first, last in ((0, 0), (0, 1), (1, 256), (256, 300), (300, 600)):
        publish(tmp_path, entries[first:last], lock=lock)
        shutil.copy(tmp_path / "checkpoint", tmp_path / f"older.{last}")

    for size in (0, 1, 256, 300, 600):
        assert faults(storage(tmp_path), since=(tmp_path / f"older.{size}").read_bytes()) == []


def test_a_log_that_rewrites_history_is_refused(tmp_path):
    other = statements(300)
    other[7] = statement(7, type="cases.report.closed")
    publish(tmp_path / "older", other)
    since = (tmp_path / "older" / "checkpoint").read_bytes()

    for count in (300, 400):
        (fault,) = faults_of(tmp_path / str(count), statements(count), since=since)
        assert fault.startswith(NOT_CONTINUED)


def test_a_log_that_became_shorter_is_refused(tmp_path):
    publish(tmp_path / "older", statements(300))
    since = (tmp_path / "older" / "checkpoint").read_bytes()

    assert faults_of(tmp_path / "now", statements(299), since=since) == [
        f"{NOT_CONTINUED}: no consistency proof leads from size 300 to size 299"
    ]


def test_an_older_checkpoint_that_the_log_did_not_sign_is_refused(small_log):
    impostor = NoteSigner(ORIGIN, private_key(8))
    forged = sign_note(Checkpoint(ORIGIN, 1, bytes(32)).text(), impostor)

    assert faults(storage(small_log), since=forged) == [
        "FAULT since: the older checkpoint: the note is not signed by any known key"
    ]
    assert faults(storage(small_log), since=b"nonsense")[0].startswith("FAULT since: the older checkpoint: ")


def test_a_policy_for_another_log_accepts_nothing(small_log):
    other = Policy(logs=(PolicyLog(NoteSigner("another.example", private_key(1)).verifier),))

    assert faults(storage(small_log), other) == [
        "FAULT checkpoint: the policy has no key for the log 'city.example/log'"
    ]


def test_the_log_key_of_the_policy_is_the_one_that_signed(small_log):
    assert [log.verifier for log in POLICY.logs] == [LOG_SIGNER.verifier]
    assert faults(storage(small_log)) == []


def test_a_checkpoint_of_more_entries_than_anybody_has_is_given_up(tmp_path):
    endless = Checkpoint(ORIGIN, 10**18, bytes(32))
    storage(tmp_path).replace("checkpoint", sign_note(endless.text(), LOG_SIGNER))

    found = faults(storage(tmp_path))

    assert found[:2] == [
        "FAULT tile/0/000: the file is missing",
        "FAULT tile/entries/000: the file is missing",
    ]
    assert found[-1] == "FAULT checkpoint: 1000 files are faulty; the rest is not looked at"
    assert len(found) < 1100


def test_a_fault_is_one_line_whatever_the_log_says():
    assert Fault("checkpoint", "two\nlines and \x1b[31mred \udcff").line() == (
        "FAULT checkpoint: two lines and \ufffd[31mred \ufffd"
    )
