"""Codes that let somebody in once."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.people.codes import (
    digest_of,
    is_app_secret,
    is_invitation,
    new_app_secret,
    new_invitation_code,
    window_of,
)

# SPEC: RFC 6238, Appendix B, rows of SHA1: the last six of the eight digits (RFC 4226, 5.3, takes them modulo
# 10^Digit). The secret is the ASCII text 12345678901234567890.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_the_codes_of_the_standard_are_right_at_their_time(seconds, code):
    assert window_of(code, SECRET, at(seconds)) == seconds // 30
    assert window_of(f" {code[:3]} {code[3:]} ", SECRET, at(seconds)) == seconds // 30


def test_a_code_is_right_a_step_later_and_no_longer():
    late = at(59) + timedelta(seconds=30)

    assert window_of("287082", SECRET, late) == 1
    assert window_of("287082", SECRET, late + timedelta(seconds=30)) is None


@given(st.text(max_size=12))
def test_what_is_no_code_is_never_right(text):
    digits = "".join(text.split())
    right = window_of(text, SECRET, at(59)) is not None
    assert right == (digits in {"287082", "755224"})


def test_an_invitation_is_recognised_however_it_is_typed():
    code = new_invitation_code()

    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ".replace("-", " ")):
        assert is_invitation(typed, digest_of(code))
    assert not is_invitation(new_invitation_code(), digest_of(code))
    assert not is_invitation(code, None)


def test_no_two_codes_or_secrets_are_the_same():
    assert len({new_invitation_code() for _ in range(100)}) == 100
    assert len({new_app_secret() for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["", "ABC", "GEZDGNBVGY3TQOJQ", "ä" * 32, "0" * 32])
def test_what_is_no_secret_is_not_taken_for_one(text):
    assert not is_app_secret(text)
    assert is_app_secret(new_app_secret())
