import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import (
    GOLDEN_RECEIPT,
    TESSERA_SKEY,
    TESSERA_VKEY,
    WITNESS_SKEY,
    WITNESS_TIME,
    WITNESS_VKEY,
)
from log_builders import private_key

from ledger.acceptance import Cosignature, LogHasNotSigned, LogIsNotInPolicy, accept_checkpoint
from ledger.cosignature import CosignatureSigner
from ledger.errors import LedgerError
from ledger.keys import NoteSigner, parse_skey, split_skey
from ledger.note import Note, NoteHasNoKnownSignature, NoteSignatureIsWrong, parse_note
from ledger.policy import Group, Policy, PolicyLog, QuorumIsNotMet, Witness, format_policy
from ledger.policy_parser import PolicyIsMalformed, parse_policy

WITNESSES = [CosignatureSigner(f"witness.example/{n}", private_key(100 + n)) for n in range(6)]
VKEYS = [witness.verifier.vkey() for witness in WITNESSES]
SIX = "".join(f"witness w{n} {vkey}\n" for n, vkey in enumerate(VKEYS))
GOLDEN_POLICY = f"log {TESSERA_VKEY}\nwitness w1 {WITNESS_VKEY}\nquorum w1\n"
GOLDEN_CHECKPOINT = GOLDEN_RECEIPT.partition(b"\n\n")[2]


def parsed(text):
    return parse_policy(text.encode())


def comparable(policy):
    return (
        [(log.verifier.vkey(), log.url) for log in policy.logs],
        [(w.name, w.verifier.vkey(), w.url) for w in policy.witnesses],
        policy.groups,
        policy.quorum,
        policy.pinned_writers,
    )


def test_the_golden_policy_is_read():
    assert comparable(parsed(GOLDEN_POLICY)) == (
        [(TESSERA_VKEY, None)],
        [("w1", WITNESS_VKEY, None)],
        (),
        "w1",
        (),
    )


def test_blanks_comments_and_addresses_are_read():
    log = f"\tlog  {TESSERA_VKEY}\thttps://log.example/ \n"
    text = f"# c\n\n \t \n{log}   # c\nwitness w {WITNESS_VKEY} u\nquorum none\n"

    assert comparable(parsed(text)) == (
        [(TESSERA_VKEY, "https://log.example/")],
        [("w", WITNESS_VKEY, "u")],
        (),
        "none",
        (),
    )


def test_pinned_writers_stand_in_comments():
    text = f"# writer {'ab' * 32}\n#writer {'cd' * 32}\n# writer nobody\nquorum none\n"

    assert parsed(text).pinned_writers == ("ab" * 32, "cd" * 32)


def test_nested_groups_are_read():
    text = SIX + "group x 2 w0 w1 w2\ngroup y any w3 w4 w5\ngroup both all x y\nquorum both\n"

    assert parsed(text).groups == (
        Group("x", 2, ("w0", "w1", "w2")),
        Group("y", 1, ("w3", "w4", "w5")),
        Group("both", 2, ("x", "y")),
    )


def meets(policy, *cosigners):
    try:
        policy.check_quorum(cosigners)
    except QuorumIsNotMet:
        return False
    return True


def test_a_nested_quorum_counts_each_witness_where_it_stands():
    policy = parsed(SIX + "group x 2 w0 w1 w2\ngroup y any w3 w4 w5\ngroup both all x y\nquorum both\n")

    assert meets(policy, "w0", "w2", "w5")
    assert meets(policy, "w0", "w1", "w2", "w3", "w4", "w5")
    assert not meets(policy, "w0", "w1", "w2")
    assert not meets(policy, "w0", "w3", "w4", "w5")
    assert not meets(policy)
    assert not meets(policy, "x", "y")
    assert not meets(policy, "both")


