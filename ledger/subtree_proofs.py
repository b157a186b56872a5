"""Proofs about subtrees: ranges of entries that witnesses of long logs can sign on their own.

A subtree [start, end) begins at a multiple of the smallest power of two that is not below its length.
Source: c2sp.org/tlog-cosignature and draft-ietf-plants-merkle-tree-certs section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.merkle import EMPTY_ROOT, HASH_SIZE, node_hash
from ledger.proofs import ProofIsImpossible, ProofIsWrong, verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Sequence


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """That `leaf` is the hash of entry `index` of the log, in the subtree with this root.

    Raises ProofIsImpossible or ProofIsWrong.
    """
    _check_range(start, end)
    verify_inclusion(index - start, end - start, leaf, proof, root)


def verify_subtree_consistency(
    start: int, end: int, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """That the subtree is part of the tree of `size` entries with this root.

    A subtree without entries is part of every tree, and the whole tree of itself: both need no hashes.
    Raises ProofIsImpossible or ProofIsWrong.
    """
    if not 0 <= start <= end <= size:
        raise ProofIsImpossible(f"there is no subtree [{start}, {end}) in a tree of {size}")
    if start == end or end - start == size:
        if proof or subtree_root != (EMPTY_ROOT if start == end else root):
            raise ProofIsWrong(f"[{start}, {end}) has another root")
        return
    _check_range(start, end)
    if any(len(hash_) != HASH_SIZE for hash_ in (subtree_root, root, *proof)):
        raise ProofIsWrong(f"every hash of a proof has {HASH_SIZE} bytes")
    subtree, whole, left_over = _walk(start, end - 1, size - 1, subtree_root, list(proof))
    if left_over != 0 or subtree != subtree_root or whole != root:
        raise ProofIsWrong(f"the proof of subtree [{start}, {end}) does not lead to both roots")


def _check_range(start: int, end: int) -> None:
    # SPEC: start is a multiple of the smallest power of two that is at least end - start.
    if not 0 <= start < end or start % (1 << (end - start - 1).bit_length()):
        raise ProofIsImpossible(f"[{start}, {end}) is not a subtree")


def _walk(fn: int, sn: int, tn: int, subtree_root: bytes, path: list[bytes]) -> tuple[bytes, bytes, int]:
    """Both roots as recomputed, and what is left of the tree; fn, sn, tn: first, last and tree's last."""
    # SPEC: if sn is tn, right-shift until fn is sn; otherwise until fn is sn or LSB(sn) is not set.
    while fn != sn and (sn == tn or sn & 1):
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    if fn != sn and not path:
        raise ProofIsWrong("the subtree consistency proof is empty")
    subtree = whole = subtree_root if fn == sn else path.pop(0)
    for sibling in path:
        if tn == 0:
            raise ProofIsWrong("the subtree consistency proof is too long")
        if sn & 1 or sn == tn:
            if fn < sn:
                subtree = node_hash(sibling, subtree)
            whole = node_hash(sibling, whole)
            while sn and not sn & 1:
                fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
        else:
            whole = node_hash(whole, sibling)
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    return subtree, whole, tn
