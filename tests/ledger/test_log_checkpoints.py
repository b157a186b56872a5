from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import SUMDB_CHECKPOINTS, SUMDB_VKEY, TESSERA_CHECKPOINT_15, TESSERA_ROOTS, TESSERA_VKEY

from ledger.checkpoint import Checkpoint, CheckpointIsMalformed, open_checkpoint, parse_checkpoint
from ledger.keys import parse_vkey
from ledger.merkle import EMPTY_ROOT
from ledger.note import NoteHasNoKnownSignature, parse_note
from ledger.proofs import ProofIsWrong, verify_consistency

MONKEYS = [
    (
        5,
        "41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=",
        "202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=",
    ),
    (
        8,
        "V8K9aklZ4EPB+RMOk1/8VsJUdFZR77GDtZUQq84vSbo=",
        "202ffoUEboiQYpHzICeaFmoy3RNviHTpAxYrq/eO4QQVQMvu9UebKBMX2MJC76NLthZaKsnKbCA8GxrjePZhvDCH7Ag=",
    ),
]
MONKEYS_5_TO_8 = [
    "b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2",
    "aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d",
    "89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e",
    "29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833",
]
ROOT = "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs="


@pytest.mark.parametrize(("size", "root", "signature"), SUMDB_CHECKPOINTS)
def test_checkpoints_of_the_go_checksum_database_open(size, root, signature):
    signed = f"go.sum database tree\n{size}\n{root}\n\n\u2014 sum.golang.org {signature}\n".encode()

    assert open_checkpoint(signed, [parse_vkey(SUMDB_VKEY)]) == Checkpoint(
        "go.sum database tree", size, b64decode(root)
    )


def test_the_misprinted_checkpoint_of_the_specification_parses_but_does_not_verify():
    size, root, signature = SUMDB_CHECKPOINTS[2]
    origin = "example.com/behind-the-sofa"
    signed = f"{origin}\n{size}\n{root}\n\n\u2014 {origin} {signature}\n".encode()

    assert parse_checkpoint(parse_note(signed).text) == Checkpoint(origin, size, b64decode(root))
    with pytest.raises(NoteHasNoKnownSignature):
        open_checkpoint(signed, [parse_vkey(SUMDB_VKEY)])


def test_the_checkpoint_of_the_test_log_opens():
    assert open_checkpoint(TESSERA_CHECKPOINT_15.encode(), [parse_vkey(TESSERA_VKEY)]) == Checkpoint(
        "example.com/log/testdata", 15, b64decode(TESSERA_ROOTS[15])
    )


def test_two_checkpoints_of_one_log_are_consistent():
    """From witness_test.go of github.com/transparency-dev/witness, Apache-2.0."""
    verifier = parse_vkey("monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT")
    older, newer = (
        open_checkpoint(f"monkeys\n{size}\n{root}\n\n\u2014 monkeys {signature}\n".encode(), [verifier])
        for size, root, signature in MONKEYS
    )
    proof = [bytes.fromhex(hash_) for hash_ in MONKEYS_5_TO_8]

    verify_consistency(older.size, newer.size, older.root, newer.root, proof)
    with pytest.raises(ProofIsWrong):
        verify_consistency(older.size, newer.size, older.root, newer.root, [])
    with pytest.raises(ProofIsWrong):
        verify_consistency(older.size, newer.size, older.root, newer.root, [b"\xf0\x0d", b"\xf0\x0d"])


def test_extension_lines_are_kept():
    text = f"origin\n15\n{ROOT}\nextra one\nextra two\n"

    assert parse_checkpoint(text) == Checkpoint("origin", 15, b64decode(ROOT), ("extra one", "extra two"))
    assert parse_checkpoint(text).text() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"origin\n15\n{ROOT}",
        "origin\n15\n",
        f"\n15\n{ROOT}\n",
        f"origin\n015\n{ROOT}\n",
        f"origin\n+15\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n\u0661\n{ROOT}\n",
        f"origin\n{'9' * 20}\n{ROOT}\n",
        f"origin\n\n{ROOT}\n",
        "origin\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383ct=\n",
        "origin\n15\nrKbDipCv\n",
        f"origin\n15\n{ROOT}\n\nextra\n",
        f"origin\n0\n{ROOT}\n",
        "monkeys\nnot-a-size\nnot-a-hash\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(CheckpointIsMalformed):
        parse_checkpoint(text)


def test_the_empty_tree_has_the_hash_of_nothing():
    assert (
        Checkpoint("origin", 0, EMPTY_ROOT).text()
        == "origin\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    )


lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)


@given(lines, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(lines, max_size=3))
def test_a_checkpoint_that_is_written_is_read_back(origin, size, root, extensions):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))

    assert parse_checkpoint(checkpoint.text()) == checkpoint


@given(st.text(max_size=200))
def test_arbitrary_text_is_refused_with_a_reason(text):
    with pytest.raises(CheckpointIsMalformed):
        parse_checkpoint(text)
