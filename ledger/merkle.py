"""RFC 6962 tree hashing, and a tree that grows while remembering only its right edge.

Every hash is SHA-256, 32 bytes. Pure arithmetic, no I/O.
Source: RFC 6962 section 2.1, RFC 9162 section 2.1.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_SIZE = 32

# SPEC: The hash of an empty list is the hash of an empty string.
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    # SPEC: The hash of a list with one entry (also known as a leaf hash) is SHA-256(0x00 || d[0]).
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    # SPEC: MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n]))
    return sha256(b"\x01" + left + right).digest()


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """The next level above an even number of neighbouring hashes."""
    digest = sha256
    pairs = iter(hashes)
    return [digest(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2^k hashes."""
    while len(hashes) > 1:
        hashes = parents(hashes)
    return hashes[0]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over any number of leaf hashes."""
    tree = CompactRange()
    tree.extend(hashes)
    return tree.root()


def fold_right_edge(peaks: Iterable[bytes]) -> bytes | None:
    """One root over perfect subtrees, given from the smallest (rightmost) on; None if there are none."""
    root: bytes | None = None
    for peak in peaks:
        root = peak if root is None else node_hash(peak, root)
    return root


class CompactRange:
    """The peaks of a growing tree: one perfect subtree for each binary digit 1 of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes | None] = []

    def append(self, hash_: bytes) -> None:
        self.extend((hash_,))

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Appends leaf hashes, level by level, so that many at once cost little more than their hashing."""
        level, waiting = 0, list(hashes)
        self.size += len(waiting)
        while waiting:
            if level == len(self._peaks):
                self._peaks.append(None)
            peak = self._peaks[level]
            if peak is not None:
                waiting.insert(0, peak)
            self._peaks[level] = waiting.pop() if len(waiting) % 2 else None
            waiting = parents(waiting)
            level += 1

    def root(self) -> bytes:
        return fold_right_edge(peak for peak in self._peaks if peak is not None) or EMPTY_ROOT
