"""Group commit: appends that wait at the same time share one transaction and one fsync.

Whoever finds nobody committing leads: takes what has gathered, commits it, hands the lead to the first
of those who came meanwhile. With one caller at a time there is no hand-over and no waiting.

Those who were told together come again together: were the first of them to lead at once, it would pay for
an fsync alone, and all others would wait for it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")
LARGEST_GROUP = 256


class Waiting(Generic[Request, Answer]):
    """A request in the queue and, once it is decided, its answer or its error."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self._turn = threading.Lock()
        self._turn.acquire()

    def wait(self) -> None:
        self._turn.acquire()

    def wake(self) -> None:
        self._turn.release()

    @property
    def is_decided(self) -> bool:
        return self.answer is not None or self.error is not None

    def result(self) -> Answer:
        if self.error is not None:
            raise self.error
        assert self.answer is not None
        return self.answer


class GroupCommit(Generic[Request, Answer]):
    """Runs `commit` on groups of requests. `commit` decides every member of the group or raises for all."""

    def __init__(
        self,
        commit: Callable[[Sequence[Waiting[Request, Answer]]], None],
        give_turn: Callable[[], None] = lambda: time.sleep(0),
    ) -> None:
        self._commit = commit
        self._give_turn = give_turn
        self._mutex = threading.Lock()
        self._queue: deque[Waiting[Request, Answer]] = deque()
        self._somebody_leads = False
        self._last_size = 0

    def submit(self, request: Request) -> Answer:
        """Return the answer to the request once the group it was part of is committed."""
        waiting: Waiting[Request, Answer] = Waiting(request)
        with self._mutex:
            self._queue.append(waiting)
            leads = not self._somebody_leads
            self._somebody_leads = True
        if not leads:
            waiting.wait()
        if not waiting.is_decided:
            self._lead()
        return waiting.result()

    def _lead(self) -> None:
        self._gather()
        with self._mutex:
            group = [self._queue.popleft() for _ in range(min(len(self._queue), LARGEST_GROUP))]
        self._last_size = len(group)
        try:
            self._commit(group)
        except BaseException as error:  # noqa: BLE001 - raised again in every caller of the group
            for member in group:
                member.answer, member.error = None, member.error or error
        self._hand_over()
        for member in group[1:]:
            member.wake()

    def _gather(self) -> None:
        """Give others the turn until as many are here as the last time, or nobody comes any more."""
        here = 0
        while here < len(self._queue) < self._last_size:
            here = len(self._queue)
            self._give_turn()

    def _hand_over(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue[0].wake()
            else:
                self._somebody_leads = False
