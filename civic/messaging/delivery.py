"""Delivery: from the outbox to whoever brings letters out, one message after the other.

A letter that went out just before a crash goes out again under the same message id. Nothing that is logged
or kept here says whom a letter was for, not even the text of an error.
"""

import logging
from collections.abc import Callable, Mapping
from traceback import format_tb

from civic.ports import AddressRefused, DeliveryFailed, Letter, Notifier
from civic.store.outbox import Outbox, Taken

logger = logging.getLogger("civic.messaging")
BATCH = 50
Write = Callable[..., Letter | None]


class Delivery:
    """Delivers what is due; `writers` turn (position, message id) into a letter, by topic.

    What stands in a topic behind its first slash says about whom it is, and is the writer's third argument.
    """

    def __init__(self, outbox: Outbox, writers: Mapping[str, Write], notifier: Notifier) -> None:
        self._outbox = outbox
        self._writers = writers
        self._notifier = notifier

    def deliver_due(self) -> int:
        """Return how many messages are settled; stop early when one fails, as the next is likely to."""
        for settled in range(BATCH):
            taken = self._outbox.take()
            if taken is None or not self._deliver(taken):
                return settled
        return BATCH

    def _deliver(self, taken: Taken) -> bool:
        """Deliver one message; return False if it has to wait."""
        try:
            letter = self._letter(taken)
            if letter is not None:
                self._notifier.deliver(letter)
        except AddressRefused as refused:
            self._outbox.give_up(taken, refused.code)
            logger.warning("message %s is given up: %s", taken.id, refused.code)
            return True
        except DeliveryFailed as failed:
            return self._postpone(taken, failed.code)
        except Exception as error:  # noqa: BLE001 (logged without its text, which may name a person)
            trace = "".join(format_tb(error.__traceback__))
            logger.error("message %s: %s\n%s", taken.id, type(error).__name__, trace)  # noqa: TRY400
            return self._postpone(taken, "unexpected-error")
        self._outbox.settle(taken)
        return True

    def _letter(self, taken: Taken) -> Letter | None:
        topic, *about = taken.topic.split("/", 1)
        write = self._writers.get(topic)
        if write is None:
            # A newer release may have written it; a worker of that release will know it.
            raise DeliveryFailed("unknown-topic")
        return write(taken.position, taken.id, *about)

    def _postpone(self, taken: Taken, code: str) -> bool:
        given_up = self._outbox.postpone(taken, code)
        logger.warning("message %s %s: %s", taken.id, "is given up" if given_up else "has to wait", code)
        return False
