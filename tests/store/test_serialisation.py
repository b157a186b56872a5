"""Deterministic JSON: the bytes of RFC 8785 for what events may hold, and a refusal for the rest."""

import enum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from civic.store.serialisation import NotInTheDomain, from_bytes, to_bytes

LARGEST = 2**53 - 1
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
keys = st.text(st.characters(max_codepoint=127), max_size=12)
plain = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=30
)
outside = st.one_of(
    st.floats(),
    st.integers(min_value=LARGEST + 1),
    st.integers(max_value=-LARGEST - 1),
    st.binary(max_size=3),
    st.tuples(plain),
    st.frozensets(texts, max_size=2),
    st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3),
    st.dictionaries(st.text(st.characters(min_codepoint=128), min_size=1, max_size=3), plain, min_size=1),
    st.dictionaries(st.integers() | st.none() | st.booleans(), plain, min_size=1),
)


@given(values)
def test_what_is_written_is_rfc_8785_and_reads_back(value):
    written = to_bytes(value)

    assert written == rfc8785.dumps(value)
    assert from_bytes(written) == value


@given(outside, st.sampled_from(["", "list", "object", "deep"]))
def test_what_others_could_write_differently_is_refused_wherever_it_stands(value, place):
    somewhere = {
        "": value,
        "list": ["a", value],
        "object": {"a": 1, "b": value},
        "deep": {"a": [{"b": value}]},
    }

    with pytest.raises(NotInTheDomain):
        to_bytes(somewhere[place])


class Word(str):
    __slots__ = ()


class Number(enum.IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    "value", [Word("a"), Number.ONE, {Word("a"): 1}, {"a": Word("b")}, [Number.ONE], object()]
)
def test_kinds_that_only_look_like_plain_values_are_refused(value):
    with pytest.raises(NotInTheDomain):
        to_bytes(value)


def test_what_is_nested_too_deeply_is_refused():
    value = []
    for _ in range(400):
        value = [value]

    with pytest.raises(NotInTheDomain):
        to_bytes(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": 2, "B": 3, "": 0}, b'{"":0,"B":3,"a":2,"b":1}'),
        ('\x00\x08\t\n\x0c\r\x1f"\\/\x7f', b'"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7f"'),
        ("😀é\u2028", '"😀é\u2028"'.encode()),
        ([True, False, None, -0], b"[true,false,null,0]"),
        (LARGEST, b"9007199254740991"),
    ],
)
def test_the_rules_by_example(value, written):
    assert to_bytes(value) == written
