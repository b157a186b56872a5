"""The published log in an object store: whole at every moment, read back by HTTP and verified."""

import gzip
import subprocess
import sys
from dataclasses import replace

import pytest
import requests
from click.testing import CliRunner

from civic.audit.log_cli import LEASE, SYNC
from civic.audit.log_sync import StoreHoldsAnotherLog, sync_log
from civic.bootstrap import build
from civic.cli import Context, civic
from civic.ports import ObjectStoreFailed, PublicFile
from civic.settings import read_settings
from civic.store.leases import Leases
from connectors import load
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from tests.builders.cases import filing
from tests.builders.processes import ROOT
from tests.builders.s3_server import s3_server

pytestmark = pytest.mark.network


class Bucket:
    """A store in memory that fails at the write of one's choice: before it, or after it was done."""

    def __init__(self, files=()):
        self.files = dict(files)
        self.names = []
        self.fail_at = self.fails_after = None

    def read(self, name):
        return self.files[name].body if name in self.files else None

    def digest(self, name):
        return self.files[name].digest if name in self.files else None

    def write(self, name, file):
        number = len(self.names)
        if number == self.fail_at and not self.fails_after:
            raise ObjectStoreFailed("store-unreachable")
        self.files[name] = file
        self.names.append(name)
        if number == self.fail_at:
            raise ObjectStoreFailed("store-unreachable")


class Served:
    """What readers of the bucket get."""

    def __init__(self, bucket):
        self._bucket = bucket

    def read(self, path):
        file = self._bucket.files.get(path)
        return file and (gzip.decompress(file.body) if file.encoding else file.body)


def grow(platform, count, prefix):
    platform.journal.append_batch([([filing()], f"{prefix}-{number}") for number in range(count)])
    return platform.publisher.publish()


def faults(platform, bucket):
    return verify_log(Served(bucket), parse_policy(platform.log.policy())).faults


def test_a_real_server_gives_back_a_log_that_verifies(tmp_path, socket_enabled):
    with s3_server() as server:
        settings = read_settings({"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_LOG_STORE": server.setting()})
        platform = build(settings, log_store=load(settings).log_store)
        grow(platform, 300, "first")
        said = CliRunner().invoke(civic, ["log", "sync"], obj=Context(None, lambda _settings: platform))
        grow(platform, 30, "second")
        again = CliRunner().invoke(civic, ["log", "sync"], obj=Context(None, lambda _settings: platform))
        server.admit_everyone()
        (tmp_path / "policy").write_bytes(platform.log.policy())
        command = [sys.executable, "-m", "ledger", "verify", server.public, "--policy", tmp_path / "policy"]
        verified = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        tile, bundle, checkpoint, policy = (
            requests.get(f"{server.public}/{name}", timeout=60)
            for name in ("tile/0/000", "tile/entries/000", "checkpoint", "policy")
        )
        size = platform.log.size()
        platform.close()

    assert (said.exit_code, again.exit_code) == (0, 0), (said.output, again.output)
    assert again.output == f"{size} events are in the store, 2 files were missing there\n"
    assert verified.stdout.startswith(f"OK {size} entries"), (verified.stdout, verified.stderr)
    assert len(tile.content) == 8192
    for file in (tile, bundle):
        assert file.headers["Content-Type"] == "application/octet-stream"
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (tile.headers.get("Content-Encoding"), bundle.headers["Content-Encoding"]) == (None, "gzip")
    assert (checkpoint.headers["Content-Type"], checkpoint.headers["Cache-Control"]) == (
        "text/plain; charset=utf-8",
        "public, max-age=1",
    )
    assert parse_policy(policy.content).logs


def test_the_checkpoint_is_written_last_and_a_second_run_writes_nothing(platform):
    bucket = Bucket()
    size = grow(platform, 600, "some")

    assert sync_log(platform.log, bucket)[0] == size
    assert bucket.names[-2:] == ["policy", "checkpoint"]
    assert faults(platform, bucket) == []
    before = list(bucket.names)
    assert sync_log(platform.log, bucket) == (size, 0)
    assert bucket.names == before


