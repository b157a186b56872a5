"""Random bytes for keys, nonces and names.

They come from OpenSSL's generator (NIST SP 800-90A), which the system seeds, and which works within the
process: asking the system at every call gives other threads the turn, and has to take it back.
"""

import os
from collections import deque
from ssl import RAND_bytes

NAME = 16
_AHEAD = 64


def random_bytes(count: int) -> bytes:
    """Return so many bytes that nobody can foretell; a forked process has its own."""
    return RAND_bytes(count)


def random_name() -> bytes:
    """Return NAME bytes that name something, and open nothing.

    They are made ahead, because waking the generator up takes longer than the bytes do. A key is not to
    lie in memory before there is something that it encrypts: make it with `random_bytes`.
    """
    while True:
        try:
            return _names.popleft()  # atomic: no other thread is given the same
        except IndexError:
            fresh = RAND_bytes(NAME * _AHEAD)
            _names.extend(fresh[at : at + NAME] for at in range(0, len(fresh), NAME))


_names: deque[bytes] = deque()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_names.clear)
