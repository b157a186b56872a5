"""Hands out stretches of a log to worker processes and gives their reports back in order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.stretch import Stretch, StretchReport, verify_stretch
from ledger.tiles import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from ledger.storage import Source

_BUNDLES_PER_STRETCH = 16
_STRETCHES_PER_JOB = 4
_WORTH_A_POOL = 8
_AHEAD_PER_JOB = 3


def reports_in_order(
    source: Source, size: int, keys: Mapping[str, bytes] | None, jobs: int
) -> Iterator[tuple[Stretch, StretchReport]]:
    """Every stretch of the log, verified.

    `keys` may grow while the caller works through the reports. A stretch that met a key it did not know is
    verified again once all stretches before it have been worked through.
    """
    bundles = -(-size // WIDTH)
    stretches = (
        Stretch(source, size, part.start, len(part), None if keys is None else dict(keys))
        for part in _cut(bundles, jobs)
    )
    # The first stretch announces the first key, without which the others cannot be verified.
    for stretch in stretches:
        yield stretch, verify_stretch(stretch)
        break
    if jobs > 1 and bundles > _WORTH_A_POOL:
        yield from _in_parallel(stretches, keys, jobs)
    else:
        for stretch in stretches:
            yield stretch, verify_stretch(stretch)


def _cut(bundles: int, jobs: int) -> Iterator[range]:
    """One bundle, then parts that are large enough to be worth a message and small enough to go round."""
    step = max(1, min(_BUNDLES_PER_STRETCH, bundles // (jobs * _STRETCHES_PER_JOB)))
    if bundles:
        yield range(1)
    for first in range(1, bundles, step):
        yield range(first, min(first + step, bundles))


def _in_parallel(
    stretches: Iterable[Stretch], keys: Mapping[str, bytes] | None, jobs: int
) -> Iterator[tuple[Stretch, StretchReport]]:
    # Spawned, not forked: the caller may have threads, and a worker needs nothing but its stretch.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _leave_interrupts_to_the_parent) as pool:
        waiting: deque[tuple[Stretch, Future[StretchReport]]] = deque()
        for stretch in stretches:
            waiting.append((stretch, pool.submit(verify_stretch, stretch)))
            if len(waiting) >= jobs * _AHEAD_PER_JOB:
                yield _next_report(waiting, keys)
        while waiting:
            yield _next_report(waiting, keys)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _next_report(
    waiting: deque[tuple[Stretch, Future[StretchReport]]], keys: Mapping[str, bytes] | None
) -> tuple[Stretch, StretchReport]:
    stretch, future = waiting.popleft()
    report = future.result()
    if report.has_unknown_signers and keys is not None and keys != stretch.keys:
        return stretch, verify_stretch(replace(stretch, keys=dict(keys)))
    return stretch, report