@pytest.mark.parametrize("fails_after", [False, True], ids=["not-written", "written-but-error"])
def test_whatever_interrupts_it_the_store_holds_a_whole_log_and_the_next_run_goes_on(platform, fails_after):
    first = Bucket()
    grow(platform, 200, "first")
    sync_log(platform.log, first)
    size = grow(platform, 400, "second")
    whole = Bucket(first.files)
    sync_log(platform.log, whole)

    for number in range(len(whole.names)):
        bucket = Bucket(first.files)
        bucket.fail_at, bucket.fails_after = number, fails_after
        with pytest.raises(ObjectStoreFailed):
            sync_log(platform.log, bucket)
        assert faults(platform, bucket) == []
        bucket.fail_at = None
        assert sync_log(platform.log, bucket)[0] == size
        assert bucket.files == whole.files


def test_a_store_with_another_log_is_left_as_it_is(platform, tmp_path):
    other = build(read_settings({"CIVIC_VAR": str(tmp_path / "other")}))
    grow(other, 3, "other")
    bucket = Bucket()
    sync_log(other.log, bucket)
    other.close()
    before = dict(bucket.files)
    grow(platform, 3, "ours")

    with pytest.raises(StoreHoldsAnotherLog):
        sync_log(platform.log, bucket)
    assert bucket.files == before


def test_a_tile_with_other_bytes_is_not_replaced(platform):
    grow(platform, 3, "ours")
    bucket = Bucket()
    bucket.files["tile/0/000.p/5"] = PublicFile(b"x", "", "", "00" * 32)

    with pytest.raises(StoreHoldsAnotherLog, match=r"another tile/0/000\.p/5"):
        sync_log(platform.log, bucket)
    assert "checkpoint" not in bucket.files


def test_a_newer_log_in_the_store_is_never_replaced_by_an_older_one(platform):
    grow(platform, 3, "first")
    bucket = Bucket()
    older = DirectoryStorage(platform.settings.log_directory).read("checkpoint")
    grow(platform, 3, "second")
    sync_log(platform.log, bucket)
    DirectoryStorage(platform.settings.log_directory).replace("checkpoint", older)
    newer = bucket.files["checkpoint"]

    with pytest.raises(StoreHoldsAnotherLog):
        sync_log(platform.log, bucket)
    assert bucket.files["checkpoint"] == newer


def test_files_that_were_lost_in_the_store_are_written_again(platform):
    bucket = Bucket()
    grow(platform, 300, "some")
    sync_log(platform.log, bucket)
    del bucket.files["tile/0/000"]

    assert sync_log(platform.log, bucket)[1] == 0
    assert sync_log(platform.log, bucket, again=True)[1] == 1
    assert faults(platform, bucket) == []


def test_without_a_bucket_the_command_says_so(platform):
    said = CliRunner().invoke(civic, ["log", "sync"], obj=Context(None, lambda _settings: platform))

    assert said.exit_code == 2
    assert "CIVIC_LOG_STORE names no bucket" in said.output


def test_one_run_writes_at_a_time_and_one_that_died_keeps_nobody_out_for_long(platform):
    grow(platform, 3, "some")
    ours = replace(platform, log_store=Bucket())
    somebody_else = Leases(platform.database, platform.clock)
    somebody_else.take(SYNC, LEASE)

    def sync():
        return CliRunner().invoke(civic, ["log", "sync"], obj=Context(None, lambda _settings: ours))

    meanwhile = sync()
    written_meanwhile = dict(ours.log_store.files)
    platform.clock.set(platform.clock.now() + LEASE)
    afterwards = [sync() for _ in range(2)]

    assert (meanwhile.exit_code, written_meanwhile) == (1, {})
    assert "another `civic log sync` is running" in meanwhile.output
    assert [run.exit_code for run in afterwards] == [0, 0]
