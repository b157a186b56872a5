"""The published files can be made again from the database, and only as they were."""

import shutil

import pytest

from civic.audit.keys import announce_keys
from civic.store.key_files import KeyFiles
from civic.store.remaking import DatabaseIsAnotherHistory, NothingWasPublished, remake_log
from ledger.policy import Policy, PolicyLog
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from tests.builders.cases import filing
from tests.builders.node import ORIGIN


@pytest.fixture
def signer(installation):
    return KeyFiles(installation.directory / "keys").log_signer(ORIGIN)


@pytest.fixture
def published(installation):
    node = installation.node()
    announce_keys(node.store, KeyFiles(installation.directory / "keys").writer().public_key())
    node.store.append_batch([([filing()], f"file-{number}") for number in range(300)])
    node.publisher.publish()
    return node


def test_a_lost_log_is_made_again_and_grows_on(installation, published, signer):
    log = installation.directory / "log"
    checkpoint = (log / "checkpoint").read_bytes()
    shutil.rmtree(log)

    aside = remake_log(published.database, log, signer)

    assert aside is None
    assert (log / "checkpoint").read_bytes() == checkpoint
    published.store.append([filing()], command_id="one more")
    assert installation.node().publisher.publish() == 302
    outcome = verify_log(DirectoryStorage(log), Policy(logs=(PolicyLog(signer.verifier),)), since=checkpoint)
    assert (outcome.faults, outcome.entries) == ([], 302)


def test_a_damaged_log_is_put_aside(installation, published, signer):
    log = installation.directory / "log"
    damaged = log / "tile" / "0" / "000"
    damaged.chmod(0o600)
    damaged.write_bytes(b"damaged")

    aside = remake_log(published.database, log, signer)

    assert (aside / "tile" / "0" / "000").read_bytes() == b"damaged"
    outcome = verify_log(DirectoryStorage(log), Policy(logs=(PolicyLog(signer.verifier),)))
    assert (outcome.faults, outcome.entries) == ([], 301)


def test_a_database_with_another_history_makes_no_log(installation, published, signer):
    log = installation.directory / "log"
    checkpoint = (log / "checkpoint").read_bytes()
    if not published.database.is_sqlite:
        pytest.skip("PostgreSQL lets nobody but the owner change an event, which this test has to do")
    with published.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_forbid_update")
        connection.exec_driver_sql("UPDATE events SET leaf = x'00' WHERE position = 7")

    with pytest.raises(DatabaseIsAnotherHistory):
        remake_log(published.database, log, signer)

    assert (log / "checkpoint").read_bytes() == checkpoint


def test_without_a_checkpoint_there_is_nothing_to_make(node, installation, signer):
    with pytest.raises(NothingWasPublished):
        remake_log(node.database, installation.directory / "log", signer)
