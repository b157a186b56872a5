import hashlib
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import (
    ENOCH_LINE,
    ENOCH_VKEY,
    FOO_NOTE,
    FOO_VKEY,
    NEUMANN_LINE,
    NEUMANN_SKEY,
    NEUMANN_TEXT,
    NEUMANN_VKEY,
    SUNLIGHT_COSIGNED,
    SUNLIGHT_ROOT,
    WITNESS_SKEY,
    WITNESS_TIME,
    WITNESS_VKEY,
)

from ledger import keys, note
from ledger.cosignature import (
    CosignatureSigner,
    TimestampIsOutOfRange,
    parse_witness_skey,
    parse_witness_vkey,
    timestamp_of,
)
from ledger.errors import LedgerError
from ledger.keys import COSIGNATURE_V1, ED25519, NoteSigner, format_skey, parse_skey, parse_vkey, split_skey
from ledger.note import Note, NoteSignature, open_note, parse_note, sign_note
from ledger.public_keys import PublicKeyIsWeak, load_public_key

NEUMANN, ENOCH = parse_vkey(NEUMANN_VKEY), parse_vkey(ENOCH_VKEY)
SIGNED_BY_BOTH = (NEUMANN_TEXT + "\n" + NEUMANN_LINE + ENOCH_LINE).encode()
P = 2**255 - 19

names = st.text(min_size=1, max_size=20).filter(lambda name: accepts(note.check_key_name, name))
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")).map(lambda text: text + "\n")


def accepts(function, *arguments):
    try:
        function(*arguments)
    except LedgerError:
        return False
    return True


def test_the_example_of_the_go_module_opens():
    opened = open_note(FOO_NOTE.encode(), [parse_vkey(FOO_VKEY)])

    assert opened.text == "This is an example message.\n"
    assert [signature.name for signature in opened.signatures] == ["example.com/foo"]


def test_a_signature_is_reproduced_byte_for_byte():
    assert sign_note(NEUMANN_TEXT, parse_skey(NEUMANN_SKEY)) == (NEUMANN_TEXT + "\n" + NEUMANN_LINE).encode()


def test_a_note_of_two_signers_opens_with_either_or_both_keys():
    def signers(*verifiers):
        return [signature.name for signature in open_note(SIGNED_BY_BOTH, verifiers).signatures]

    assert signers(NEUMANN) == ["PeterNeumann"]
    assert signers(ENOCH) == ["EnochRoot"]
    assert signers(ENOCH, NEUMANN) == ["PeterNeumann", "EnochRoot"]


def test_a_repeated_signature_counts_once():
    repeated = SIGNED_BY_BOTH + NEUMANN_LINE.encode()

    assert [s.name for s in open_note(repeated, [NEUMANN, ENOCH]).signatures] == ["PeterNeumann", "EnochRoot"]


def test_a_note_without_a_known_signature_is_refused():
    with pytest.raises(note.NoteHasNoKnownSignature):
        open_note(SIGNED_BY_BOTH, [parse_vkey(FOO_VKEY)])
    with pytest.raises(note.NoteHasNoKnownSignature):
        open_note(SIGNED_BY_BOTH, [])


def test_a_wrong_signature_of_a_known_key_spoils_the_whole_note():
    spoiled = SIGNED_BY_BOTH.replace(b"rwz+eBzm", b"rwz+eBzn")

    assert open_note(spoiled, [NEUMANN]).text == NEUMANN_TEXT
    with pytest.raises(note.NoteSignatureIsWrong):
        open_note(spoiled, [NEUMANN, ENOCH])


def test_a_key_with_another_id_is_unknown_even_if_the_name_matches():
    renamed = SIGNED_BY_BOTH.replace(b"x08go/", b"x08gpP")

    with pytest.raises(note.NoteHasNoKnownSignature):
        open_note(renamed, [NEUMANN])


def test_one_key_listed_twice_is_ambiguous():
    with pytest.raises(note.VerifiersAreAmbiguous):
        open_note(SIGNED_BY_BOTH, [NEUMANN, parse_vkey(NEUMANN_VKEY)])


def test_text_with_empty_lines_is_split_at_the_last_one():
    text = "first\n\nsecond\n\n\nthird\n"

    assert parse_note(sign_note(text, parse_skey(NEUMANN_SKEY))).text == text


def test_sixteen_signatures_are_accepted_and_a_flood_is_not():
    signers = [
        NoteSigner(f"signer{n}", Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in range(16)
    ]
    signed = sign_note("text\n", *signers)

    assert len(open_note(signed, [signer.verifier for signer in signers]).signatures) == 16
    with pytest.raises(note.NoteIsMalformed):
        parse_note(signed + NEUMANN_LINE.encode() * 85)
    with pytest.raises(note.NoteIsMalformed):
        parse_note(b"x" * 1_000_000 + b"\n" + signed)


def test_every_changed_byte_of_a_note_is_refused_or_changes_nothing_that_is_trusted():
    """Only lines of unknown keys may change; here both keys are known."""
    for place in range(len(SIGNED_BY_BOTH)):
        changed = bytearray(SIGNED_BY_BOTH)
        changed[place] = (changed[place] + 1) % 256
        try:
            opened = open_note(bytes(changed), [NEUMANN, ENOCH])
        except LedgerError:
            continue
        assert opened.text == NEUMANN_TEXT
        assert len(opened.signatures) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        NEUMANN_TEXT.encode() + NEUMANN_LINE.encode(),
        SIGNED_BY_BOTH[:-1],
        SIGNED_BY_BOTH + b"\n",
        SIGNED_BY_BOTH + b"stray line\n",
        SIGNED_BY_BOTH.replace(b"\n", b"\r\n"),
        SIGNED_BY_BOTH.replace(b"answer", b"ans\x00er"),
        SIGNED_BY_BOTH.replace(b"answer", b"ans\xffer"),
        SIGNED_BY_BOTH.replace(b" PeterNeumann", b"  PeterNeumann"),
        SIGNED_BY_BOTH.replace(b"PeterNeumann x08", b"Peter+Neumann x08"),
        SIGNED_BY_BOTH.replace(b"PeterNeumann x08", "Peter\u2003Neumann x08".encode()),
        SIGNED_BY_BOTH.replace("\u2014 Enoch".encode(), b"- Enoch"),
        b"text\n\n\xe2\x80\x94 name AAAAAA==\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAB=\n",
    ],
)
def test_what_is_not_a_note_is_refused(data):
    with pytest.raises(LedgerError):
        parse_note(data)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_arbitrary_bytes_are_refused_with_a_reason_or_are_a_note(data):
    for candidate in (data, b"text\n\n" + data, b"text\n\n\xe2\x80\x94 " + data + b"\n"):
        try:
            read = parse_note(candidate)
        except LedgerError:
            continue
        assert read.encode() == candidate


@given(
    texts, st.lists(st.tuples(names, st.binary(min_size=4, max_size=4), st.binary(min_size=1)), min_size=1)
)
def test_a_note_that_is_written_is_read_back(text, lines):
    written = Note(text, tuple(NoteSignature(*line) for line in lines))

    assert parse_note(written.encode()) == written


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


def test_the_key_id_is_the_documented_hash():
    material = b64decode(NEUMANN_VKEY.split("+", 2)[2])

    assert hashlib.sha256(b"PeterNeumann\n" + material).hexdigest()[:8] == "c74f20a3"
    assert b64encode(material).decode() in NEUMANN_VKEY
