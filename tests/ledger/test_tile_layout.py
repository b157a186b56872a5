from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tiles import (
    BundleIsMalformed,
    EntryIsTooLarge,
    Tile,
    TilePathIsMalformed,
    bundle_for,
    encode_bundle,
    parse_bundle,
    parse_index,
    parse_tile_path,
    tile_width,
    tiles_of,
)


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 256, "tile/entries/000"),
        (251, 255, "tile/entries/000.p/255"),
        (256, 257, "tile/entries/001.p/1"),
        (123456789 * 256, 123456790 * 256, "tile/entries/x123/x456/789"),
    ],
)
def test_the_bundle_of_an_entry(index, size, path):
    assert bundle_for(index, size).path() == path


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 255), "tile/0/000.p/255"),
        (Tile(15, 455667), "tile/15/x455/667"),
        (Tile(15, 123456789, 41), "tile/15/x123/x456/789.p/41"),
        (Tile(63, 1234067), "tile/63/x001/x234/067"),
        (Tile(None, 0), "tile/entries/000"),
    ],
)
def test_paths_are_written_and_read(tile, path):
    assert tile.path() == path
    assert parse_tile_path(path) == tile


def test_a_large_index_is_read():
    assert parse_index("x999/x999/x999/x999/x999/999.p/255") == (999999999999999999, 255)


@pytest.mark.parametrize(
    "text",
    [
        "x001/x234/067.p/",
        "x001/x234/067.p",
        "x001/x234/",
        "x001/x234",
        "x001/",
        "x001",
        "",
        "63",
        "0000",
        "x000/001",
        "001.p/0",
        "001.p/256",
        "001.p/01",
        "001.p/1/",
        "\u0661\u0661\u0661",
    ],
)
def test_what_is_not_an_index_is_refused(text):
    with pytest.raises(TilePathIsMalformed):
        parse_index(text)


@pytest.mark.parametrize(
    "path",
    ["tile/64/000", "tile/00/000", "tile/-1/000", "tile/0", "/tile/0/000", "tile/0/000\n", "checkpoint"],
)
def test_what_is_not_the_path_of_a_tile_is_refused(path):
    with pytest.raises(TilePathIsMalformed):
        parse_tile_path(path)


def test_the_highest_level_is_63():
    assert parse_tile_path("tile/63/000") == Tile(63, 0)


@pytest.mark.parametrize(
    ("size", "full", "partial"),
    [
        (70_000, {0: 273, 1: 1}, {0: 112, 1: 17, 2: 1}),
        (256, {0: 1}, {1: 1}),
        (255, {}, {0: 255}),
        (1, {}, {0: 1}),
        (0, {}, {}),
    ],
)
def test_the_tiles_of_a_tree(size, full, partial):
    tiles = list(tiles_of(size))

    assert Counter(tile.level for tile in tiles if tile.width == 256) == full
    assert {tile.level: tile.width for tile in tiles if tile.width < 256} == partial


@given(st.integers(0, 3), st.integers(0, 2**24), st.integers(0, 2**34))
def test_the_width_of_a_tile_is_what_the_tree_fills(level, index, size):
    hashes = size // 256**level

    assert tile_width(level, index, size) == min(256, max(0, hashes - 256 * index))
    if index == hashes // 256:
        assert tile_width(level, index, size) == hashes % 256


@given(st.none() | st.integers(0, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_every_tile_is_found_by_its_path(level, index, width):
    tile = Tile(level, index, width)

    assert parse_tile_path(tile.path()) == tile


@given(st.text(max_size=40) | st.from_regex(r"tile/(entries|[0-9]{1,2})/[x0-9/.p]{1,20}", fullmatch=True))
def test_a_path_that_is_read_is_the_only_spelling(path):
    try:
        tile = parse_tile_path(path)
    except TilePathIsMalformed:
        return
    assert tile.path() == path


def test_the_bundle_of_the_test_log():
    assert encode_bundle([b"one", b"two"]).hex() == "00036f6e65000374776f"


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_that_is_written_is_read_back(entries):
    bundle = encode_bundle(entries)

    assert parse_bundle(bundle, len(entries)) == entries
    with pytest.raises(BundleIsMalformed):
        parse_bundle(bundle, len(entries) + 1)
    with pytest.raises(BundleIsMalformed):
        parse_bundle(bundle + b"\x00", len(entries))


@given(st.binary(max_size=200), st.integers(0, 20))
def test_arbitrary_bytes_are_a_bundle_only_in_one_spelling(data, width):
    try:
        entries = parse_bundle(data, width)
    except BundleIsMalformed:
        return
    assert encode_bundle(entries) == data


def test_an_entry_has_at_most_65535_bytes():
    assert len(encode_bundle([bytes(65_535)])) == 65_537
    with pytest.raises(EntryIsTooLarge):
        encode_bundle([bytes(65_536)])
