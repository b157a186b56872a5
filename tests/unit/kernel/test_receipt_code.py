"""Receipt codes find their entry again, and no slip of the tongue or the pen goes unseen."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.ids import ALPHABET, NumberHasATypo, parse_public_id
from civic.kernel.receipt_code import (
    LENGTH,
    MOST,
    CodeHasATypo,
    PositionHasNoCode,
    parse_receipt_code,
    receipt_code,
)

positions = st.integers(0, MOST - 1)
hashes = st.binary(min_size=32, max_size=32)


@given(positions, hashes)
def test_a_code_leads_back_to_its_entry(position, leaf_hash):
    found = parse_receipt_code(receipt_code(position, leaf_hash))

    assert found.position == position
    assert found.fits(leaf_hash)


@given(positions, hashes)
def test_a_code_is_three_groups_without_look_alikes(position, leaf_hash):
    groups = receipt_code(position, leaf_hash).split("-")

    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set("01OIL") & set("".join(groups))


@given(positions, hashes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_found(position, leaf_hash, place, other):
    code = receipt_code(position, leaf_hash).replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(CodeHasATypo):
            parse_receipt_code(wrong)


@given(positions, hashes, st.integers(0, LENGTH - 2))
def test_two_neighbours_that_changed_places_are_found(position, leaf_hash, place):
    code = receipt_code(position, leaf_hash).replace("-", "")
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(CodeHasATypo):
            parse_receipt_code(wrong)


def test_an_entry_with_another_fingerprint_does_not_fit():
    one, other = hashlib.sha256(b"one").digest(), hashlib.sha256(b"other").digest()

    assert not parse_receipt_code(receipt_code(7, one)).fits(other)


def test_early_entries_do_not_look_alike():
    codes = [receipt_code(position, hashlib.sha256(bytes([position])).digest()) for position in range(50)]

    assert len({code[:4] for code in codes}) == 50
    assert all(len(set(code)) > 4 for code in codes)


def test_a_code_may_be_typed_as_people_type():
    code = receipt_code(12, bytes(32))

    assert parse_receipt_code(f"  {code.lower().replace('-', ' – ')}").position == 12


@pytest.mark.parametrize("typed", ["", "ABCD", "0" * 12, "O" * 12, "٢" * 12, "2" * 13, "x" * 10_000])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(CodeHasATypo):
        parse_receipt_code(typed)


@given(positions, hashes)
def test_a_code_is_never_taken_for_a_case_number(position, leaf_hash):
    with pytest.raises(NumberHasATypo):
        parse_public_id(receipt_code(position, leaf_hash))


@pytest.mark.parametrize("position", [-1, MOST])
def test_where_codes_end_it_is_said(position):
    with pytest.raises(PositionHasNoCode):
        receipt_code(position, bytes(32))
