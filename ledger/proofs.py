"""Inclusion and consistency proofs: making them from any reader of nodes, and checking them.

A proof is a list of 32-byte hashes, from the leaf's side to the root's. Pure arithmetic, no I/O.
Source: RFC 9162 section 2.1.3 and 2.1.4 (the same trees and proofs as RFC 6962).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.merkle import EMPTY_ROOT, HASH_SIZE, fold_right_edge, node_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    NodeReader = Callable[[int, int], bytes]
    """From level and index to the root over entries index * 2^level to (index + 1) * 2^level - 1."""


class ProofIsWrong(LedgerError):
    """The hashes do not lead from the one given hash to the other."""


class ProofIsImpossible(LedgerError):
    """There is no such entry, or no such older tree, in a tree of this size."""


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """That `leaf` is the hash of entry `index` in the tree of `size` entries with this root.

    Raises ProofIsImpossible or ProofIsWrong.
    """
    _check_hashes(leaf, root, *proof)
    # SPEC: Compare "leaf_index" against "tree_size". If it is not smaller, then fail.
    if not 0 <= index < size:
        raise ProofIsImpossible(f"there is no entry {index} in a tree of {size}")
    fn, sn, running = index, size - 1, leaf
    for sibling in proof:
        # SPEC: If sn is 0, then stop the iteration and fail the proof verification.
        if sn == 0:
            raise ProofIsWrong("the inclusion proof is too long")
        if fn & 1 or fn == sn:
            running = node_hash(sibling, running)
            # SPEC: If LSB(fn) is not set, then right-shift until either LSB(fn) is set or fn is 0.
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            running = node_hash(running, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or running != root:
        raise ProofIsWrong(f"the inclusion proof of entry {index} does not lead to the root")


def verify_consistency(
    old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """That the tree with `old_root` is the beginning of the tree with `root`.

    Raises ProofIsImpossible, also for an old tree without entries, or ProofIsWrong.
    """
    if not 0 < old_size <= size:
        raise ProofIsImpossible(f"no consistency proof leads from size {old_size} to size {size}")
    if old_size == size:
        if proof or old_root != root:
            raise ProofIsWrong("two trees of one size are consistent only if they are equal")
        return
    _check_hashes(old_root, root, *proof)
    # SPEC: If "first" is an exact power of 2, then prepend "first_hash" to the "consistency_path" array.
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 and proof else list(proof)
    if not path:
        raise ProofIsWrong("the consistency proof is empty")
    old_running, running, left_over = _walk_consistency(old_size, size, path)
    if left_over != 0 or old_running != old_root or running != root:
        raise ProofIsWrong(f"the consistency proof from size {old_size} does not lead to both roots")


def _walk_consistency(old_size: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes, int]:
    """Both roots as recomputed from a path, and what is left of the larger tree: 0 if it is complete."""
    fn, sn = old_size - 1, size - 1
    # SPEC: If LSB(fn) is set, then right-shift both fn and sn equally until LSB(fn) is not set.
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old_running = running = path[0]
    for sibling in path[1:]:
        if sn == 0:
            raise ProofIsWrong("the consistency proof is too long")
        if fn & 1 or fn == sn:
            old_running, running = node_hash(sibling, old_running), node_hash(sibling, running)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            running = node_hash(running, sibling)
        fn, sn = fn >> 1, sn >> 1
    return old_running, running, sn


def _check_hashes(*hashes: bytes) -> None:
    if any(len(hash_) != HASH_SIZE for hash_ in hashes):
        raise ProofIsWrong(f"every hash of a proof has {HASH_SIZE} bytes")


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """The proof of entry `index` in the tree of `size` entries; raises ProofIsImpossible."""
    if not 0 <= index < size:
        raise ProofIsImpossible(f"there is no entry {index} in a tree of {size}")
    proof, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(range_root(middle, high, node))
            high = middle
        else:
            proof.append(range_root(low, middle, node))
            low = middle
    return proof[::-1]


def consistency_proof(old_size: int, size: int, node: NodeReader) -> list[bytes]:
    """The proof that the tree of `old_size` entries begins the larger one; raises ProofIsImpossible."""
    if not 0 < old_size <= size:
        raise ProofIsImpossible(f"no consistency proof leads from size {old_size} to size {size}")
    proof, low, high = [], 0, size
    while high != old_size:
        middle = low + _split(high - low)
        if old_size <= middle:
            proof.append(range_root(middle, high, node))
            high = middle
        else:
            proof.append(range_root(low, middle, node))
            low = middle
    # SPEC: SUBPROOF(m, D[m], false) = {MTH(D[m])}, while SUBPROOF(m, D[m], true) = {}
    if low > 0:
        proof.append(range_root(low, high, node))
    return proof[::-1]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def range_root(low: int, high: int, node: NodeReader) -> bytes:
    """The root over entries low to high - 1; low is a multiple of a power of two not below high - low."""
    return fold_right_edge(reversed(list(_perfect_subtrees(low, high, node)))) or EMPTY_ROOT


def _perfect_subtrees(low: int, high: int, node: NodeReader) -> Iterator[bytes]:
    while low < high:
        level = (high - low).bit_length() - 1
        yield node(level, low >> level)
        low += 1 << level
