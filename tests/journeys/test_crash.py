"""Whatever kills the platform, whenever: what was acknowledged is there, and there is one history."""

import hashlib
import json
import random
import shutil
import signal
import subprocess

import pytest

from civic.bootstrap import build
from civic.settings import read_settings
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from tests.builders.cases import file_case
from tests.builders.postgresql import on_either
from tests.builders.processes import start

THREADS = 3


class City:
    """A city whose processes are killed; remembers what it was told and which checkpoints it saw."""

    def __init__(self, var, database=""):
        self.var = var
        self.environment = {"CIVIC_VAR": str(var), "CIVIC_DATABASE_URL": database}
        self.acknowledged = {}
        self.checkpoints = []

    def build(self):
        return build(read_settings(self.environment))

    def start(self, *starts):
        return start("tests.builders.busy_city", *starts, env_add=self.environment)

    def run_until_killed(self, *, after=None, acknowledgements=None):
        """Let it work for a time, or until it has acknowledged so many cases; then kill it."""
        starts = [
            1 + max((n for t, n in self.acknowledged if t == thread), default=0) for thread in range(THREADS)
        ]
        with self.start(*starts) as process:
            if acknowledgements is None:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(timeout=after)
            else:
                for _ in range(1 + acknowledgements):
                    self._hear(process.stdout.readline())
            process.kill()
            for line in process.stdout:
                self._hear(line)
            assert process.wait() == -signal.SIGKILL, process.stderr.read()
        self._remember_checkpoint()

    def _hear(self, line):
        if line.endswith("\n") and line != "ready\n":
            thread, number, case, position = line.split()
            self.acknowledged[int(thread), int(number)] = (case, int(position))

    def _remember_checkpoint(self):
        path = self.var / "log" / "checkpoint"
        if path.exists():
            self.checkpoints.append(path.read_bytes())


@pytest.fixture
def city(tmp_path, database_url):
    return City(tmp_path / "var", database_url)


def assert_nothing_is_lost(city):
    platform = city.build()
    published = platform.publisher.publish()
    platform.projector.catch_up_with_all()
    size = platform.journal.size()
    with platform.database.reading() as connection:
        positions = [row[0] for row in connection.exec_driver_sql("SELECT position FROM events ORDER BY 1")]
        listed = dict(connection.exec_driver_sql("SELECT number, position FROM case_list").all())
        commands = {row[0] for row in connection.exec_driver_sql("SELECT id FROM commands")}
        (parts,) = connection.exec_driver_sql("SELECT count(DISTINCT position) FROM parts").one()
    policy = parse_policy(platform.log.policy())
    source = DirectoryStorage(city.var / "log")
    faults = [
        fault
        for older in city.checkpoints or [None]
        for fault in verify_log(source, policy, since=older).faults
    ]
    platform.close()

    assert positions == list(range(size))
    assert published == size
    assert {case: listed.get(case) for case, _ in city.acknowledged.values()} == dict(
        city.acknowledged.values()
    )
    assert {f"{thread}-{number}" for thread, number in city.acknowledged} <= commands
    # One case a command, each with its words; one command, with two events, announced the keys.
    assert len(listed) == parts == len(commands) - 1 == size - 2
    assert faults == []


@pytest.mark.parametrize(
    ("database_url", "seed"),
    [("sqlite", 1), ("sqlite", 2), ("postgresql", 3)],
    indirect=["database_url"],
)
def test_a_city_that_is_killed_again_and_again_loses_nothing_that_it_acknowledged(city, seed):
    chance = random.Random(seed)
    for round_ in range(10):
        if round_ % 2:
            city.run_until_killed(acknowledgements=chance.randrange(60))
        else:
            # From before the first line of the program to well after the first cases.
            city.run_until_killed(after=chance.uniform(0.05, 2.0))

    assert len(city.acknowledged) > 20
    assert_nothing_is_lost(city)


