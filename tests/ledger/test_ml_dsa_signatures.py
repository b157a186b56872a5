"""ML-DSA-44 beside Ed25519 (key type 0x06): what is signed byte for byte, and what a policy makes of it."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from log_builders import MemoryLock

from ledger import ml_dsa
from ledger.__main__ import main
from ledger.acceptance import accept_checkpoint
from ledger.checkpoint import Checkpoint
from ledger.cosignature import TimestampIsOutOfRange
from ledger.keys import ML_DSA_44, KeyIsMalformed, NoteSigner, format_vkey
from ledger.log import Log
from ledger.ml_dsa import (
    MlDsaIsNotSupported,
    MlDsaSigner,
    NameIsTooLong,
    cosigned_message,
    format_ml_dsa_skey,
    parse_cosigner_skey,
    parse_ml_dsa_skey,
)
from ledger.note import NoteSignature, NoteSignatureIsWrong, open_note, sign_note
from ledger.policy import Policy, PolicyLog, QuorumIsNotMet, Witness, format_policy
from ledger.policy_parser import PolicyIsMalformed, parse_policy
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log

SEED, TIME = bytes(range(32)), 1_767_139_200
ROOT = bytes.fromhex("aca6c38a90af86e5f5199ee0e4105ef2c03a05b27b8daff59e4e36eefdfcddcb")
CHECKPOINT = Checkpoint("example.com/log/testdata", 15, ROOT)
MESSAGE = bytes.fromhex(
    "737562747265652f76310a00127769746e6573732e6578616d706c652f77310000000069546780186578616d706c652e636f6d"
    "2f6c6f672f74657374646174610000000000000000000000000000000faca6c38a90af86e5f5199ee0e4105ef2c03a05b27b8d"
    "aff59e4e36eefdfcddcb"
)
WITNESS = MlDsaSigner("witness.example/w1", SEED)
TEXT = CHECKPOINT.text().encode()


def test_what_is_signed_is_the_published_message():
    assert cosigned_message("witness.example/w1", TIME, CHECKPOINT) == MESSAGE


def test_key_and_key_id_are_the_published_ones():
    assert hashlib.sha256(WITNESS.verifier.raw_key).hexdigest() == (
        "9f107644c1084526af3bc8098680b05499a2325a644e388fb4f970e058d19d46"
    )
    assert WITNESS.verifier.key_id.hex() == "dcccf9ec"


def test_a_signature_covers_time_text_and_name():
    signature = WITNESS.sign_at(TEXT, TIME).signature
    later = (TIME + 1).to_bytes(8, "big") + signature[8:]
    other = Checkpoint(CHECKPOINT.origin, 16, ROOT).text().encode()

    assert len(signature) == 8 + 2420
    assert WITNESS.verifier.verifies(TEXT, signature)
    assert not WITNESS.verifier.verifies(TEXT, later)
    assert not WITNESS.verifier.verifies(other, signature)
    assert not MlDsaSigner("witness.example/w2", SEED).verifier.verifies(TEXT, signature)
    for cut in (signature[:-1], signature[:8], b"", signature + b"\0"):
        assert not WITNESS.verifier.verifies(TEXT, cut)
    assert not WITNESS.verifier.verifies(b"no checkpoint\n", signature)
    assert not WITNESS.verifier.verifies(TEXT, b"\xff" * 8 + signature[8:])


def test_times_and_names_out_of_range_are_refused():
    for time in (-1, 2**63):
        with pytest.raises(TimestampIsOutOfRange):
            WITNESS.sign_at(TEXT, time)
    with pytest.raises(NameIsTooLong):
        MlDsaSigner("w" * 256, SEED).sign_at(TEXT, TIME)


def test_a_private_key_is_read_back_and_no_other_is_taken_for_one():
    text = format_ml_dsa_skey(WITNESS.name, SEED)

    assert parse_ml_dsa_skey(text).verifier.vkey() == WITNESS.verifier.vkey()
    assert isinstance(parse_cosigner_skey(text), MlDsaSigner)
    for wrong in ("", text[:-4], text.replace("dcccf9ec", "dcccf9ed"), text.removeprefix("PRIVATE+KEY+")):
        with pytest.raises(KeyIsMalformed):
            parse_ml_dsa_skey(wrong)


LOG = NoteSigner(CHECKPOINT.origin, Ed25519PrivateKey.generate())
BESIDE = MlDsaSigner(CHECKPOINT.origin, bytes(32), clock=lambda: TIME)
POLICY = Policy(
    (PolicyLog(LOG.verifier), PolicyLog(BESIDE.verifier)), (Witness("w", WITNESS.verifier),), quorum="w"
)


def cosigned(*signers):
    return sign_note(CHECKPOINT.text(), *signers) + WITNESS.sign_at(TEXT, TIME).line().encode()


def test_a_policy_with_such_keys_reads_back_and_accepts():
    policy = parse_policy(format_policy(POLICY))

    assert [log.verifier.kind for log in policy.logs] == [1, ML_DSA_44]
    for signers in ((LOG, BESIDE), (LOG,), (BESIDE,)):
        accepted = accept_checkpoint(policy, cosigned(*signers))
        assert [(each.witness, each.timestamp) for each in accepted.cosignatures] == [("w", TIME)]
    with pytest.raises(QuorumIsNotMet):
        accept_checkpoint(policy, sign_note(CHECKPOINT.text(), LOG, BESIDE))


def test_a_wrong_signature_beside_a_right_one_is_refused():
    wrong = NoteSignature(BESIDE.name, BESIDE.verifier.key_id, bytes(8 + 2420))
    signed = sign_note(CHECKPOINT.text(), LOG) + wrong.line().encode()

    assert open_note(signed, [LOG.verifier])
    with pytest.raises(NoteSignatureIsWrong):
        accept_checkpoint(POLICY, signed, quorum=False)


@pytest.mark.parametrize("keyword", ["log", "witness w"])
@pytest.mark.parametrize("size", [0, 32, 1311, 1313])
def test_a_key_of_another_length_is_refused(keyword, size):
    vkey = format_vkey("example.com", ML_DSA_44, bytes(size))

    with pytest.raises(PolicyIsMalformed, match="1312 bytes"):
        parse_policy(f"{keyword} {vkey}\nquorum none\n".encode())


def test_the_same_key_twice_is_refused():
    line = f"log {BESIDE.verifier.vkey()}\n"

    with pytest.raises(PolicyIsMalformed, match="listed already"):
        parse_policy(f"{line}{line}quorum none\n".encode())


def test_a_log_that_signs_with_both_verifies_for_those_who_know_one_of_them(tmp_path):
    storage = DirectoryStorage(tmp_path)
    Log(storage, MemoryLock(), LOG, LOG.name, also_signing=[BESIDE]).publish(iter([b"{}"] * 300))

    for logs in (POLICY.logs, POLICY.logs[:1], POLICY.logs[1:]):
        assert verify_log(storage, Policy(logs), structure_only=True).faults == []
    assert storage.read("checkpoint").count("— ".encode()) == 2


def test_a_key_is_made_and_shown(tmp_path, capsys):
    out = tmp_path / "w.key"

    assert main(["keygen", "--ml-dsa", "--witness", "w.example", "--out", str(out)]) == 0
    signer = parse_cosigner_skey(out.read_text().strip())
    assert capsys.readouterr().out.strip() == signer.verifier.vkey()


def test_where_cryptography_lacks_it_the_message_says_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(ml_dsa, "_IS_HERE", False)

    with pytest.raises(MlDsaIsNotSupported, match="`cryptography` 48 or newer"):
        MlDsaSigner("w", SEED)
    with pytest.raises(PolicyIsMalformed, match="`cryptography` 48 or newer"):
        parse_policy(format_policy(POLICY))
    assert main(["keygen", "--ml-dsa", "--origin", "x", "--out", str(tmp_path / "k")]) == 2
    assert not (tmp_path / "k").exists()
