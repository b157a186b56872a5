"""What a witness cosigns, and why it refuses everything else. Others' cases, and any growth."""

from base64 import b64decode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import SUNLIGHT_COSIGNED, SUNLIGHT_ROOT, WITNESS_TIME
from log_builders import LOG_SIGNER, ORIGIN, private_key
from witness_builders import (
    COSIGNER,
    MemoryRegister,
    TickingClock,
    checkpoint_of,
    growth,
    leaves,
    proof_of_growth,
    witness_of,
)
from witness_vectors import (
    BANANAS_SKEY,
    CP5,
    CP5_ROOT,
    CP8,
    FROM_5_TO_8,
    MONKEYS_SKEY,
    MONKEYS_VKEY,
    SIGSUM_KEY,
    SIGSUM_ORIGIN,
    SIGSUM_PROOFS,
    WRONG_SECOND_HASH,
    sigsum_checkpoint,
)

from ledger.add_checkpoint import (
    MAX_REQUEST_SIZE,
    AddCheckpoint,
    RequestIsMalformed,
    RequestIsTooLarge,
    encode_add_checkpoint,
    parse_add_checkpoint,
)
from ledger.checkpoint import CheckpointIsMalformed, parse_checkpoint
from ledger.cosignature import parse_witness_vkey, timestamp_of
from ledger.errors import LedgerError
from ledger.keys import NoteSigner, NoteVerifier, parse_skey, parse_vkey
from ledger.merkle import EMPTY_ROOT, root_of
from ledger.note import (
    NoteHasNoKnownSignature,
    NoteSignatureIsWrong,
    open_note,
    parse_note,
    parse_signature_line,
    sign_note,
)
from ledger.witness import (
    ClockIsWrong,
    EmptyTreeHasAnotherRoot,
    LogDoesNotContinue,
    LogHasTwoHistories,
    LogIsUnknown,
    OldSizeIsBeyondTheCheckpoint,
    OldSizeIsNotTheCosignedOne,
    SignatureLinesAreUnreadable,
)

MONKEYS = parse_skey(MONKEYS_SKEY)
EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.fixture
def monkeys():
    """A witness of the log `monkeys` that has not seen it yet."""
    return witness_of(parse_vkey(MONKEYS_VKEY))


def monkeys_note(size, root, *signers):
    return sign_note(f"monkeys\n{size}\n{root}\n", *(signers or (MONKEYS,)))


def ask(witness, old, signed, *proof):
    return witness.add_checkpoint(encode_add_checkpoint(old, proof, signed))


def test_a_log_that_grew_is_cosigned(monkeys):
    ask(monkeys, 0, CP5)

    line = ask(monkeys, 5, CP8, *FROM_5_TO_8)

    cosigned = open_note(CP8 + line.encode(), [COSIGNER.verifier])
    assert timestamp_of(cosigned.signatures[0].signature) == WITNESS_TIME + 1
    assert monkeys.latest(sha256(b"monkeys").hexdigest()) == CP8 + line.encode()


def test_a_log_may_be_empty_at_first(monkeys):
    ask(monkeys, 0, monkeys_note(0, EMPTY))
    ask(monkeys, 0, monkeys_note(0, EMPTY))
    ask(monkeys, 0, CP5)


def test_an_empty_tree_has_one_root(monkeys):
    with pytest.raises(EmptyTreeHasAnotherRoot):
        ask(monkeys, 0, monkeys_note(0, CP5_ROOT))


def test_a_client_with_an_old_size_is_told_the_cosigned_one(monkeys):
    ask(monkeys, 0, CP5)

    for old in (0, 2, 8):
        with pytest.raises(OldSizeIsNotTheCosignedOne) as refused:
            ask(monkeys, old, CP8, *FROM_5_TO_8)
        assert refused.value.size == 5


def test_a_first_checkpoint_comes_without_a_proof(monkeys):
    with pytest.raises(LogDoesNotContinue):
        ask(monkeys, 0, CP5, *FROM_5_TO_8)


def test_the_same_checkpoint_again_has_a_fresh_time(monkeys):
    first, second = ask(monkeys, 0, CP5), ask(monkeys, 5, CP5)

    times = [timestamp_of(parse_signature_line(line.rstrip("\n")).signature) for line in (first, second)]
    assert times == [WITNESS_TIME, WITNESS_TIME + 1]
    with pytest.raises(LogDoesNotContinue):
        ask(monkeys, 5, CP5, FROM_5_TO_8[0])


