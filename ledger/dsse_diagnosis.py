"""Why an envelope is not one: the slow path of `dsse.parse`, which finds the first broken rule."""

from __future__ import annotations

import json
from typing import Any

from ledger.canonical import Base64IsNotCanonical, decode_base64
from ledger.errors import LedgerError
from ledger.unique_json import JsonHasDuplicateMembers, JsonIsMalformed, parse_object

MAX_ENVELOPE_SIZE = 65_535


class EnvelopeIsMalformed(LedgerError):
    """The bytes are not the one spelling of a statement; subclasses say which rule is broken."""


class EnvelopeIsTooLarge(EnvelopeIsMalformed):
    """An entry of the log has at most 65,535 bytes."""


class EnvelopeIsNotJson(EnvelopeIsMalformed):
    """The bytes are not a JSON object in UTF-8."""


class EnvelopeHasDuplicateMembers(EnvelopeIsMalformed):
    """A member appears twice, so that two readers may see two statements."""


class EnvelopeMembersAreNotExact(EnvelopeIsMalformed):
    """A member is missing, unknown or of the wrong kind."""


class EnvelopeNeedsOneSignature(EnvelopeIsMalformed):
    """There must be exactly one signature."""


class EnvelopeBase64IsNotCanonical(EnvelopeIsMalformed):
    """Payload or signature is not canonical base64."""


class KeyIdIsMalformed(EnvelopeIsMalformed):
    """A key id is the SHA-256 of a public key in 64 lower-case hex digits."""


class SignatureHasTheWrongLength(EnvelopeIsMalformed):
    """An Ed25519 signature has 64 bytes."""


class PayloadTypeIsAnother(EnvelopeIsMalformed):
    """The statement is of another payload type than expected."""


class EnvelopeIsNotCanonical(EnvelopeIsMalformed):
    """The same statement in another spelling: blanks, escapes or another order of members."""


def broken_rule(envelope: bytes, payload_type: str) -> EnvelopeIsMalformed:
    """The error for an envelope that is known to be malformed."""
    try:
        _check_size(envelope)
        _check_members(_document(envelope), payload_type)
    except EnvelopeIsMalformed as error:
        return error
    return EnvelopeIsNotCanonical("the envelope is not spelled as the serialiser spells it")


def _check_size(envelope: bytes) -> None:
    if len(envelope) > MAX_ENVELOPE_SIZE:
        raise EnvelopeIsTooLarge(f"the envelope has {len(envelope)} bytes, more than {MAX_ENVELOPE_SIZE}")


def _document(envelope: bytes) -> dict[str, Any]:
    try:
        return parse_object(envelope)
    except JsonHasDuplicateMembers as error:
        raise EnvelopeHasDuplicateMembers(str(error)) from error
    except JsonIsMalformed as error:
        raise EnvelopeIsNotJson(f"the envelope is not a JSON object: {error}") from error


def _check_members(document: dict[str, Any], payload_type: str) -> None:
    _check_exact("envelope", document, {"payload": str, "payloadType": str, "signatures": list})
    if len(document["signatures"]) != 1:
        raise EnvelopeNeedsOneSignature(f"the envelope has {len(document['signatures'])} signatures, not one")
    signature = document["signatures"][0]
    if not isinstance(signature, dict):
        raise EnvelopeMembersAreNotExact("the signature is not an object")
    _check_exact("signature", signature, {"keyid": str, "sig": str})
    if document["payloadType"] != payload_type:
        raise PayloadTypeIsAnother(f"payload type {document['payloadType']!r:.80}, expected {payload_type!r}")
    _check_values(document["payload"], signature["keyid"], signature["sig"])


def _check_exact(what: str, members: dict[str, Any], expected: dict[str, type]) -> None:
    if members.keys() != expected.keys():
        raise EnvelopeMembersAreNotExact(f"the {what} has members {json.dumps(sorted(members)):.120}")
    for name, kind in expected.items():
        if not isinstance(members[name], kind):
            raise EnvelopeMembersAreNotExact(f"member {name} of the {what} is of the wrong kind")


def _check_values(payload: str, keyid: str, signature: str) -> None:
    if len(keyid) != 64 or not set(keyid) <= set("0123456789abcdef"):
        raise KeyIdIsMalformed(f"key id {keyid!r:.80} is not 64 lower-case hex digits")
    try:
        decode_base64(payload)
        length = len(decode_base64(signature))
    except Base64IsNotCanonical as error:
        raise EnvelopeBase64IsNotCanonical(str(error)) from error
    if length != 64:
        raise SignatureHasTheWrongLength(f"the signature has {length} bytes, not 64")
