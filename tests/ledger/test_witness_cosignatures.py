import pytest
from ledger_vectors import (
    NEUMANN_SKEY,
    NEUMANN_VKEY,
    SUNLIGHT_COSIGNED,
    SUNLIGHT_ROOT,
    WITNESS_SKEY,
    WITNESS_TIME,
    WITNESS_VKEY,
)

from ledger import keys
from ledger.cosignature import (
    CosignatureSigner,
    TimestampIsOutOfRange,
    parse_witness_skey,
    parse_witness_vkey,
    timestamp_of,
)
from ledger.keys import COSIGNATURE_V1, format_skey, parse_skey, split_skey
from ledger.note import NoteSignature, open_note


@pytest.mark.parametrize(("origin", "vkey", "other_line", "line"), SUNLIGHT_COSIGNED)
def test_public_cosignatures_verify(origin, vkey, other_line, line):
    signed = f"{origin}\n300\n{SUNLIGHT_ROOT}\n\n{other_line}{line}".encode()

    opened = open_note(signed, [parse_witness_vkey(vkey)])

    assert [(s.name, timestamp_of(s.signature)) for s in opened.signatures] == [
        (parse_witness_vkey(vkey).name, WITNESS_TIME)
    ]


def test_a_cosignature_covers_its_time():
    signer = witness()
    signature = signer.sign_at(b"text\n", 1000)
    later = NoteSignature(
        signature.name, signature.key_id, (1001).to_bytes(8, "big") + signature.signature[8:]
    )

    assert signer.verifier.verifies(b"text\n", signature.signature)
    assert not signer.verifier.verifies(b"text\n", later.signature)
    assert not signer.verifier.verifies(b"other\n", signature.signature)
    assert not signer.verifier.verifies(b"text\n", signature.signature[:-1])
    assert not signer.verifier.verifies(b"text\n", b"")


def test_a_cosignature_in_the_far_future_is_refused():
    key = split_skey(WITNESS_SKEY)[1]
    time = 2**63
    forged = time.to_bytes(8, "big") + key.sign(f"cosignature/v1\ntime {time}\ntext\n".encode())

    assert not witness().verifier.verifies(b"text\n", forged)
    for refused in (-1, time):
        with pytest.raises(TimestampIsOutOfRange):
            witness().sign_at(b"text\n", refused)


def test_the_witness_key_as_cosigner_has_its_own_id():
    assert witness().verifier.vkey() == WITNESS_VKEY
    assert parse_witness_vkey(WITNESS_VKEY).vkey() == WITNESS_VKEY
    with pytest.raises(keys.KeyTypeIsNotSupported):
        parse_witness_vkey(NEUMANN_VKEY)
    with pytest.raises(keys.KeyTypeIsNotSupported):
        parse_witness_skey(NEUMANN_SKEY)


def test_a_witness_key_is_read_back():
    key = split_skey(WITNESS_SKEY)[1]
    skey = format_skey("witness", COSIGNATURE_V1, key)

    assert parse_witness_skey(skey).verifier.vkey() == WITNESS_VKEY
    with pytest.raises(keys.KeyTypeIsNotSupported):
        parse_skey(skey)


def witness():
    return CosignatureSigner("witness", split_skey(WITNESS_SKEY)[1])
