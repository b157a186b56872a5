"""JSON documents are read alike, whichever library reads them."""

import json

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.unique_json import JsonHasDuplicateMembers, JsonIsMalformed, parse_object, read_slowly

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def read_by(read, document):
    try:
        return read(document)
    except JsonIsMalformed as error:
        return type(error)


@given(st.dictionaries(st.text(max_size=5), VALUES), st.sampled_from([None, (",", ":"), (" , ", " : ")]))
@example({"large": 2**64, "larger": -(2**63) - 1}, (",", ":"))
@example({"tiny": 5e-324, "zero": -0.0}, (",", ":"))
def test_an_object_is_read_as_the_standard_library_reads_it(value, separators):
    document = json.dumps(value, separators=separators, ensure_ascii=False).encode("utf-8", "surrogatepass")

    assert repr(read_by(parse_object, document)) == repr(read_by(read_slowly, document))


@given(st.binary(max_size=30) | st.text('{}[]":,\\\\u0163ab .eE+-', max_size=40).map(str.encode))
@example(b'{"a":1,"a":2}')
@example(b'{"a":1,"\\u0061":2}')
@example(b'{"a":{"b":1,"b":1}}')
@example(b'{"a":NaN}')
@example(b'{"a":1e400}')
@example(b'{"a":"\\ud800"}')
@example(b"[" * 100_000)
def test_whatever_the_bytes_are_both_ways_agree(document):
    assert repr(read_by(parse_object, document)) == repr(read_by(read_slowly, document))


@pytest.mark.parametrize("blank", [b"", b" "])
def test_a_member_that_stands_twice_is_named_as_what_is_wrong(blank):
    with pytest.raises(JsonHasDuplicateMembers):
        parse_object(b'{"a":1,' + blank + b'"a":1}')


def test_the_fast_reader_is_there_where_these_tests_run():
    assert orjson.loads(b"{}") == parse_object(b"{}") == {}
