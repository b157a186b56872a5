"""Which writer keys may not sign any more, as the log itself says: asked under the writer lock.

Whoever appends learns with the head of the log whether anything was said about keys since it last looked.
"""

from collections.abc import Iterable

from civic.store.reading import statement_of
from civic.store.writers import StoreCannotWrite
from ledger.statements import KEY_RETIRED

STREAM = "keys"


def ensure_may_sign(keyid: str, leaves: Iterable[bytes]) -> None:
    """Raise StoreCannotWrite for a retired key; `leaves` are the events about keys."""
    for leaf in leaves:
        statement = statement_of(leaf)
        if statement["type"] == KEY_RETIRED and statement["data"]["keyid"] == keyid:
            raise StoreCannotWrite(
                f"the writer key {keyid} was retired at position {statement['position']}: "
                "start this process again, with the key that took its place"
            )