@given(st.integers(1, 6), st.sets(st.sampled_from([f"w{n}" for n in range(6)])))
def test_k_of_n_is_met_by_k_and_more(threshold, cosigners):
    policy = parsed(SIX + f"group g {threshold} w0 w1 w2 w3 w4 w5\nquorum g\n")

    assert meets(policy, *cosigners) is (len(cosigners) >= threshold)


def test_no_quorum_and_a_single_witness_are_quorums():
    assert meets(parsed(SIX + "quorum none\n"))
    assert meets(parsed(SIX + "quorum w3\n"), "w3")
    assert not meets(parsed(SIX + "quorum w3\n"), "w2", "w4")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "quorum none",
        "quorum none\r\n",
        "quorum none\nquorum none\n",
        "quorum\n",
        "quorum a b\n",
        "quorum w1\n",
        "quorum w1\n" + SIX,
        "unknown word\nquorum none\n",
        "log\nquorum none\n",
        "log vkey\nquorum none\n",
        f"log {TESSERA_VKEY} a b\nquorum none\n",
        f"log {TESSERA_VKEY}\nlog {TESSERA_VKEY}\nquorum none\n",
        f"log {WITNESS_VKEY}\nquorum none\n",
        "witness\nquorum none\n",
        f"witness {WITNESS_VKEY}\nquorum none\n",
        f"witness w {TESSERA_VKEY}\nquorum none\n",
        f"witness none {WITNESS_VKEY}\nquorum none\n",
        f"witness a {VKEYS[0]}\nwitness b {VKEYS[0]}\nquorum none\n",
        f"witness a {VKEYS[0]}\nwitness a {VKEYS[1]}\nquorum none\n",
        SIX + "group g\nquorum none\n",
        SIX + "group g any\nquorum none\n",
        SIX + "group g some w0\nquorum none\n",
        SIX + "group g 0 w0\nquorum none\n",
        SIX + "group g 2 w0\nquorum none\n",
        SIX + "group g 01 w0\nquorum none\n",
        SIX + "group w1 any w0\nquorum none\n",
        SIX + "group none any w0\nquorum none\n",
        SIX + "group g any none\nquorum none\n",
        SIX + "group g any g\nquorum none\n",
        SIX + "group g any h\ngroup h any w0\nquorum none\n",
        SIX + "group g any w0 w0\nquorum none\n",
        SIX + "group g any w0\ngroup h any w0\nquorum none\n",
        SIX + "quorum g\ngroup g any w0\n",
        "# \x00\nquorum none\n",
        "# \x7f\nquorum none\n",
    ],
)
def test_what_is_not_a_policy_is_refused(text):
    with pytest.raises(PolicyIsMalformed):
        parsed(text)


def test_one_key_under_two_names_is_one_witness():
    renamed = CosignatureSigner("other.example", private_key(100)).verifier.vkey()

    with pytest.raises(PolicyIsMalformed, match="line 2: this witness key is listed already"):
        parsed(f"witness a {VKEYS[0]}\nwitness b {renamed}\nquorum none\n")


def test_names_are_octets_and_not_letters():
    text = f"witness K {VKEYS[0]}\nwitness \u212a {VKEYS[1]}\n".encode()
    raw = text + b"witness " + b"\xff\xfe" + f" {VKEYS[2]}\nquorum ".encode() + b"\xff\xfe\n"
    policy = parse_policy(raw)

    assert len({witness.name for witness in policy.witnesses}) == 3
    assert meets(policy, policy.witnesses[2].name)
    assert format_policy(policy) == raw


def test_thirty_two_of_everything_are_supported():
    signers = [CosignatureSigner(f"w{n}", private_key(n)) for n in range(1, 33)]
    logs = "".join(f"log {parse_skey_of(n)}\n" for n in range(33, 65))
    witnesses = "".join(f"witness {s.name} {s.verifier.vkey()}\n" for s in signers)
    groups = "group g1 any w1\n" + "".join(f"group g{n} all g{n - 1} w{n}\n" for n in range(2, 33))
    policy = parsed(logs + witnesses + groups + "quorum g32\n")

    assert meets(policy, *(signer.name for signer in signers))
    assert not meets(policy, *(signer.name for signer in signers[1:]))


