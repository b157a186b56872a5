"""Random bytes for keys, nonces and names.

They come from OpenSSL's generator (NIST SP 800-90A), which the system seeds, and which works within the
process: asking the system at every call gives other threads the turn, and has to take it back.
"""

from ssl import RAND_bytes

__all__ = ["random_bytes"]


def random_bytes(count: int) -> bytes:
    """Return so many bytes that nobody can foretell; a forked process has its own."""
    return RAND_bytes(count)
