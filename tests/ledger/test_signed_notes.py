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
)

from ledger import note
from ledger.errors import LedgerError
from ledger.keys import NoteSigner, parse_skey, parse_vkey
from ledger.note import Note, NoteSignature, open_note, parse_note, sign_note

NEUMANN, ENOCH = parse_vkey(NEUMANN_VKEY), parse_vkey(ENOCH_VKEY)
SIGNED_BY_BOTH = (NEUMANN_TEXT + "\n" + NEUMANN_LINE + ENOCH_LINE).encode()
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
