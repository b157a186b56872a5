"""Public identifiers: whoever mistypes one character or swaps two neighbours is told so."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.ids import (
    ALPHABET,
    LENGTH,
    NumberHasATypo,
    new_command_id,
    new_event_id,
    new_person_id,
    new_public_id,
    parse_public_id,
    spell,
    with_check,
)

numbers = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(with_check)
separators = st.lists(
    st.sampled_from(["", " ", "-", "–", "—", ".", "\t", "\u00a0", "  - "]), min_size=11, max_size=11
)


def is_read(text):
    try:
        parse_public_id(text)
    except NumberHasATypo:
        return False
    return True


@given(numbers)
def test_every_single_wrong_character_is_found(number):
    wrong = [
        number[:place] + character + number[place + 1 :]
        for place in range(LENGTH)
        for character in ALPHABET
        if character != number[place]
    ]

    assert not any(is_read(text) for text in wrong)


@given(numbers)
def test_every_swap_of_two_neighbours_is_found(number):
    swapped = [
        number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        for place in range(LENGTH - 1)
    ]

    assert [is_read(text) for text in swapped] == [text == number for text in swapped]


@given(numbers, separators, st.sampled_from([str.upper, str.lower, str.title]))
def test_numbers_are_read_in_any_case_and_with_any_separators(number, between, case):
    typed = between[0] + "".join(c + s for c, s in zip(number, between[1:], strict=True))

    assert parse_public_id(case(typed)) == number


@given(numbers)
def test_a_number_that_is_read_aloud_is_the_same_number(number):
    assert parse_public_id(spell(number)) == number
    assert spell(number) == f"{number[:5]}-{number[5:]}"


@given(st.text(max_size=14))
def test_any_text_is_read_or_refused_and_never_anything_else(text):
    if is_read(text):
        assert is_read(parse_public_id(text))


@pytest.mark.parametrize(
    "text", ["", "2", "2222222222222", "OIL0100000", "２２２２２２２２２２", "ABCDE\x00FGHJ"]
)
def test_what_is_no_number_at_all_is_refused(text):
    with pytest.raises(NumberHasATypo):
        parse_public_id(text)


def test_fresh_numbers_are_valid_and_all_different():
    fresh = [new_public_id() for _ in range(2000)]

    assert [parse_public_id(number) for number in fresh] == fresh
    assert len(set(fresh)) == len(fresh)


def test_every_character_comes_first_about_equally_often():
    first = [new_public_id()[0] for _ in range(3100)]

    assert set(first) == set(ALPHABET)
    assert all(40 <= first.count(character) <= 180 for character in ALPHABET)


def test_no_character_looks_like_another():
    assert len(ALPHABET) == 31
    assert not set("01OIL") & set(ALPHABET)


def test_internal_ids_are_random():
    assert len({new_person_id() for _ in range(100)} | {new_event_id() for _ in range(100)}) == 200


BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.integers(0, 30_000 * 24 * 3600).map(lambda seconds: BEGINNING + timedelta(seconds=seconds))


@given(moments, st.integers(1, 10**9))
def test_names_of_commands_stand_in_the_order_of_time(now, milliseconds):
    earlier, later = new_command_id(now), new_command_id(now + timedelta(milliseconds=milliseconds))

    assert earlier < later


def test_a_name_of_a_command_begins_with_the_milliseconds_and_is_random_after_them():
    now = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)
    names = {new_command_id(now) for _ in range(100)}

    assert len(names) == 100
    assert {int(name[:12], 16) for name in names} == {int(now.timestamp() * 1000)}
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)
