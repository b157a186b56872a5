"""Fail closed: nothing newer is published before enough witnesses have seen it, whatever breaks meanwhile."""

from contextlib import ExitStack

import pytest
from log_builders import LOG_SIGNER, ORIGIN, MemoryLock, private_key, statements
from running_witnesses import honest, policy_of
from test_log_crashes import Countdown, FailingLock, FailingStorage, PowerIsLost, publish_up_to

from ledger.acceptance import accept_checkpoint
from ledger.checkpoint import open_checkpoint
from ledger.keys import NoteSigner
from ledger.log import (
    AnotherPublisherWasFaster,
    LockIsEmptyButLogIsPublished,
    Log,
    PublishedCheckpointIsNewerThanLock,
    Witnessing,
)
from ledger.merkle import leaf_hash, root_of
from ledger.note import parse_note
from ledger.policy import Policy, PolicyLog, QuorumIsNotMet
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from ledger.witnessing import Witnesses

pytestmark = pytest.mark.network

ENTRIES = statements(40)
FIRST, SECOND, THIRD = ENTRIES[:10], ENTRIES[:30], ENTRIES
DEAD = "http://127.0.0.1:1"


class Installation:
    """Lock, register and files of one log, and its witnesses, of which any can be dead."""

    def __init__(self, directory, urls):
        self.storage = DirectoryStorage(directory / "log")
        self.lock, self.released = MemoryLock(), MemoryLock()
        self.urls = urls
        self.policy = policy_of(*urls)

    def log(self, *, dead=(), storage=None, lock=None, released=None, signer=LOG_SIGNER, also_signing=()):
        """A publisher that has just started."""
        urls = [DEAD if number in dead else url for number, url in enumerate(self.urls)]
        witnessing = Witnessing(Witnesses(policy_of(*urls), deadline=30), released or self.released)
        return Log(
            storage or self.storage,
            lock or self.lock,
            signer,
            ORIGIN,
            witnessing=witnessing,
            also_signing=also_signing,
        )

    def published(self):
        signed = self.storage.read("checkpoint")
        return None if signed is None else accept_checkpoint(self.policy, signed)

    def assert_is_good(self, entries):
        outcome = verify_log(self.storage, self.policy)
        assert outcome.faults == []
        assert outcome.accepted.checkpoint.root == root_of([leaf_hash(entry) for entry in entries])
        assert len(outcome.accepted.cosignatures) >= 2
        assert self.storage.read("checkpoint") == self.released.held
        assert parse_note(self.released.held).text == parse_note(self.lock.held).text


@pytest.fixture
def install(socket_enabled, tmp_path):
    """Installations that share no witness; the argument is a name for its directory."""
    with ExitStack() as stack:

        def install(name="city", witnesses=3):
            directory = tmp_path / name
            directory.mkdir()
            urls = [stack.enter_context(honest(n, directory / f"w{n}")) for n in range(witnesses)]
            return Installation(directory, urls)

        yield install


@pytest.fixture
def city(install):
    return install()


def cosigners(accepted):
    return [cosignature.witness for cosignature in accepted.cosignatures]


def test_what_is_published_is_cosigned_by_the_quorum(city):
    log = city.log()
    for entries in ([], FIRST, SECOND, THIRD):
        publish_up_to(log, entries)

        assert city.published().checkpoint.size == len(entries)
    city.assert_is_good(THIRD)


def test_without_the_quorum_nothing_newer_is_published_and_the_log_does_not_grow(city):
    publish_up_to(city.log(), FIRST)
    before = city.storage.read("checkpoint")
    log = city.log(dead=(0, 1))

    with pytest.raises(QuorumIsNotMet, match="1 of 3"):
        publish_up_to(log, SECOND)
    pending = city.lock.held
    for _ in range(3):
        with pytest.raises(QuorumIsNotMet):
            publish_up_to(log, THIRD)
        with pytest.raises(QuorumIsNotMet):
            city.log(dead=(0, 1)).recover()

    assert city.storage.read("checkpoint") == before
    assert city.lock.held == pending
    assert open_checkpoint(pending, [LOG_SIGNER.verifier]).size == len(SECOND)


