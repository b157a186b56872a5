from base64 import b64decode
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_vectors import decoded, needs_vectors, proof_cases, proof_of

from ledger.errors import LedgerError
from ledger.frontier import Frontier
from ledger.merkle import EMPTY_ROOT, CompactRange, leaf_hash, node_hash, perfect_root, root_of
from ledger.proofs import (
    ProofIsImpossible,
    ProofIsWrong,
    consistency_proof,
    inclusion_proof,
    range_root,
    verify_consistency,
    verify_inclusion,
)
from ledger.subtree_proofs import verify_subtree_consistency, verify_subtree_inclusion

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
L = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
]
N01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N03 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
N47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    L[0],
    N01,
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    N03,
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\x01" + naive_root(leaves[:middle]) + naive_root(leaves[middle:])).digest()


def reader_of(leaves):
    return lambda level, index: naive_root(leaves[index << level : (index + 1) << level])


def leaves_of(count):
    return [leaf_hash(str(number).encode()) for number in range(count)]


READER = reader_of([leaf_hash(entry) for entry in ENTRIES])


def test_leaves_nodes_and_roots_are_those_of_the_reference_tree():
    leaves = [leaf_hash(entry) for entry in ENTRIES]

    assert [leaf.hex() for leaf in leaves] == L
    assert [READER(1, n).hex() for n in range(4)] == [N01, N23, N45, N67]
    assert [READER(2, n).hex() for n in range(2)] == [N03, N47]
    assert [root_of(leaves[:size]).hex() for size in range(9)] == ROOTS
    assert [range_root(0, size, READER).hex() for size in range(9)] == ROOTS
    assert node_hash(leaves[0], leaves[1]).hex() == N01
    assert perfect_root(leaves).hex() == ROOTS[8]


def test_the_record_hash_of_hello_world():
    assert leaf_hash(b"hello world") == b64decode("TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=")


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [(0, 8, [L[1], N23, N47]), (5, 8, [L[4], N67, N03]), (2, 3, [N01]), (1, 5, [L[0], N23, L[4]])],
)
def test_inclusion_proofs_are_those_of_the_reference_tree(index, size, proof):
    assert [hash_.hex() for hash_ in inclusion_proof(index, size, READER)] == proof


@pytest.mark.parametrize(
    ("old", "size", "proof"),
    [(1, 8, [L[1], N23, N47]), (6, 8, [N45, N67, N03]), (2, 5, [N23, L[4]]), (8, 8, [])],
)
def test_consistency_proofs_are_those_of_the_reference_tree(old, size, proof):
    assert [hash_.hex() for hash_ in consistency_proof(old, size, READER)] == proof


def outcome(verify, *arguments):
    try:
        verify(*arguments)
    except (ProofIsWrong, ProofIsImpossible):
        return "refused"
    return "accepted"


def expected(case):
    return "refused" if case["wantErr"] else "accepted"


@needs_vectors
@pytest.mark.parametrize("case", proof_cases("inclusion"))
def test_inclusion_files(case):
    leaf, root = decoded(case, "leafHash", "root")

    assert outcome(
        verify_inclusion, case["leafIdx"], case["treeSize"], leaf, proof_of(case), root
    ) == expected(case)


@needs_vectors
@pytest.mark.parametrize("case", proof_cases("consistency"))
def test_consistency_files(case):
    roots = decoded(case, "root1", "root2")

    assert outcome(verify_consistency, case["size1"], case["size2"], *roots, proof_of(case)) == expected(case)


@needs_vectors
@pytest.mark.parametrize("case", proof_cases("subtreeinclusion"))
def test_subtree_inclusion_files(case):
    leaf, root = decoded(case, "leafHash", "root")
    place = case["leafIdx"], case["start"], case["end"]

    assert outcome(verify_subtree_inclusion, *place, leaf, proof_of(case), root) == expected(case)


