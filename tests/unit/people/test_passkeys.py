"""Passkeys: what an honest device says is taken, and nothing that fits another site, moment or key."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import given
from hypothesis import strategies as st

from civic.people.passkeys import PasskeyDoesNotFit, Passkeys, holder_of
from tests.builders.authenticator import FLAG, Authenticator

OFFICIAL = "TESTAKTE2B"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HERE = Passkeys("http://localhost:8000", b"key", NOW)


@pytest.fixture
def device():
    return Authenticator("http://localhost:8000")


def registered(device, **lies):
    return HERE.registered(OFFICIAL, device.register(HERE.to_register(OFFICIAL, []), **lies))


def test_a_passkey_that_was_added_signs_in(device):
    secret = registered(device)
    asked = HERE.to_sign_in()

    answer = device.sign_in(asked)

    HERE.signed_in(answer, [secret])
    assert holder_of(answer) == OFFICIAL


def test_a_device_is_asked_not_to_make_a_second_one(device):
    secret = registered(device)

    asked = HERE.to_register(OFFICIAL, [secret])

    assert len(asked["publicKey"]["excludeCredentials"]) == 1


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://localhost.example.org"},
        {"origin": "http://localhost:8001"},
        {"site": "example.org"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"type": "webauthn.create"},
        {"flags": FLAG.UV},
        {"flags": FLAG.UP},
        {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
    ],
    ids=lambda lies: "-".join(f"{name}" for name in lies),
)
def test_what_is_not_for_this_site_and_moment_is_refused(device, lies):
    secret = registered(device)
    asked = HERE.to_sign_in()

    with pytest.raises(PasskeyDoesNotFit):
        HERE.signed_in(device.sign_in(asked, **lies), [secret])


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://example.org"},
        {"site": "example.org"},
        {"type": "webauthn.get"},
        {"flags": FLAG.UP},
    ],
    ids="-".join,
)
def test_no_passkey_of_another_site_is_added(device, lies):
    with pytest.raises(PasskeyDoesNotFit):
        registered(device, **lies)


def test_the_passkey_of_somebody_else_does_not_sign_in(device):
    asked = HERE.to_sign_in()

    with pytest.raises(PasskeyDoesNotFit):
        HERE.signed_in(device.sign_in(asked), [registered(Authenticator("http://localhost:8000"))])


def test_a_challenge_ends_after_an_hour(device):
    secret, asked = registered(device), HERE.to_sign_in()
    later = Passkeys("http://localhost:8000", b"key", NOW + timedelta(hours=1, seconds=1))

    with pytest.raises(PasskeyDoesNotFit):
        later.signed_in(device.sign_in(asked), [secret])


def test_a_challenge_of_another_site_or_purpose_is_refused(device):
    secret = registered(device)
    elsewhere = Passkeys("http://localhost:8000", b"another key", NOW).to_sign_in()
    to_register = HERE.to_register(OFFICIAL, [])["publicKey"]["challenge"]

    for challenge in (elsewhere["publicKey"]["challenge"], to_register):
        with pytest.raises(PasskeyDoesNotFit):
            HERE.signed_in(device.sign_in(HERE.to_sign_in(), challenge=challenge), [secret])
    with pytest.raises(PasskeyDoesNotFit):
        HERE.registered("22222ABCDE", device.register(HERE.to_register(OFFICIAL, [])))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
shapes = st.fixed_dictionaries(
    {}, optional={"id": json_values, "rawId": json_values, "type": json_values, "response": json_values}
)


@given(st.one_of(st.text(), shapes.map(str), st.from_type(dict).map(str)))
def test_whatever_else_is_sent_is_refused_and_nothing_breaks(answer):
    with pytest.raises(PasskeyDoesNotFit):
        HERE.signed_in(answer, [])
    with pytest.raises(PasskeyDoesNotFit):
        HERE.registered(OFFICIAL, answer)
    with pytest.raises(PasskeyDoesNotFit):
        holder_of(answer)


@given(shapes)
def test_whatever_object_is_sent_is_refused_and_nothing_breaks(answer):
    with pytest.raises(PasskeyDoesNotFit):
        HERE.signed_in(json.dumps(answer), [])
    with pytest.raises(PasskeyDoesNotFit):
        HERE.registered(OFFICIAL, json.dumps(answer))


@given(st.data())
def test_an_answer_that_was_damaged_is_refused_or_harmless(data):
    device = Authenticator("http://localhost:8000")
    asked = HERE.to_register(OFFICIAL, [])
    answer = json.loads(device.register(asked))
    part = data.draw(st.sampled_from(sorted(answer["response"])))
    whole = bytearray(websafe_decode(answer["response"][part]))
    at = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.one_of(st.binary(min_size=1, max_size=8), st.just(b"")))
    answer["response"][part] = websafe_encode(bytes(whole[:at] + damage + whole[at + len(damage) :]))

    with suppress(PasskeyDoesNotFit):
        HERE.registered(OFFICIAL, json.dumps(answer))


@pytest.mark.parametrize(
    ("site", "possible"),
    [
        ("https://city.example", True),
        ("http://localhost:8000", True),
        ("http://city.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]:8000", False),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(site, possible):
    assert Passkeys(site, b"key", NOW).is_possible == possible
