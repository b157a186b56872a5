"""Disk and database fail, or the process dies, at every single step: one oracle looks at everything then."""

import json
import shutil
import sqlite3
from contextlib import suppress

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from civic.audit.keys import announce_keys
from civic.kernel.errors import Refused
from civic.store.key_files import KeyFiles
from tests.builders.cases import case_filed, filing
from tests.builders.faults import FAULTS, steps
from tests.builders.faulty import SCENARIOS, connected
from tests.builders.node import Installation
from tests.builders.oracle import assert_sound
from tests.builders.processes import start

PUBLISHED, COMMITTED = 6, 9
SAID = (OSError, Refused, DBAPIError, sqlite3.Error, psycopg.Error)
pytestmark = pytest.mark.timeout(900)  # hundreds of installations, each looked at whole


def file_many(node, size):
    """Grow to so many events; return their positions by command id."""
    names = [f"file-{number}" for number in range(node.store.size(), size)]
    outcomes = node.store.append_batch([([filing()], name) for name in names])
    return {name: outcome.position for name, outcome in zip(names, outcomes, strict=True)}


class Template:
    """An installation with a published log and a few events more, to be copied for every step."""

    def __init__(self, directory, migrated):
        self.directory = directory
        shutil.copy(migrated, directory / "civic.sqlite")
        installation = self.opened(directory)
        node = installation.node()
        announce_keys(node.store, KeyFiles(directory / "keys").writer().public_key())
        self.erika = case_filed()
        node.store.append([filing(self.erika)], command_id="erika")
        self.acknowledged = file_many(node, PUBLISHED)
        node.publisher.publish()
        self.checkpoint = (directory / "log" / "checkpoint").read_bytes()
        self.acknowledged |= file_many(node, COMMITTED)
        installation.close()

    def copied(self, directory):
        shutil.copytree(self.directory, directory)
        return self.opened(directory)

    @staticmethod
    def opened(directory):
        return Installation(f"sqlite:///{directory / 'civic.sqlite'}", directory)

    def assert_sound(self, installation, acknowledged=()):
        node = assert_sound(
            installation, {**self.acknowledged, **dict(acknowledged)}, seen=[self.checkpoint], erased=[1]
        )
        size = node.store.append([filing()], command_id="again").position + 1
        assert node.publisher.publish() == size
        installation.close()


@pytest.fixture(scope="session")
def template(migrated_sqlite, tmp_path_factory):
    return Template(tmp_path_factory.mktemp("faults"), migrated_sqlite)


# A full disk says so before anything is done.
ERRORS = pytest.mark.parametrize(
    ("error", "takes_effect"),
    [("EIO", False), ("EIO", True), ("ENOSPC", False)],
    ids=["EIO", "EIO, done but nobody heard", "ENOSPC"],
)


@ERRORS
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_error_at_any_step_leaves_everything_sound(tmp_path, template, scenario, error, takes_effect):
    reached, step = True, 0
    while reached:
        installation = template.copied(tmp_path / str(step))
        with steps(step, FAULTS[error], takes_effect=takes_effect) as counted:
            node = connected(installation.node())
            counted.armed = True
            with suppress(*SAID):
                SCENARIOS[scenario](node, template.erika.reporter)
            counted.armed = False
            # The same process goes on, and whoever asks again is told what became of it.
            SCENARIOS[scenario](node, template.erika.reporter)
        template.assert_sound(installation)
        shutil.rmtree(tmp_path / str(step))
        reached, step = counted.reached, step + 1

    assert step > 3, counted.names


@ERRORS
def test_an_error_at_any_step_of_an_append_to_postgresql_leaves_everything_sound(
    postgresql_installation, error, takes_effect
):
    installation, acknowledged = postgresql_installation, {}
    node = installation.node()
    announce_keys(node.store, KeyFiles(installation.directory / "keys").writer().public_key())
    reached, step = True, 0
    while reached:
        with steps(step, FAULTS[error], takes_effect=takes_effect) as counted:
            node, command_id = connected(installation.node()), f"faulty-{step}"
            counted.armed = True
            with suppress(*SAID):
                node.store.append([filing()], command_id=command_id)
            counted.armed = False
            acknowledged[command_id] = node.store.append([filing()], command_id=command_id).position
        assert assert_sound(installation, acknowledged).store.size() == 2 + step
        installation.close()
        reached, step = counted.reached, step + 1

    assert step > 3, counted.names


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_death_before_any_step_leaves_everything_sound(tmp_path, template, scenario):
    with start("tests.builders.faulty", template.directory, tmp_path, scenario) as process:
        out, err = process.communicate(template.erika.reporter)
    assert (process.returncode, err) == (0, "")
    survivors = json.loads(out)

    assert survivors > 3
    for step in range(survivors):
        template.assert_sound(template.opened(tmp_path / str(step)))
