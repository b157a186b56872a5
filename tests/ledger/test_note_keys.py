import hashlib
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import (
    NEUMANN_SKEY,
    NEUMANN_VKEY,
    WITNESS_VKEY,
)

from ledger import keys, note
from ledger.cosignature import (
    parse_witness_skey,
    parse_witness_vkey,
)
from ledger.errors import LedgerError
from ledger.keys import ED25519, NoteSigner, format_skey, parse_skey, parse_vkey
from ledger.public_keys import PublicKeyIsWeak, load_public_key

P = 2**255 - 19

names = st.text(min_size=1, max_size=20).filter(lambda name: accepts(note.check_key_name, name))


def accepts(function, *arguments):
    try:
        function(*arguments)
    except LedgerError:
        return False
    return True


@pytest.mark.parametrize(
    ("vkey", "error"),
    [
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            keys.KeyIsMalformed,
        ),
        (keys.format_vkey("PeterNeumann", ED25519, bytes(35)), PublicKeyIsWeak),
        (
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            keys.KeyTypeIsNotSupported,
        ),
        (NEUMANN_VKEY.replace("c74f20a3", "c74f20a4"), keys.KeyIsMalformed),
        (NEUMANN_VKEY.replace("c74f20a3", "C74F20A3"), keys.KeyIsMalformed),
        (WITNESS_VKEY, keys.KeyTypeIsNotSupported),
        (NEUMANN_SKEY, keys.KeyIsMalformed),
        ("", keys.KeyIsMalformed),
    ],
)
def test_a_key_that_is_not_one_is_refused(vkey, error):
    with pytest.raises(LedgerError) as refused:
        parse_vkey(vkey)

    assert type(refused.value) is error


@pytest.mark.parametrize(("key", "parse"), [(NEUMANN_VKEY, parse_vkey), (NEUMANN_SKEY, parse_skey)])
def test_no_part_of_a_key_and_no_changed_byte_is_a_key(key, parse):
    for start in range(len(key)):
        for end in range(start, len(key) + 1):
            if (start, end) != (0, len(key)):
                assert not accepts(parse, key[start:end])
    for place in range(len(key)):
        assert not accepts(parse, key[:place] + chr(ord(key[place]) + 1) + key[place + 1 :])


@given(names, st.binary(min_size=32, max_size=32))
def test_keys_that_are_written_are_read_back(name, seed):
    signer = NoteSigner(name, Ed25519PrivateKey.from_private_bytes(seed))
    skey = format_skey(name, ED25519, Ed25519PrivateKey.from_private_bytes(seed))

    assert parse_vkey(signer.verifier.vkey()).vkey() == signer.verifier.vkey()
    assert parse_skey(skey).verifier.vkey() == signer.verifier.vkey()


@given(st.text(max_size=120))
def test_arbitrary_text_is_never_a_key(text):
    for parse in (parse_vkey, parse_skey, parse_witness_vkey, parse_witness_skey):
        assert not accepts(parse, text)
        assert not accepts(parse, "PRIVATE+KEY+" + text)
        assert not accepts(parse, "name+00000000+" + text)


def small_order_points():
    """The encodings of all points whose order divides 8, found by multiplying points with the group order."""
    d = -121665 * pow(121666, -1, P) % P

    def add(a, b):
        product = d * a[0] * b[0] * a[1] * b[1]
        x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, P) % P
        return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P

    def times(point, factor):
        result = (0, 1)
        while factor:
            result = add(result, point) if factor & 1 else result
            point, factor = add(point, point), factor >> 1
        return result

    def with_y(y):
        square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
        root = pow(square, (P + 3) // 8, P)
        root = root if root * root % P == square else root * pow(2, (P - 1) // 4, P) % P
        return (root, y) if root * root % P == square else None

    group_order = 2**252 + 27742317777372353535851937790883648493
    found = set()
    for y in range(2, 60):
        point = with_y(y)
        if point is not None:
            torsion = times(point, group_order)
            found |= {times(torsion, n) for n in range(8)}
    return {(y | (x & 1) << 255).to_bytes(32, "little") for x, y in found}


def test_public_keys_of_small_order_are_refused():
    points = small_order_points()

    assert len(points) == 8
    for raw in points:
        with pytest.raises(PublicKeyIsWeak):
            load_public_key(raw)
        sign_flipped = raw[:31] + bytes([raw[31] ^ 0x80])
        with pytest.raises(PublicKeyIsWeak):
            load_public_key(sign_flipped)


def test_public_keys_in_a_second_spelling_or_off_the_curve_are_refused():
    second_spellings = [(P + y).to_bytes(32, "little") for y in range(19)]
    off_the_curve = (2).to_bytes(32, "little")

    for raw in [*second_spellings, off_the_curve, bytes(31), bytes(33)]:
        with pytest.raises(PublicKeyIsWeak):
            load_public_key(raw)


def test_the_key_id_is_the_documented_hash():
    material = b64decode(NEUMANN_VKEY.split("+", 2)[2])

    assert hashlib.sha256(b"PeterNeumann\n" + material).hexdigest()[:8] == "c74f20a3"
    assert b64encode(material).decode() in NEUMANN_VKEY