def test_a_restart_goes_on_with_the_very_same_signed_checkpoint(city):
    with pytest.raises(QuorumIsNotMet):
        publish_up_to(city.log(dead=(0, 1, 2)), SECOND)
    assert city.published() is None
    pending = city.lock.held

    log = city.log(dead=(1,))
    log.recover()

    assert city.lock.held == pending
    assert city.storage.read("checkpoint").startswith(pending)
    city.assert_is_good(SECOND)
    publish_up_to(log, THIRD)
    city.assert_is_good(THIRD)


def test_a_witness_that_was_away_is_led_on_from_where_it_was(city):
    publish_up_to(city.log(), FIRST)
    publish_up_to(city.log(dead=(0,)), SECOND)
    publish_up_to(city.log(dead=(1,)), THIRD)

    assert "w0" in cosigners(city.published())


def test_cosignatures_that_come_late_are_added(city):
    log = city.log(dead=(0,))
    publish_up_to(log, FIRST)
    assert cosigners(city.published()) == ["w1", "w2"]
    log = city.log()
    while len(city.published().cosignatures) < 3:
        log.renew()

    city.assert_is_good(FIRST)


def test_renewing_without_the_quorum_leaves_what_is_published(city):
    publish_up_to(city.log(), FIRST)
    before = city.storage.read("checkpoint")

    with pytest.raises(QuorumIsNotMet):
        city.log(dead=(0, 1)).renew()
    assert city.storage.read("checkpoint") == before


# Power may be lost in a thread that asks a witness, too.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("takes_effect", [False, True], ids=["failed", "done but nobody heard"])
def test_a_crash_at_any_step_never_shows_witnesses_or_readers_two_histories(install, takes_effect):
    crashed, step = True, 0
    while crashed:
        city = install(f"{step}", witnesses=2)
        publish_up_to(city.log(), FIRST)
        countdown = Countdown(step, takes_effect=takes_effect)
        failing = {
            "storage": FailingStorage(countdown, city.storage),
            "lock": FailingLock(countdown, city.lock),
            "released": FailingLock(countdown, city.released),
        }
        try:
            publish_up_to(city.log(**failing), SECOND)
            crashed = False
        except (PowerIsLost, QuorumIsNotMet):
            pass
        pending = city.lock.held
        assert city.published().checkpoint.size <= open_checkpoint(pending, [LOG_SIGNER.verifier]).size

        successor = city.log()
        successor.recover()
        assert city.lock.held == pending
        city.assert_is_good(ENTRIES[: successor.size()])
        publish_up_to(successor, THIRD)
        city.assert_is_good(THIRD)
        step += 1

    assert step > 12


def test_the_same_publisher_goes_on_when_the_witnesses_come_back(city):
    log = city.log()
    publish_up_to(log, FIRST)
    broken = Log(
        city.storage,
        city.lock,
        LOG_SIGNER,
        ORIGIN,
        witnessing=Witnessing(Interrupted(Witnesses(city.policy, deadline=30)), city.released),
    )
    with pytest.raises(QuorumIsNotMet):
        publish_up_to(broken, SECOND)
    publish_up_to(broken, THIRD)

    city.assert_is_good(THIRD)
    assert log.size() == len(THIRD)


class Interrupted:
    """Fails once, before the witnesses are asked."""

    def __init__(self, cosigners):
        self._cosigners = cosigners
        self._failures = 1

    def cosign(self, signed, node, *, afresh=False):
        self._failures -= 1
        if self._failures >= 0:
            raise QuorumIsNotMet("nobody is there")
        return self._cosigners.cosign(signed, node, afresh=afresh)


