"""Which writer keys are valid at which position, as the log itself says.

The first entry announces the first key and is signed by it; policies may pin that key. Later keys are
announced by valid ones, and a retired key signs nothing after its retirement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.statements import Announced, Retired, Signed

if TYPE_CHECKING:
    from collections.abc import Iterable


class SignerIsNotEntitled(LedgerError):
    """A key signed, was announced or was retired where it could not be. `position` is that of the entry."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position


class WriterKeys:
    """Follows the acts of a log from its beginning, in order."""

    def __init__(self, pinned: Iterable[str] = ()) -> None:
        self.public_keys: dict[str, bytes] = {}
        """Every writer key announced so far, also retired ones: raw public keys by key id."""
        self._pinned = frozenset(pinned)
        self._retired: set[str] = set()
        self._of_other_purpose: set[str] = set()

    def follow(self, act: Signed | Announced | Retired) -> None:
        """Raises SignerIsNotEntitled."""
        match act:
            case Signed():
                self._check_signer(act)
            case Announced():
                self._announce(act)
            case Retired():
                self._retire(act)

    def _check_signer(self, act: Signed) -> None:
        if not self.public_keys:
            raise SignerIsNotEntitled(act.first, "the log does not begin by announcing its first writer key")
        if act.keyid not in self.public_keys:
            raise SignerIsNotEntitled(act.first, f"no key {act.keyid} was announced before")
        if act.keyid in self._retired:
            raise SignerIsNotEntitled(act.first, f"key {act.keyid} was retired before")

    def _announce(self, act: Announced) -> None:
        if act.public_key is None:
            self._of_other_purpose.add(act.keyid)
            return
        if not self.public_keys:
            self._check_first(act)
        if act.keyid in self._retired:
            raise SignerIsNotEntitled(act.position, f"key {act.keyid} was retired and cannot return")
        self.public_keys[act.keyid] = act.public_key

    def _check_first(self, act: Announced) -> None:
        if act.position != 0 or act.signer != act.keyid:
            raise SignerIsNotEntitled(
                act.position, "the first writer key does not announce itself at position 0"
            )
        if self._pinned and act.keyid not in self._pinned:
            raise SignerIsNotEntitled(0, f"the policy does not pin the first writer key {act.keyid}")

    def _retire(self, act: Retired) -> None:
        if act.keyid not in self.public_keys and act.keyid not in self._of_other_purpose:
            raise SignerIsNotEntitled(act.position, f"key {act.keyid} is retired, but was never announced")
        self._retired.add(act.keyid)