def test_two_roots_for_one_size_are_kept_as_evidence(monkeys):
    ask(monkeys, 0, CP5)
    forked = monkeys_note(5, "ffffffffffffffff" + CP5_ROOT[16:])

    with pytest.raises(LogHasTwoHistories) as refused:
        ask(monkeys, 5, forked)

    assert parse_checkpoint(open_note(refused.value.held, [MONKEYS.verifier]).text).root == b64decode(
        CP5_ROOT
    )
    assert refused.value.signed == forked
    assert open_note(forked, [MONKEYS.verifier])


@pytest.mark.parametrize("proof", [(), (b"{}", b"{}"), FROM_5_TO_8[:-1], (*FROM_5_TO_8, bytes(32))])
def test_a_proof_that_leads_elsewhere_is_refused(monkeys, proof):
    ask(monkeys, 0, CP5)

    with pytest.raises(LogDoesNotContinue):
        ask(monkeys, 5, CP8, *proof)
    assert ask(monkeys, 5, CP8, *FROM_5_TO_8)


def test_no_proof_leads_from_4_to_5_by_being_absent(monkeys):
    ask(monkeys, 0, monkeys_note(4, CP5_ROOT))

    with pytest.raises(LogDoesNotContinue):
        ask(monkeys, 4, CP5)


def test_an_old_size_above_the_new_one_makes_no_sense(monkeys):
    ask(monkeys, 0, CP8)

    with pytest.raises(OldSizeIsBeyondTheCheckpoint):
        ask(monkeys, 8, CP5)


def test_only_the_log_may_speak_for_itself(monkeys):
    flipped = CP5.replace(b"202fftzG", b"202ffuzG")
    bananas = parse_skey(BANANAS_SKEY)

    with pytest.raises(NoteSignatureIsWrong):
        ask(monkeys, 0, flipped)
    with pytest.raises(NoteHasNoKnownSignature):
        ask(monkeys, 0, monkeys_note(5, CP5_ROOT, bananas))
    with pytest.raises(NoteHasNoKnownSignature):
        ask(monkeys, 0, monkeys_note(5, CP5_ROOT, NoteSigner("monkeys", private_key(9))))
    assert ask(monkeys, 0, monkeys_note(5, CP5_ROOT, bananas, MONKEYS))


def test_signatures_of_strangers_are_not_passed_on(monkeys):
    ask(monkeys, 0, monkeys_note(5, CP5_ROOT, parse_skey(BANANAS_SKEY), MONKEYS))

    kept = parse_note(monkeys.latest(sha256(b"monkeys").hexdigest()))
    assert [signature.name for signature in kept.signatures] == ["monkeys", "witness"]


@pytest.mark.parametrize(
    ("signed", "refusal"),
    [
        (CP5.partition(b"\n\n")[0] + b"\n", RequestIsMalformed),
        (CP5.partition(b"\n\n")[0] + b"\n\n", SignatureLinesAreUnreadable),
        (CP5[:-1], SignatureLinesAreUnreadable),
        (CP5.replace("\u2014".encode(), b"-"), SignatureLinesAreUnreadable),
        (b"", RequestIsMalformed),
        (b"not a note\n", RequestIsMalformed),
        (b"\xff\n\n", RequestIsMalformed),
        (sign_note("monkeys\nnot-a-size\nnot-a-hash\n", MONKEYS), CheckpointIsMalformed),
        (monkeys_note("05", CP5_ROOT), CheckpointIsMalformed),
        (sign_note(f"bananas\n5\n{CP5_ROOT}\n", parse_skey(BANANAS_SKEY)), LogIsUnknown),
        (sign_note(f"bananas\n5\n{CP5_ROOT}\n", MONKEYS), LogIsUnknown),
    ],
)
def test_what_is_not_a_checkpoint_of_a_known_log_is_refused(monkeys, signed, refusal):
    with pytest.raises(refusal):
        ask(monkeys, 0, signed)
    assert monkeys.latest(sha256(b"monkeys").hexdigest()) is None