@needs_vectors
@pytest.mark.parametrize("case", proof_cases("subtreeconsistency"))
def test_subtree_consistency_files(case):
    place = case["start"], case["end"], case["size"]

    assert outcome(
        verify_subtree_consistency, *place, *decoded(case, "root1", "root2"), proof_of(case)
    ) == expected(case)


@needs_vectors
def test_all_518_proof_files_are_there():
    kinds = ("inclusion", "consistency", "subtreeinclusion", "subtreeconsistency")

    assert [len(proof_cases(kind)) for kind in kinds] == [98, 98, 204, 118]


def test_an_empty_leaf_hash_with_an_empty_root_is_refused():
    with pytest.raises(ProofIsWrong):
        verify_inclusion(0, 1, b"", [], b"")


def test_nothing_is_proven_consistent_with_the_empty_tree():
    with pytest.raises(ProofIsImpossible):
        verify_consistency(0, 5, EMPTY_ROOT, root_of(leaves_of(5)), [])
    with pytest.raises(ProofIsImpossible):
        consistency_proof(0, 5, READER)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_tree_grown_in_any_steps_has_the_naive_root(steps):
    tree, frontier, leaves = CompactRange(), Frontier(), leaves_of(sum(steps))
    start = 0
    for step in steps:
        tree.extend(leaves[start : start + step])
        frontier.extend(leaves[start : start + step])
        start += step

    assert tree.size == frontier.size == len(leaves)
    assert tree.root() == frontier.root() == naive_root(leaves)


@given(st.integers(0, 1400), st.integers(0, 1400))
@settings(max_examples=25)
def test_a_frontier_yields_every_full_tile_once(first, second):
    leaves, frontier = leaves_of(first + second), Frontier()

    full = frontier.extend(leaves[:first]) + frontier.extend(leaves[first:])

    assert [(tile.level, tile.index) for tile, _ in full] == [(0, n) for n in range(len(leaves) // 256)]
    assert b"".join(data for _, data in full) == b"".join(leaves[: len(leaves) // 256 * 256])
    assert frontier.root() == naive_root(leaves)


@given(st.data())
def test_every_inclusion_proof_verifies_and_no_changed_bit_does(data):
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root = naive_root(leaves)
    proof = inclusion_proof(index, size, reader_of(leaves))

    verify_inclusion(index, size, leaves[index], proof, root)
    for changed in changes(data, [leaves[index], root, *proof]):
        with pytest.raises(LedgerError):
            verify_inclusion(index, size, changed[0], changed[2:], changed[1])


@given(st.data())
def test_every_consistency_proof_verifies_and_no_changed_bit_does(data):
    size = data.draw(st.integers(1, 70))
    old = data.draw(st.integers(1, size))
    leaves = leaves_of(size)
    roots = [naive_root(leaves[:old]), naive_root(leaves)]
    proof = consistency_proof(old, size, reader_of(leaves))

    verify_consistency(old, size, *roots, proof)
    for changed in changes(data, [*roots, *proof]):
        with pytest.raises(LedgerError):
            verify_consistency(old, size, changed[0], changed[1], changed[2:])


def changes(data, hashes):
    """The hashes with one bit flipped, one hash cut, one doubled and one too many."""
    place = data.draw(st.integers(0, len(hashes) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = bytearray(hashes[place])
    flipped[bit // 8] ^= 1 << bit % 8
    yield [*hashes[:place], bytes(flipped), *hashes[place + 1 :]]
    yield [*hashes[:place], hashes[place][:-1], *hashes[place + 1 :]]
    yield [*hashes, hashes[place]]
    if len(hashes) > 2:
        yield hashes[:-1]


def test_a_proof_for_another_leaf_is_refused():
    leaves = leaves_of(11)
    root, proof = naive_root(leaves), inclusion_proof(4, 11, reader_of(leaves))

    for index in range(11):
        if index != 4:
            with pytest.raises(ProofIsWrong):
                verify_inclusion(index, 11, leaves[index], proof, root)
        with pytest.raises(LedgerError):
            verify_inclusion(index, 11, leaves[4], proof, naive_root(leaves[:10]))
