"""Between two looks at a log: the last checkpoint that continued all before it, in a file.

The file is the signed checkpoint itself, so that `verify --since` reads it too. It moves only forward: after
a fault it stays, and the checkpoint that contradicts it is kept beside it, as evidence for everyone.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from ledger.durable_file import exclusive, read_if_there, replace_durably
from ledger.errors import LedgerError
from ledger.monitor import look

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ledger.monitor import AgeLimit, Sighting
    from ledger.policy import Policy
    from ledger.storage import Source


class MonitorStateIsUnusable(LedgerError):
    """The file of the last checkpoint cannot be read or written."""


def watch(source: Source, policy: Policy, state: Path, age: AgeLimit | None = None) -> Sighting:
    """One look, after which `state` holds the newest checkpoint that continues the one before.

    Raises MonitorStateIsUnusable, or what `look` raises.
    """
    with ExitStack() as stack:
        with _usable(state):
            stack.enter_context(exclusive(state))
            last = read_if_there(state)
        sighting = look(source, policy, last, age)
        with _usable(state):
            _keep(state, last, sighting)
        return sighting


@contextmanager
def _usable(state: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MonitorStateIsUnusable(f"cannot keep {state}: {error.strerror}") from error


def _keep(state: Path, last: bytes | None, sighting: Sighting) -> None:
    if sighting.signed is None:
        return
    if sighting.continues and sighting.signed != last:
        replace_durably(state, sighting.signed)
    elif sighting.contradicts:
        replace_durably(evidence_path(state, sighting.signed), sighting.signed)


def evidence_path(state: Path, signed: bytes) -> Path:
    """Where a checkpoint is kept that contradicts the one in `state`."""
    return state.with_name(f"{state.name}.contradicted-by-{sha256(signed).hexdigest()[:16]}")
