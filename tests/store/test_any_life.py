"""Two processes append, publish, erase, rotate keys and restart, in any order: everything is kept."""

import shutil
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from civic.audit.key_rotation import rotate_log_key, rotate_writer
from civic.audit.keys import announce_keys, announced_writers, known_keys, retire
from civic.people.events import ErasureCarriedOut
from civic.store.key_files import KeyFiles
from civic.store.writers import StoreCannotWrite
from tests.builders.cases import case_filed, filing
from tests.builders.clock import SteppingClock
from tests.builders.node import ORIGIN, Installation
from tests.builders.oracle import assert_kept, assert_sound

BOUNDED = settings(
    max_examples=8,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
WHICH = st.integers(0, 1)


class AnyLife(RuleBasedStateMachine):
    """One installation, and what people outside hold of it."""

    def __init__(self, migrated, directory):
        super().__init__()
        shutil.copy(migrated, directory / "civic.sqlite")
        self.installation = Installation(f"sqlite:///{directory / 'civic.sqlite'}", directory)
        self.directory = directory
        self.clocks = [SteppingClock(), SteppingClock()]
        self.nodes = [self.installation.node(clock) for clock in self.clocks]
        announce_keys(self.nodes[0].store, self.files.writer().public_key())
        self.nodes[0].publisher.publish()
        self.numbers = count()
        self.acknowledged, self.people, self.erased, self.seen = {}, [], [], []

    @property
    def files(self):
        return KeyFiles(self.directory / "keys")

    @rule(which=WHICH)
    def append(self, which):
        event, command_id = case_filed(), f"file-{next(self.numbers)}"
        try:
            outcome = self.nodes[which].store.append([filing(event)], command_id=command_id)
        except StoreCannotWrite:
            assert self.is_retired(which), "only who signs with a retired key is refused"
            return
        self.acknowledged[command_id] = outcome.position
        self.people.append((event.reporter, outcome.position))

    def is_retired(self, which):
        store = self.nodes[which].store
        return known_keys(store)[store.writer].retired_at is not None

    @rule(which=WHICH)
    def publish(self, which):
        node = self.nodes[which]
        assert node.publisher.publish() == node.store.size()
        # Somebody outside holds the first checkpoint, and somebody else the newest.
        self.seen = [*self.seen[:1], (self.directory / "log" / "checkpoint").read_bytes()]

    @precondition(lambda self: self.people)
    @rule(which=WHICH, choice=st.randoms(use_true_random=False))
    def erase(self, which, choice):
        if self.is_retired(which):
            return
        person, position = self.people.pop(choice.randrange(len(self.people)))
        command_id = f"erase-{position}"
        record = ErasureCarriedOut(ground="request")
        assert self.nodes[which].eraser.erase(person, record, command_id=command_id) == 1
        self.erased.append(position)

    @rule(which=WHICH)
    def rotate_the_writer_key(self, which):
        if not self.is_retired(which):
            rotate_writer(self.nodes[which].store, self.files)
            self.restart(which)

    @rule(which=WHICH)
    def retire_every_older_writer_key(self, which):
        store = self.nodes[which].store
        if store.writer == announced_writers(store)[-1] and not self.is_retired(which):
            for keyid in announced_writers(store)[:-1]:
                retire(store, keyid)

    @rule(which=WHICH)
    def rotate_the_log_key(self, which):
        if not self.is_retired(which):
            rotate_log_key(self.nodes[which].store, self.files, ORIGIN)

    @rule(which=WHICH)
    def restart(self, which):
        self.nodes[which].database.close()
        self.nodes[which] = self.installation.node(self.clocks[which])
        self.nodes[which].eraser.finish()

    @rule(which=WHICH, days=st.integers(-400, 400))
    def set_the_clock(self, which, days):
        self.clocks[which].set(self.clocks[which].now() + timedelta(days=days))

    @precondition(lambda self: self.seen)
    @rule()
    def set_the_published_checkpoint_back(self):
        (self.directory / "log" / "checkpoint").write_bytes(self.seen[0])
        self.restart(0)
        self.publish(0)

    @invariant()
    def everything_is_kept(self):
        assert_kept(self.installation, self.nodes[0], self.acknowledged, seen=self.seen, erased=self.erased)

    def teardown(self):
        assert_sound(self.installation, self.acknowledged, seen=self.seen, erased=self.erased)
        self.installation.close()


def test_whatever_an_installation_lives_through_everything_is_kept(migrated_sqlite, tmp_path):
    directories = count()

    def begin():
        directory = tmp_path / str(next(directories))
        directory.mkdir()
        return AnyLife(migrated_sqlite, directory)

    run_state_machine_as_test(begin, settings=BOUNDED)
