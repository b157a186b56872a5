"""Stylesheet and scripts travel compressed to whoever can unpack them."""

import gzip
import re

import pytest


@pytest.fixture(params=[r'href="(/static/[^"]+\.css)"', r'src="(/static/scripts/[^"]+\.js)"'])
def address(request, resident):
    return re.search(request.param, resident.open("/en/").html)[1]


def test_a_file_travels_compressed_where_that_is_understood(resident, address):
    plain = resident.client.get(address)
    packed = resident.client.get(address, headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert "Content-Encoding" not in plain.headers