class GoesAhead:
    """Lets another publisher do something after the witnesses have cosigned and before that is released."""

    def __init__(self, cosigners, go_ahead):
        self._cosigners = cosigners
        self._go_ahead = go_ahead

    def cosign(self, signed, node, *, afresh=False):
        cosigned = self._cosigners.cosign(signed, node, afresh=afresh)
        self._go_ahead, go_ahead = None, self._go_ahead
        if go_ahead is not None:
            go_ahead()
        return cosigned


def test_a_slow_publisher_sets_nothing_back(city):
    fast = city.log()
    publish_up_to(fast, FIRST)
    waiting = GoesAhead(Witnesses(city.policy, deadline=30), lambda: publish_up_to(fast, THIRD))
    slow = Log(city.storage, city.lock, LOG_SIGNER, ORIGIN, witnessing=Witnessing(waiting, city.released))

    with pytest.raises(AnotherPublisherWasFaster):
        publish_up_to(slow, SECOND)
    city.assert_is_good(THIRD)
    assert slow.size() == len(THIRD)


def test_witnesses_may_be_added_to_a_log_that_had_none_and_taken_away_again(city):
    plain = Log(city.storage, city.lock, LOG_SIGNER, ORIGIN)
    publish_up_to(plain, FIRST)

    with pytest.raises(QuorumIsNotMet):
        city.log(dead=(0, 1)).recover()
    assert city.storage.read("checkpoint") == city.lock.held
    city.log().recover()
    city.assert_is_good(FIRST)

    plain = Log(city.storage, city.lock, LOG_SIGNER, ORIGIN)
    publish_up_to(plain, SECOND)
    assert city.storage.read("checkpoint") == city.lock.held
    with pytest.raises(QuorumIsNotMet):
        city.log(dead=(0, 1)).recover()
    assert city.storage.read("checkpoint") == city.lock.held, "never set back to what was cosigned before"
    publish_up_to(city.log(), THIRD)
    city.assert_is_good(THIRD)


def test_a_lock_or_register_from_a_backup_is_never_continued(city):
    publish_up_to(city.log(), FIRST)
    lock, released = city.lock.held, city.released.held
    publish_up_to(city.log(), SECOND)

    city.lock.held = lock
    with pytest.raises(PublishedCheckpointIsNewerThanLock):
        publish_up_to(city.log(), SECOND)
    city.released.held = released
    with pytest.raises(PublishedCheckpointIsNewerThanLock):
        publish_up_to(city.log(), SECOND)
    city.lock.held, city.released.held = None, released
    (city.storage._root / "checkpoint").unlink()
    with pytest.raises(LockIsEmptyButLogIsPublished):
        publish_up_to(city.log(), SECOND)


def test_a_whole_backup_is_noticed_by_the_witnesses(city):
    """Lock, register and files all set back: from here alone nobody could tell."""
    publish_up_to(city.log(), FIRST)
    held = city.lock.held, city.released.held, city.storage.read("checkpoint")
    publish_up_to(city.log(), SECOND)
    city.lock.held, city.released.held = held[:2]
    city.storage.replace("checkpoint", held[2])
    other = [*FIRST, b"another entry"]

    with pytest.raises(QuorumIsNotMet, match=r"30 entries, and the log has 11"):
        city.log().publish(other[len(FIRST) :])
    assert city.storage.read("checkpoint") == held[2]


def test_two_log_keys_sign_while_one_takes_the_place_of_the_other(city):
    new = NoteSigner(ORIGIN, private_key(9))
    publish_up_to(city.log(), FIRST)
    publish_up_to(city.log(signer=new, also_signing=[LOG_SIGNER]), SECOND)

    for verifier in (LOG_SIGNER.verifier, new.verifier):
        policy = Policy((PolicyLog(verifier),), city.policy.witnesses, city.policy.groups, "enough")
        assert accept_checkpoint(policy, city.storage.read("checkpoint")).checkpoint.size == len(SECOND)
