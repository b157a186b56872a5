"""Publishing fails closed: without witnesses nothing newer is shown, nothing is lost, and people are told."""

import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.audit.keys import announce_keys
from civic.store.agreement import faults_of_checkpoint
from civic.store.key_files import KeyFiles
from civic.store.publisher import ASK_AGAIN, REFRESH, Publisher
from civic.store.remaking import remake_log
from civic.store.witnessing import WitnessRecord
from ledger.acceptance import accept_checkpoint
from ledger.policy import PolicyLog
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from ledger.witnessing import Witnesses
from tests.builders.cases import filing
from tests.builders.clock import MONDAY_MORNING, SteppingClock
from tests.builders.node import ORIGIN
from tests.builders.witnesses import DEAD, two_of, witness

pytestmark = pytest.mark.network


class City:
    """An installation with three witnesses, of which any can be dead."""

    def __init__(self, installation, urls):
        self.installation = installation
        self.urls = urls
        self.clock = SteppingClock(step=timedelta(milliseconds=1))
        self.node = installation.node(self.clock)
        self.keys = KeyFiles(installation.directory / "keys")
        self.signer = self.keys.log_signer(ORIGIN)
        announce_keys(self.node.store, self.keys.writer().public_key())
        self.policy = replace(two_of(*urls), logs=(PolicyLog(self.signer.verifier),))

    def publisher(self, *, dead=()):
        """A publisher that has just started."""
        urls = [DEAD if number in dead else url for number, url in enumerate(self.urls)]
        witnesses = Witnesses(two_of(*urls), deadline=30)
        log = self.installation.directory / "log"
        return Publisher(self.node.database, log, self.signer, witnesses=witnesses, clock=self.clock)

    def file(self, count):
        size = self.node.store.size()
        self.node.store.append_batch([([filing()], f"at-{size + n}") for n in range(count)])

    def published(self):
        return accept_checkpoint(
            self.policy, (self.installation.directory / "log" / "checkpoint").read_bytes()
        )

    def cosigners(self):
        return [cosignature.witness for cosignature in self.published().cosignatures]

    def report(self):
        return WitnessRecord(self.node.database, ORIGIN, self.clock).report()

    def faults(self):
        source = DirectoryStorage(self.installation.directory / "log")
        return [fault.line() for fault in verify_log(source, self.policy).faults]

    def disagreements(self):
        published = (self.installation.directory / "log" / "checkpoint").read_bytes()
        with self.node.database.reading() as connection:
            return list(faults_of_checkpoint(connection, [self.signer.verifier], published, witnessed=True))


@pytest.fixture
def city(installation, tmp_path, socket_enabled):
    log = KeyFiles(installation.directory / "keys").log_signer(ORIGIN).verifier
    with ExitStack() as stack:
        urls = [stack.enter_context(witness(n, tmp_path, [log])) for n in range(3)]
        yield City(installation, urls)


def test_what_is_published_verifies_against_the_quorum(city):
    publisher = city.publisher()
    for _ in range(3):
        city.file(100)
        assert publisher.publish() == city.node.store.size()

    assert city.faults() == []
    assert city.disagreements() == []
    assert city.report().waiting_since is None


def test_without_the_quorum_events_are_kept_and_nothing_newer_is_shown(city, caplog):
    city.publisher().publish()
    publisher = city.publisher(dead=(0, 1))

    for _ in range(3):
        city.file(5)
        assert publisher.publish() == 1
    report = city.report()
    assert MONDAY_MORNING < report.waiting_since < city.clock.now()
    assert [(missing.name, "refused" in missing.failure) for missing in report.missing] == [
        ("w0", True),
        ("w1", True),
    ]
    assert [r.message.partition(":")[0] for r in caplog.records] == ["the log waits for witnesses"]
    assert city.disagreements() == []
    assert city.published().checkpoint.size == 1


def test_when_the_witnesses_are_back_everything_is_published(city, caplog):
    city.file(5)
    assert city.publisher(dead=(0, 1)).publish() == 0
    city.file(5)
    publisher = city.publisher(dead=(1,))

    assert publisher.publish() == 11
    publisher.publish()

    assert city.faults() == []
    report = city.report()
    assert (report.waiting_since, [missing.name for missing in report.missing]) == (None, ["w1"])


def test_since_when_a_witness_is_missing_stays_and_ends_when_it_is_back(city):
    away, back = city.publisher(dead=(0,)), city.publisher()
    for publisher in (away, away):
        city.file(1)
        publisher.publish()
    first = city.report().missing
    city.file(1)
    away.publish()
    assert [missing.name for missing in first] == ["w0"]
    assert city.report().missing == first

    while city.report().missing:
        city.file(1)
        back.publish()


def test_a_witness_that_is_missing_is_asked_again_though_nothing_new_happens(city):
    city.publisher(dead=(0,)).publish()
    assert city.cosigners() == ["w1", "w2"]
    publisher = city.publisher()
    while city.cosigners() != ["w0", "w1", "w2"]:
        city.clock.set(city.clock.now() + 2 * ASK_AGAIN)
        publisher.publish()

    assert city.faults() == []


def test_cosignatures_are_renewed_so_that_the_log_does_not_look_abandoned(city):
    publisher = city.publisher()
    publisher.publish()
    before = max(c.timestamp for c in city.published().cosignatures)
    publisher.publish()
    assert max(c.timestamp for c in city.published().cosignatures) == before

    city.clock.set(city.clock.now() + 2 * REFRESH)
    publisher.publish()

    assert max(c.timestamp for c in city.published().cosignatures) > before
    assert city.faults() == []


def test_files_are_made_again_with_what_the_witnesses_cosigned(city):
    city.file(299)
    city.publisher().publish()
    city.file(50)
    city.publisher(dead=(0, 1)).publish()
    log = city.installation.directory / "log"
    before = (log / "checkpoint").read_bytes()
    shutil.rmtree(log)

    remake_log(city.node.database, log, city.signer, witnessed=True)

    assert (log / "checkpoint").read_bytes() == before
    assert city.faults() == []
    assert city.publisher().publish() == 350
    assert city.faults() == []


def test_a_log_that_no_witness_has_seen_is_made_again_without_a_checkpoint(city):
    city.publisher(dead=(0, 1)).publish()
    log = city.installation.directory / "log"

    remake_log(city.node.database, log, city.signer, witnessed=True)

    assert not (log / "checkpoint").exists()
    assert city.publisher().publish() == 1
    assert city.faults() == []
