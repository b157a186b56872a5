"""Signed notes: text that people can read, followed by signature lines.

Knows nothing of trees or checkpoints. Source: c2sp.org/signed-note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ledger.canonical import Base64IsNotCanonical, decode_base64, encode_base64
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_NOTE_SIZE = 1_000_000
MAX_SIGNATURES = 100

_CONTROL_CHARACTER = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NoteIsMalformed(LedgerError):
    """The bytes are not a signed note."""


class KeyNameIsMalformed(LedgerError):
    """A key name is non-empty and has neither blanks nor plus signs."""


class NoteSignatureIsWrong(LedgerError):
    """A signature line names a known key, but that key did not make it over this text."""


class NoteHasNoKnownSignature(LedgerError):
    """None of the signature lines is by a known key."""


class VerifiersAreAmbiguous(LedgerError):
    """Two verifiers have one name and one key id."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line. `key_id` has 4 bytes; `signature` is in the key type's own format."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"\u2014 {self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline, which is signed too."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> bytes:
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()


class Verifier(Protocol):
    """A public key under a name."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` (without the key id) was made by this key over `text`."""
        ...


class Signer(Protocol):
    """A private key under a name."""

    def sign(self, text: bytes) -> NoteSignature: ...


def sign_note(text: str, *signers: Signer) -> bytes:
    """The note with one signature of each signer, in the given order."""
    _check_text(text)
    encoded = text.encode()
    return Note(text, tuple(signer.sign(encoded) for signer in signers)).encode()


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> Note:
    """The note with only those signatures that verified; nothing of it may be trusted before.

    Raises NoteIsMalformed, VerifiersAreAmbiguous, NoteSignatureIsWrong or NoteHasNoKnownSignature.
    """
    known = _by_name_and_id(verifiers)
    note = parse_note(data)
    text = note.text.encode()
    verified: dict[tuple[str, bytes], NoteSignature] = {}
    for signature in note.signatures:
        # SPEC: Unknown (name, ID) pair: ignore, even if name or ID alone matches.
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        # SPEC: If a signature of a known key fails to verify, the whole note SHOULD be rejected.
        if not verifier.verifies(text, signature.signature):
            raise NoteSignatureIsWrong(f"the signature of {signature.name} does not verify")
        verified.setdefault((signature.name, signature.key_id), signature)
    if not verified:
        raise NoteHasNoKnownSignature("the note is not signed by any known key")
    return Note(note.text, tuple(verified.values()))


def _by_name_and_id(verifiers: Iterable[Verifier]) -> dict[tuple[str, bytes], Verifier]:
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if (verifier.name, verifier.key_id) in known:
            raise VerifiersAreAmbiguous(f"two keys are named {verifier.name} with one key id")
        known[verifier.name, verifier.key_id] = verifier
    return known


def parse_note(data: bytes) -> Note:
    """The note as it stands, unverified; raises NoteIsMalformed or KeyNameIsMalformed."""
    text, lines = split_note(data)
    return Note(text, _parse_signatures(lines))


def split_note(data: bytes) -> tuple[str, str]:
    """The text, and the signature lines that nobody has read yet; raises NoteIsMalformed."""
    if len(data) > MAX_NOTE_SIZE:
        raise NoteIsMalformed(f"the note has {len(data)} bytes, more than {MAX_NOTE_SIZE}")
    try:
        decoded = data.decode()
    except UnicodeDecodeError as error:
        raise NoteIsMalformed("the note is not UTF-8") from error
    # SPEC: The text may itself hold empty lines: split at the last one.
    text, separator, lines = decoded.rpartition("\n\n")
    if not separator:
        raise NoteIsMalformed("the note has no empty line between text and signatures")
    text += "\n"
    _check_text(text)
    return text, lines


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteIsMalformed("the note's text does not end with a newline")
    if _CONTROL_CHARACTER.search(text):
        raise NoteIsMalformed("the note's text has a control character")


def _parse_signatures(lines: str) -> tuple[NoteSignature, ...]:
    if not lines.endswith("\n"):
        raise NoteIsMalformed("the last signature line does not end with a newline")
    split = lines[:-1].split("\n")
    if len(split) > MAX_SIGNATURES:
        raise NoteIsMalformed(f"the note has {len(split)} signatures, more than {MAX_SIGNATURES}")
    return tuple(parse_signature_line(line) for line in split)


def parse_signature_line(line: str) -> NoteSignature:
    """One line without its newline; raises NoteIsMalformed or KeyNameIsMalformed."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "\u2014":
        raise NoteIsMalformed(f"a signature line does not begin with a dash: {line!r:.80}")
    check_key_name(name)
    try:
        decoded = decode_base64(encoded)
    except Base64IsNotCanonical as error:
        raise NoteIsMalformed(f"the signature of {name} is not base64") from error
    if len(decoded) <= 4:
        raise NoteIsMalformed(f"the signature of {name} is too short")
    return NoteSignature(name, decoded[:4], decoded[4:])


def check_key_name(name: str) -> None:
    """Raises KeyNameIsMalformed."""
    # SPEC: The name MUST be non-empty and not contain any Unicode spaces or plus.
    if not name or "+" in name or any(character.isspace() for character in name):
        raise KeyNameIsMalformed(f"not a key name: {name!r:.80}")
    if _CONTROL_CHARACTER.search(name) or _SURROGATE.search(name):
        raise KeyNameIsMalformed(f"not a key name: {name!r:.80}")