def parse_skey_of(number):
    return NoteSigner(f"log{number}", private_key(number)).verifier.vkey()


def test_a_policy_that_is_written_is_read_back():
    policy = Policy(
        logs=(PolicyLog(parse_skey(TESSERA_SKEY).verifier, "https://log.example"),),
        witnesses=tuple(Witness(f"w{n}", w.verifier) for n, w in enumerate(WITNESSES)),
        groups=(Group("x", 2, ("w0", "w1", "w2")), Group("y", 2, ("x", "w3"))),
        quorum="y",
        pinned_writers=("ab" * 32,),
    )

    assert comparable(parse_policy(format_policy(policy))) == comparable(policy)


@given(st.binary(max_size=200), st.sampled_from(["", SIX, SIX + "group g any w0\n"]))
def test_arbitrary_bytes_are_refused_with_a_reason(data, beginning):
    try:
        policy = parse_policy(beginning.encode() + data)
    except PolicyIsMalformed:
        return
    assert comparable(parse_policy(format_policy(policy))) == comparable(policy)


def test_the_golden_checkpoint_is_accepted_with_its_witness():
    accepted = accept_checkpoint(parsed(GOLDEN_POLICY), GOLDEN_CHECKPOINT)

    assert (accepted.checkpoint.origin, accepted.checkpoint.size) == ("example.com/log/testdata", 15)
    assert accepted.cosignatures == (Cosignature("w1", WITNESS_TIME),)


def without_line(number):
    lines = GOLDEN_CHECKPOINT.splitlines(keepends=True)
    return b"".join(lines[:number] + lines[number + 1 :])


def test_a_checkpoint_without_the_quorum_is_refused():
    with pytest.raises(QuorumIsNotMet):
        accept_checkpoint(parsed(GOLDEN_POLICY), without_line(5))


def test_a_checkpoint_that_only_the_witness_signed_is_refused():
    with pytest.raises(LogHasNotSigned):
        accept_checkpoint(parsed(GOLDEN_POLICY), without_line(4))


def test_a_checkpoint_of_another_log_is_refused():
    with pytest.raises(LogIsNotInPolicy):
        accept_checkpoint(parsed(f"log {parse_skey_of(1)}\nquorum none\n"), GOLDEN_CHECKPOINT)


def test_a_checkpoint_by_an_unknown_key_of_the_same_name_is_refused():
    impostor = NoteSigner("example.com/log/testdata", private_key(5)).verifier.vkey()

    with pytest.raises(NoteHasNoKnownSignature):
        accept_checkpoint(parsed(f"log {impostor}\nquorum none\n"), GOLDEN_CHECKPOINT)


def test_a_key_of_another_log_of_the_policy_does_not_sign_for_this_one():
    other = parse_skey_of(1)
    note = parse_note(GOLDEN_CHECKPOINT)
    text = note.text.replace("example.com/log/testdata", "log1")
    forged = Note(text, (parse_skey(TESSERA_SKEY).sign(text.encode()),)).encode()

    with pytest.raises(LedgerError):
        accept_checkpoint(parsed(f"log {TESSERA_VKEY}\nlog {other}\nquorum none\n"), forged)


def test_a_wrong_cosignature_of_a_known_witness_is_refused_even_without_quorum():
    witness = CosignatureSigner("witness", split_skey(WITNESS_SKEY)[1])
    note = parse_note(GOLDEN_CHECKPOINT)
    wrong = witness.sign_at(b"something else\n", WITNESS_TIME)
    forged = Note(note.text, (note.signatures[0], wrong)).encode()

    with pytest.raises(NoteSignatureIsWrong):
        accept_checkpoint(parsed(GOLDEN_POLICY.replace("quorum w1", "quorum none")), forged)