def test_refusals_come_in_the_order_of_the_protocol(monkeys):
    ask(monkeys, 0, CP5)
    strange = sign_note(f"bananas\n3\n{CP5_ROOT}\n", MONKEYS)
    unsigned = monkeys_note(3, CP5_ROOT, parse_skey(BANANAS_SKEY))

    for signed, old, refusal in [
        (strange, 9, LogIsUnknown),
        (unsigned, 9, NoteHasNoKnownSignature),
        (monkeys_note(0, CP5_ROOT), 9, OldSizeIsBeyondTheCheckpoint),
        (monkeys_note(0, CP5_ROOT), 0, OldSizeIsNotTheCosignedOne),
    ]:
        with pytest.raises(refusal):
            ask(monkeys, old, signed, bytes(32))
    with pytest.raises(EmptyTreeHasAnotherRoot):
        ask(witness_of(MONKEYS.verifier), 0, monkeys_note(0, CP5_ROOT), bytes(32))


def test_a_conversation_recorded_with_another_witness():
    witness = witness_of(NoteVerifier(SIGSUM_ORIGIN, Ed25519PublicKey.from_public_bytes(SIGSUM_KEY)))
    first, second, third = (sigsum_checkpoint(size) for size in (1, 3, 5))
    to_3, from_1_to_5, to_5 = (SIGSUM_PROOFS[sizes] for sizes in ((1, 3), (1, 5), (3, 5)))
    # Its last character has a bit set that base64 does not use: a second spelling of a good signature.
    misspelt = sigsum_checkpoint(
        3,
        signature="UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6gx=",
    )

    assert ask(witness, 0, first)
    with pytest.raises(SignatureLinesAreUnreadable):
        ask(witness, 1, misspelt, *to_3)
    with pytest.raises(LogIsUnknown):
        ask(witness, 1, sigsum_checkpoint(3, origin=SIGSUM_ORIGIN[:-1] + "3"), *to_3)
    with pytest.raises(LogDoesNotContinue):
        ask(witness, 1, second)
    with pytest.raises(LogDoesNotContinue):
        ask(witness, 1, second, to_3[0], WRONG_SECOND_HASH)
    assert ask(witness, 1, second, *to_3)
    with pytest.raises(OldSizeIsNotTheCosignedOne, match=" 3 "):
        ask(witness, 1, third, *from_1_to_5)
    assert ask(witness, 3, third, *to_5)
    with pytest.raises(OldSizeIsNotTheCosignedOne, match=" 5 "):
        ask(witness, 0, third)


@pytest.mark.parametrize(("origin", "vkey", "other_line", "line"), SUNLIGHT_COSIGNED)
def test_what_other_witnesses_cosigned_is_told_apart_by_the_hash_of_the_origin(
    origin, vkey, other_line, line
):
    register = MemoryRegister()
    register.notes[origin] = f"{origin}\n300\n{SUNLIGHT_ROOT}\n\n{other_line}{line}".encode()
    directory = {
        "milan2026h1.example.org": "88ad7a28caeb0b2aa890fdf0304c2fcaf59fca2ee140134ff8c1300bac493482",
        "rome2026h1.example.org": "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706",
    }[origin]
    witness = witness_of(NoteSigner(origin, private_key(1)).verifier, register=register)

    served = witness.latest(directory)

    opened = open_note(served, [parse_witness_vkey(vkey)])
    assert timestamp_of(opened.signatures[0].signature) == WITNESS_TIME
    assert witness.latest("0" * 64) is None


def test_a_witness_without_a_clock_cosigns_nothing():
    register = MemoryRegister()
    for now in (0, -1):
        with pytest.raises(ClockIsWrong):
            witness_of(LOG_SIGNER.verifier, register=register, clock=TickingClock(now)).add_checkpoint(
                growth(0, 3)
            )
    assert register.notes == {}


def test_either_key_of_a_log_may_sign():
    newer = NoteSigner(ORIGIN, private_key(7))
    witness = witness_of(LOG_SIGNER.verifier, newer.verifier)

    ask(witness, 0, checkpoint_of(3))
    assert ask(witness, 3, checkpoint_of(5, signer=newer), *proof_of_growth(3, 5))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_any_honest_growth_is_cosigned(steps):
    witness, size = witness_of(LOG_SIGNER.verifier), 0
    for step in steps:
        assert witness.add_checkpoint(growth(size, size + step))
        size += step


