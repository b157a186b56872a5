from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger import ed25519

KEYS = st.binary(min_size=32, max_size=32).map(Ed25519PrivateKey.from_private_bytes)
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def cryptography_accepts(key, signature, message):
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_libsodium_is_used_where_it_is_installed():
    assert ed25519.LIBRARY == "PyNaCl"


@given(KEYS, st.binary(max_size=2000))
def test_both_libraries_make_the_same_signature(key, message):
    assert ed25519.signing(key)(message) == key.sign(message)


@given(KEYS, st.binary(max_size=200), st.integers(0, 64 * 8 - 1))
def test_a_signature_with_one_bit_flipped_is_refused_by_both(key, message, bit):
    signature = bytearray(key.sign(message))
    assert ed25519.verifies(key.public_key(), bytes(signature), message)
    signature[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verifies(key.public_key(), bytes(signature), message)
    assert not cryptography_accepts(key.public_key(), bytes(signature), message)


@given(KEYS, st.binary(max_size=200))
def test_a_second_spelling_of_a_signature_is_refused_by_both(key, message):
    # SPEC: RFC 8032 section 5.1.7: S in the range 0 <= s < L, otherwise the signature is invalid.
    signature = key.sign(message)
    s = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    other = signature[:32] + s.to_bytes(32, "little")
    assert not ed25519.verifies(key.public_key(), other, message)
    assert not cryptography_accepts(key.public_key(), other, message)


@given(KEYS, st.binary(max_size=100).filter(lambda signature: len(signature) != 64))
def test_a_signature_of_another_length_is_refused(key, signature):
    assert not ed25519.verifies(key.public_key(), signature, b"message")
