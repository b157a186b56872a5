"""Delivering: what becomes of a message when the notifier takes it, fails, refuses or breaks."""

import logging

import pytest

from civic.kernel.journal import Message
from civic.messaging.delivery import BATCH, Delivery
from civic.ports import AddressRefused, DeliveryFailed
from civic.store.outbox import Outbox
from tests.builders.cases import filing
from tests.connectors.letters import letter


class Postman:
    """Implements Notifier; raises what it is told to, once each."""

    def __init__(self):
        self.delivered = []
        self.troubles = []

    def deliver(self, letter):
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble
        self.delivered.append(letter.message_id)


@pytest.fixture
def postman():
    return Postman()


@pytest.fixture
def outbox(platform):
    return Outbox(platform.database, platform.clock)


@pytest.fixture
def delivery(outbox, postman):
    return Delivery(outbox, {"test.topic": lambda _position, name: letter(message_id=name)}, postman)


@pytest.fixture
def put(platform):
    def append(count=1, topic="test.topic"):
        for n in range(count):
            platform.journal.append([filing()], command_id=f"{topic}-{n}", messages=[Message(topic, 0, 0)])

    return append


def test_what_is_due_is_delivered_once(delivery, postman, outbox, put):
    put(3)

    assert delivery.deliver_due() == 3
    assert delivery.deliver_due() == 0
    assert len(set(postman.delivered)) == 3
    assert outbox.counts() == (0, 0)


def test_one_run_ends_after_a_batch(delivery, outbox, put):
    put(BATCH + 1)

    assert delivery.deliver_due() == BATCH
    assert outbox.counts() == (1, 0)


def test_a_failure_ends_the_run_and_the_message_waits(delivery, postman, outbox, put):
    put(2)
    postman.troubles = [DeliveryFailed("smtp-451")]

    assert delivery.deliver_due() == 0
    assert outbox.counts() == (2, 0)
    assert delivery.deliver_due() == 1


def test_a_refusal_is_final_and_the_next_message_goes_out(delivery, postman, outbox, put):
    put(2)
    postman.troubles = [AddressRefused("smtp-550")]

    assert delivery.deliver_due() == 2
    assert outbox.counts() == (0, 1)
    assert [row.last_error for row in outbox.given_up()] == ["smtp-550"]


def test_a_fault_of_ours_makes_one_message_wait_and_is_logged_without_its_text(
    delivery, postman, outbox, put, caplog
):
    put()
    postman.troubles = [ValueError("a@example.org is odd")]

    with caplog.at_level(logging.DEBUG):
        assert delivery.deliver_due() == 0

    assert outbox.counts() == (1, 0)
    assert "ValueError" in caplog.text
    assert "example.org" not in caplog.text


def test_nobody_to_write_to_settles_a_message(outbox, postman, put):
    put()

    assert Delivery(outbox, {"test.topic": lambda *_: None}, postman).deliver_due() == 1
    assert postman.delivered == []
    assert outbox.counts() == (0, 0)


def test_a_topic_of_a_newer_release_waits_for_its_worker(delivery, postman, outbox, put):
    put(topic="newer.topic")

    assert delivery.deliver_due() == 0
    assert postman.delivered == []
    assert outbox.counts() == (1, 0)
