import hashlib
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import (
    GOLDEN_RECEIPT,
    TESSERA_7_TO_15,
    TESSERA_CHECKPOINT_15,
    TESSERA_ENTRIES,
    TESSERA_LOG,
    TESSERA_ROOTS,
    TESSERA_VKEY,
    WITNESS_SKEY,
    WITNESS_TIME,
    WITNESS_VKEY,
    needs_vectors,
)

from ledger.acceptance import Cosignature
from ledger.cosignature import CosignatureSigner
from ledger.errors import LedgerError
from ledger.keys import split_skey
from ledger.merkle import leaf_hash
from ledger.note import Note, parse_note
from ledger.policy import QuorumIsNotMet
from ledger.policy_parser import parse_policy
from ledger.proofs import ProofIsImpossible, ProofIsWrong, consistency_proof, range_root, verify_consistency
from ledger.storage import DirectoryStorage
from ledger.tile_reader import TileReader
from ledger.tlog_proof import (
    LogHasNoCheckpoint,
    Receipt,
    ReceiptIsMalformed,
    make_receipt,
    make_receipt_with_entry,
    parse_receipt,
    verify_receipt,
)

POLICY = parse_policy(f"log {TESSERA_VKEY}\nwitness w1 {WITNESS_VKEY}\nquorum w1\n".encode())
LOG_ONLY = parse_policy(f"log {TESSERA_VKEY}\nquorum none\n".encode())


class CosignedLog:
    """The published test log, with the cosignature of one witness added to its checkpoint."""

    def read(self, path):
        data = DirectoryStorage(TESSERA_LOG).read(path)
        if path != "checkpoint":
            return data
        note = parse_note(data)
        witness = CosignatureSigner("witness", split_skey(WITNESS_SKEY)[1])
        cosignature = witness.sign_at(note.text.encode(), WITNESS_TIME)
        return Note(note.text, (*note.signatures, cosignature)).encode()


def test_the_golden_receipt_is_the_documented_file():
    digest = "79d6fc1c1a1808e9425c42b4538012799edcd538212ea73add1c4673a96d0940"

    assert (len(GOLDEN_RECEIPT), hashlib.sha256(GOLDEN_RECEIPT).hexdigest()) == (525, digest)


@needs_vectors
def test_the_golden_receipt_is_made_byte_for_byte():
    assert make_receipt(CosignedLog(), 2) == GOLDEN_RECEIPT


def test_the_golden_receipt_verifies():
    accepted = verify_receipt(parse_receipt(GOLDEN_RECEIPT), POLICY, b"three")

    assert (accepted.checkpoint.origin, accepted.checkpoint.size) == ("example.com/log/testdata", 15)
    assert accepted.cosignatures == (Cosignature("w1", WITNESS_TIME),)


def test_a_receipt_for_another_statement_is_refused():
    for entry in (b"four", b"", b"three "):
        with pytest.raises(ProofIsWrong):
            verify_receipt(parse_receipt(GOLDEN_RECEIPT), POLICY, entry)


def test_a_receipt_without_its_cosignature_misses_the_quorum():
    lines = GOLDEN_RECEIPT.splitlines(keepends=True)

    with pytest.raises(QuorumIsNotMet):
        verify_receipt(parse_receipt(b"".join(lines[:-1])), POLICY, b"three")
    assert verify_receipt(parse_receipt(b"".join(lines[:-1])), LOG_ONLY, b"three").cosignatures == ()


def test_every_changed_bit_of_a_receipt_is_refused():
    for place in range(len(GOLDEN_RECEIPT)):
        for bit in range(8):
            changed = bytearray(GOLDEN_RECEIPT)
            changed[place] ^= 1 << bit
            with pytest.raises(LedgerError):
                verify_receipt(parse_receipt(bytes(changed)), POLICY, b"three")


def test_every_shortened_receipt_is_refused():
    for length in range(len(GOLDEN_RECEIPT)):
        with pytest.raises(LedgerError):
            verify_receipt(parse_receipt(GOLDEN_RECEIPT[:length]), POLICY, b"three")


@needs_vectors
@pytest.mark.parametrize("index", range(15))
def test_every_entry_of_the_test_log_has_a_receipt(index):
    receipt = parse_receipt(make_receipt_with_entry(DirectoryStorage(TESSERA_LOG), index))

    assert receipt.extra == TESSERA_ENTRIES[index]
    assert verify_receipt(receipt, LOG_ONLY, TESSERA_ENTRIES[index]).checkpoint.size == 15


@needs_vectors
def test_there_is_no_receipt_for_an_entry_that_does_not_exist():
    for index in (-1, 15, 10**12):
        with pytest.raises(ProofIsImpossible):
            make_receipt(DirectoryStorage(TESSERA_LOG), index)


def test_there_is_no_receipt_without_a_checkpoint(tmp_path):
    with pytest.raises(LogHasNoCheckpoint):
        make_receipt(DirectoryStorage(tmp_path), 0)


@needs_vectors
def test_the_roots_of_the_test_log_follow_from_its_tiles():
    node = TileReader(DirectoryStorage(TESSERA_LOG), 15)

    assert {size: range_root(0, size, node) for size in TESSERA_ROOTS} == {
        size: b64decode(root) for size, root in TESSERA_ROOTS.items()
    }
    assert node(0, 2) == leaf_hash(b"three") == b64decode("Zx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=")


@needs_vectors
def test_the_consistency_proof_of_the_test_log_follows_from_its_tiles():
    node = TileReader(DirectoryStorage(TESSERA_LOG), 15)
    proof = consistency_proof(7, 15, node)

    assert proof == [b64decode(hash_) for hash_ in TESSERA_7_TO_15]
    verify_consistency(7, 15, b64decode(TESSERA_ROOTS[7]), b64decode(TESSERA_ROOTS[15]), proof)


def test_a_receipt_in_a_log_of_one_entry_has_no_hashes():
    receipt = Receipt(0, (), b"checkpoint")

    assert receipt.encode() == b"c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint"
    assert parse_receipt(receipt.encode()) == receipt


@given(
    st.integers(0, 2**62),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=100),
    st.none() | st.binary(max_size=100),
)
def test_a_receipt_that_is_written_is_read_back(index, hashes, signed, extra):
    receipt = Receipt(index, tuple(hashes), signed, extra)

    assert parse_receipt(receipt.encode()) == receipt


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 00\n\n",
        b"c2sp.org/tlog-proof@v1\nindex -1\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\n",
        b"c2sp.org/tlog-proof@v1\nextra AB==\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nAA==\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\xff\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"9xWrP6pdBx5uKsS7mU1b9zWUPcw3mdoNCF55gM+5M2o=\n" * 64 + b"\n",
    ],
)
def test_what_is_not_a_receipt_is_refused(data):
    with pytest.raises(ReceiptIsMalformed):
        parse_receipt(data + TESSERA_CHECKPOINT_15.encode() if data.endswith(b"\n\n") else data)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_with_a_reason(data):
    for candidate in (data, b"c2sp.org/tlog-proof@v1\n" + data, b"c2sp.org/tlog-proof@v1\nindex 0\n" + data):
        try:
            receipt = parse_receipt(candidate)
        except ReceiptIsMalformed:
            continue
        assert receipt.encode() == candidate
