import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_builders import WRITER, WRITER_KEY, private_key
from securesystemslib.dsse import Envelope as OracleEnvelope
from securesystemslib.signer import SSlibKey

from ledger import dsse
from ledger import dsse_diagnosis as why
from ledger.dsse import PAYLOAD_TYPE, StatementSigner
from ledger.errors import LedgerError

KEYS = {WRITER.keyid: WRITER_KEY.public_key()}
ENVELOPE = WRITER.sign(b'{"type":"cases.report.filed"}')


def changed(**members):
    return json.dumps(json.loads(ENVELOPE) | members, separators=(",", ":")).encode()


def changed_signature(**members):
    return changed(signatures=[json.loads(ENVELOPE)["signatures"][0] | members])


def test_the_signed_bytes_are_those_of_the_specification():
    assert dsse.pre_authentication_encoding("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_an_envelope_has_compact_json_with_sorted_members():
    assert json.dumps(json.loads(ENVELOPE), sort_keys=True, separators=(",", ":")).encode() == ENVELOPE
    assert json.loads(ENVELOPE) == {
        "payload": b64encode(b'{"type":"cases.report.filed"}').decode(),
        "payloadType": "application/vnd.civic.event+json",
        "signatures": [{"keyid": WRITER.keyid, "sig": json.loads(ENVELOPE)["signatures"][0]["sig"]}],
    }


@given(st.binary(max_size=2000))
def test_a_signed_payload_comes_back_and_verifies(payload):
    envelope = WRITER.sign(payload)

    statement = dsse.verify(envelope, KEYS)

    assert (statement.payload, statement.payload_type, statement.keyid) == (
        payload,
        PAYLOAD_TYPE,
        WRITER.keyid,
    )
    assert dsse.parse(envelope) == statement
    assert dsse.payload_of(envelope) == payload


@given(st.binary(max_size=300))
def test_another_implementation_verifies_our_statements(payload):
    oracle = OracleEnvelope.from_dict(json.loads(WRITER.sign(payload)))
    key = SSlibKey.from_crypto(WRITER_KEY.public_key(), keyid=WRITER.keyid)

    assert oracle.payload == payload
    assert oracle.pae() == dsse.pre_authentication_encoding(PAYLOAD_TYPE, payload)
    assert oracle.verify([key], 1) == {WRITER.keyid: key}


def test_every_changed_byte_of_a_statement_is_refused():
    for place in range(len(ENVELOPE)):
        flipped = bytearray(ENVELOPE)
        flipped[place] ^= 1
        with pytest.raises(LedgerError):
            dsse.verify(bytes(flipped), KEYS)


def test_a_statement_of_an_unknown_signer_is_refused():
    with pytest.raises(dsse.SignerIsUnknown):
        dsse.verify(StatementSigner(private_key(9)).sign(b"{}"), KEYS)


def test_a_statement_signed_for_another_payload_type_is_refused():
    other = StatementSigner(WRITER_KEY, payload_type="application/json").sign(b"{}")

    with pytest.raises(why.PayloadTypeIsAnother):
        dsse.verify(other, KEYS)
    with pytest.raises(dsse.StatementSignatureIsWrong):
        dsse.verify(other.replace(b"application/json", PAYLOAD_TYPE.encode()), KEYS)
    assert dsse.verify(other, KEYS, "application/json").payload == b"{}"


@pytest.mark.parametrize(
    ("envelope", "error"),
    [
        (b"", why.EnvelopeIsNotJson),
        (b"[]", why.EnvelopeIsNotJson),
        (b"\xff\xfe{\x00}\x00", why.EnvelopeIsNotJson),
        (b"[" * 50_000, why.EnvelopeIsNotJson),
        (ENVELOPE + b"\n", why.EnvelopeIsNotCanonical),
        (b" " + ENVELOPE, why.EnvelopeIsNotCanonical),
        (json.dumps(json.loads(ENVELOPE)).encode(), why.EnvelopeIsNotCanonical),
        (ENVELOPE.replace(b"application/", b"application\\/"), why.EnvelopeIsNotCanonical),
        (b'{"payload":"",' + ENVELOPE[1:], why.EnvelopeHasDuplicateMembers),
        (ENVELOPE.replace(b'{"keyid"', b'{"sig":"","keyid"'), why.EnvelopeHasDuplicateMembers),
        (changed(extra=1), why.EnvelopeMembersAreNotExact),
        (changed(payload=1), why.EnvelopeMembersAreNotExact),
        (changed(signatures=["x"]), why.EnvelopeMembersAreNotExact),
        (changed_signature(cert=""), why.EnvelopeMembersAreNotExact),
        (b"{}", why.EnvelopeMembersAreNotExact),
        (changed(signatures=[]), why.EnvelopeNeedsOneSignature),
        (changed(signatures=json.loads(ENVELOPE)["signatures"] * 2), why.EnvelopeNeedsOneSignature),
        (changed(payload="e31="), why.EnvelopeBase64IsNotCanonical),
        (changed(payload="e30"), why.EnvelopeBase64IsNotCanonical),
        (changed(payload="e3 0="), why.EnvelopeBase64IsNotCanonical),
        (changed(payload="_-8="), why.EnvelopeBase64IsNotCanonical),
        (changed_signature(sig="AA=="), why.SignatureHasTheWrongLength),
        (changed_signature(sig="A" * 85 + "B=="), why.EnvelopeBase64IsNotCanonical),
        (changed_signature(keyid=WRITER.keyid.upper()), why.KeyIdIsMalformed),
        (changed_signature(keyid="abc"), why.KeyIdIsMalformed),
        (changed(payload="A" * 66_000), why.EnvelopeIsTooLarge),
    ],
)
def test_an_envelope_in_any_other_form_is_refused_by_name(envelope, error):
    with pytest.raises(LedgerError) as refused:
        dsse.parse(envelope)

    assert type(refused.value) is error


def test_a_statement_that_does_not_fit_an_entry_is_not_made():
    largest = (65_535 - len(WRITER.sign(b""))) // 4 * 3

    assert len(WRITER.sign(b"x" * largest)) <= 65_535
    with pytest.raises(why.EnvelopeIsTooLarge):
        WRITER.sign(b"x" * (largest + 3))


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: ENVELOPE[:20] + text.encode()))
def test_arbitrary_bytes_are_refused_with_a_reason(data):
    with pytest.raises(why.EnvelopeIsMalformed):
        dsse.parse(data)