@on_either
def test_two_processes_that_file_and_publish_at_once_make_one_log(tmp_path, database_url):
    first, second, both = (City(tmp_path / "var", database_url) for _ in range(3))
    first.build().close()
    with (
        first.start(1) as one,
        # Other command ids than those of the first process.
        second.start(*[1_000_000] * 2) as other,
    ):
        for _ in range(60):
            for city, process in ((first, one), (second, other)):
                city._hear(process.stdout.readline())
            first._remember_checkpoint()
        for city, process in ((first, one), (second, other)):
            process.kill()
            for line in process.stdout:
                city._hear(line)
            assert process.wait() == -signal.SIGKILL, process.stderr.read()

    both.checkpoints = first.checkpoints[::10] + first.checkpoints[-1:]
    both.acknowledged = first.acknowledged | second.acknowledged
    assert both.acknowledged.keys() == first.acknowledged.keys() ^ second.acknowledged.keys()
    assert_nothing_is_lost(both)


def test_a_restored_backup_of_the_whole_installation_never_forks_the_log(tmp_path):
    """The published log is ahead of the restored database: nothing is signed until a person has looked."""
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var")})
    platform = build(settings)
    platform.cases.file(file_case(), command_id="before")
    platform.publisher.publish()
    platform.close()
    shutil.copytree(settings.var, tmp_path / "backup")
    platform = build(settings)
    platform.cases.file(file_case(), command_id="after")
    platform.publisher.publish()
    platform.close()
    published = {p: p.read_bytes() for p in settings.log_directory.rglob("*") if p.is_file()}

    for name in ("civic.sqlite", "civic.sqlite-wal", "civic.sqlite-shm"):
        (settings.var / name).unlink(missing_ok=True)
        if (tmp_path / "backup" / name).exists():
            shutil.copy(tmp_path / "backup" / name, settings.var / name)
    restored = build(settings)
    restored.cases.file(file_case(), command_id="another history")

    with pytest.raises(Exception, match="published are 4 entries, but the lock holds 3"):
        restored.publisher.publish()

    restored.close()
    assert {p: p.read_bytes() for p in settings.log_directory.rglob("*") if p.is_file()} == published


def test_a_full_disk_is_said_clearly_and_nothing_is_half_stored(tmp_path):
    var = tmp_path / "var"

    with start("tests.builders.limited", var) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    said = json.loads(out)

    name, message = said["refused"]
    assert name == "StoreCannotWrite"
    assert message.startswith("the database cannot write: ")
    assert said["not_published"] == "OSError"
    assert said["published_when_full"] == 3
    assert said["size_when_full"] == said["again"] == 3 + said["acknowledged"]
    assert said["published"] == said["again"] + 1
    city = City(var)
    assert_nothing_is_lost(city)


def contents(directory):
    return {
        path.relative_to(directory): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in directory.rglob("*")
        if path.is_file()
    }


def civic(var, *arguments):
    with start("tests.builders.without_rights", *arguments, env_add={"CIVIC_VAR": str(var)}) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.fixture
def read_only(tmp_path):
    var = tmp_path / "var"
    platform = build(read_settings({"CIVIC_VAR": str(var)}))
    platform.cases.file(file_case(), command_id="file")
    platform.publisher.publish()
    platform.close()
    paths = [var, *var.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield var
    for path, mode in modes.items():
        path.chmod(mode)


@pytest.mark.parametrize("command", [["rebuild"], ["log", "export", "elsewhere"]], ids=" ".join)
def test_a_directory_that_cannot_be_written_to_is_named_in_one_line(read_only, command):
    before = contents(read_only)

    status, out, err = civic(read_only, *command)

    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert str(read_only) in err
    assert contents(read_only) == before


def test_the_check_says_how_to_mend_a_directory_that_cannot_be_written_to(read_only):
    status, out, _ = civic(read_only, "check")

    assert status == 1
    assert f"CIVIC_VAR: {read_only} cannot be written to: Permission denied. Change its owner or mode." in out


def test_an_installation_cannot_begin_where_nothing_can_be_written(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)

    status, out, err = civic(closed / "var", "rebuild")

    assert (status, out) == (1, "")
    assert err == f"Error: {closed / 'var'}: Permission denied\n"
    assert list(closed.iterdir()) == []