@given(st.integers(1, 60), st.integers(0, 60), st.data())
def test_no_fork_is_ever_cosigned(old, step, data):
    size, fork = old + step, data.draw(st.integers(0, old - 1))
    witness = witness_of(LOG_SIGNER.verifier)
    witness.add_checkpoint(growth(0, old))
    before = witness.latest(sha256(ORIGIN.encode()).hexdigest())

    for proof in (proof_of_growth(old, size), proof_of_growth(old, size, fork), ()):
        with pytest.raises((LogDoesNotContinue, LogHasTwoHistories)):
            ask(witness, old, checkpoint_of(size, fork), *proof)
    assert witness.latest(sha256(ORIGIN.encode()).hexdigest()) == before


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()), max_size=12))
def test_whatever_clients_ask_the_cosigned_log_only_grows(questions):
    witness, size = witness_of(LOG_SIGNER.verifier), 0
    for old, new, forked in questions:
        fork = 0 if forked else None
        proof = proof_of_growth(old, new, fork) if old <= new else ()
        try:
            ask(witness, old, checkpoint_of(new, fork), *proof)
        except LedgerError:
            continue
        assert old == size
        assert new >= size
        size = new
    held = witness.latest(sha256(ORIGIN.encode()).hexdigest())
    if held is not None:
        checkpoint = parse_checkpoint(parse_note(held).text)
        assert checkpoint.size == size
        assert checkpoint.root in (root_of(leaves(size)), root_of(leaves(size, 0)), EMPTY_ROOT)


@given(
    st.integers(0, 2**63), st.lists(st.binary(min_size=1, max_size=40), max_size=63), st.integers(1, 2**62)
)
def test_a_request_is_read_back(old, proof, size):
    signed = checkpoint_of(size, root=bytes(32))

    assert parse_add_checkpoint(encode_add_checkpoint(old, tuple(proof), signed)) == AddCheckpoint(
        old, tuple(proof), parse_checkpoint(parse_note(signed).text), signed
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"old 0\n" + CP5,
        b"old 00\n\n" + CP5,
        b"old  0\n\n" + CP5,
        b"old -1\n\n" + CP5,
        b"old 0 \n\n" + CP5,
        b"old\n\n" + CP5,
        b"Old 0\n\n" + CP5,
        b"old 0\r\n\r\n" + CP5,
        b"old 0\nnot base64!\n\n" + CP5,
        b"old 5\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\n" + CP5,
        b"old 0\n\xc3\xa4\n\n" + CP5,
        b"old 5\n" + 64 * b"KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" + b"\n" + CP5,
    ],
)
def test_a_request_has_one_spelling(monkeys, body):
    with pytest.raises(RequestIsMalformed):
        monkeys.add_checkpoint(body)


def test_a_request_has_a_limit(monkeys):
    with pytest.raises(RequestIsTooLarge):
        monkeys.add_checkpoint(b"old 0\n\n" + CP5 + bytes(MAX_REQUEST_SIZE))


FRAGMENTS = st.sampled_from(
    [
        b"old ",
        b"0",
        b"5",
        b"\n",
        b"\n\n",
        b"monkeys",
        CP5,
        CP8,
        "\u2014 ".encode(),
        b"=",
        b"\x00",
        b"\xff",
        b"A",
    ]
)


@given(st.lists(FRAGMENTS | st.binary(max_size=8), max_size=20).map(b"".join))
def test_any_body_is_read_or_refused_by_name(body):
    witness = witness_of(MONKEYS.verifier)
    try:
        line = witness.add_checkpoint(body)
    except LedgerError:
        return
    assert line.endswith("\n")


@given(st.data())
def test_any_change_to_a_good_request_is_refused_by_name(data):
    witness = witness_of(MONKEYS.verifier)
    ask(witness, 0, CP5)
    good = encode_add_checkpoint(5, FROM_5_TO_8, CP8)
    place = data.draw(st.integers(0, len(good) - 1))
    changed = good[:place] + data.draw(st.binary(max_size=2)) + good[place + 1 :]

    if changed != good:
        with pytest.raises(LedgerError):
            witness.add_checkpoint(changed)
