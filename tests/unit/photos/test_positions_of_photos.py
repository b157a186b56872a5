"""Where a photo says that it was taken: a position on Earth, or nothing, whatever the bytes are."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags
from PIL.TiffImagePlugin import IFDRational

from civic.kernel.place import Point
from civic.photos.making import make_ready
from civic.photos.position import position_told_by
from tests.builders.photos import (
    HEIC,
    at_position,
    exif_of_a_telephone,
    image,
    jpeg,
    jpeg_of_a_telephone,
    png_that_talks,
    written,
)

THERE = Point(45_010_000, -30_020_000)
TOLD = {1: "N", 2: (45.0, 0.0, 36.0), 3: "W", 4: (30.0, 1.0, 12.0)}


def said_by(**changed):
    """Return what is made of a position with some of its tags changed; None leaves a tag out."""
    told = {**TOLD, **{ExifTags.GPS[name].value: value for name, value in changed.items()}}
    return position_told_by(at_position({tag: value for tag, value in told.items() if value is not None}))


KINDS = {
    "jpeg": jpeg_of_a_telephone(),
    "png": png_that_talks(),
    "webp": written(image(), "WEBP", exif=exif_of_a_telephone()),
}


@pytest.mark.parametrize("body", KINDS.values(), ids=KINDS)
def test_the_position_of_a_telephone_is_read_from_every_kind_of_photo(body):
    assert position_told_by(body) == THERE


def test_the_position_of_an_iphone_is_read():
    assert position_told_by(HEIC) == THERE


def test_south_and_west_are_below_zero():
    assert said_by(GPSLatitudeRef="S", GPSLongitudeRef="E") == Point(-45_010_000, 30_020_000)


def test_degrees_may_be_a_fraction_by_themselves():
    assert said_by(GPSLatitude=(IFDRational(4501, 100), 0.0, 0.0)) == THERE


@pytest.mark.parametrize("datum", ["WGS-84", "wgs 84", "WGS84\0"])
def test_the_usual_datum_is_taken_however_it_is_written(datum):
    assert said_by(GPSMapDatum=datum) == THERE


NO_POSITIONS = {
    "91 degrees": {"GPSLatitude": (91.0, 0.0, 0.0)},
    "a bit more than the pole": {"GPSLatitude": (90.0, 0.0, 1.0)},
    "181 degrees": {"GPSLongitude": (181.0, 0.0, 0.0)},
    "60 minutes": {"GPSLatitude": (45.0, 60.0, 0.0)},
    "60 seconds": {"GPSLatitude": (45.0, 0.0, 60.0)},
    "nothing below the line": {"GPSLatitude": (IFDRational(45, 0), 0.0, 0.0)},
    "nothing by nothing": {"GPSLatitude": (IFDRational(0, 0), 0.0, 0.0)},
    "minutes of nothing": {"GPSLongitude": (30.0, IFDRational(0, 0), 0.0)},
    "two parts": {"GPSLatitude": (45.0, 0.0)},
    "four parts": {"GPSLatitude": (45.0, 0.0, 0.0, 0.0)},
    "no side": {"GPSLatitudeRef": None},
    "an unknown side": {"GPSLatitudeRef": "X"},
    "the side of the other": {"GPSLatitudeRef": "E"},
    "two sides": {"GPSLatitudeRef": "NS"},
    "no longitude": {"GPSLongitude": None},
    "no measurement": {"GPSStatus": "V"},
    "another datum": {"GPSMapDatum": "TOKYO"},
    "off the coast of Africa": {"GPSLatitude": (0.0, 0.0, 0.0), "GPSLongitude": (0.0, 0.0, 0.0)},
}


@pytest.mark.parametrize("changed", NO_POSITIONS.values(), ids=NO_POSITIONS)
def test_what_cannot_be_a_position_says_nothing(changed):
    assert said_by(**changed) is None


@pytest.mark.parametrize("body", [b"", b"words", jpeg(), jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")])
def test_a_file_that_says_no_place_has_none(body):
    assert position_told_by(body) is None


def test_a_position_is_not_in_what_is_kept():
    ready = make_ready(at_position(TOLD), "holiday.jpg")

    assert position_told_by(ready.whole.body) is None
    assert position_told_by(ready.small.body) is None


TINY = image((48, 32))
SEEDS = [written(TINY, kind, exif=exif_of_a_telephone()) for kind in ("JPEG", "PNG", "WEBP")] + [HEIC]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.sampled_from(SEEDS), chance=st.randoms(use_true_random=False), changes=st.integers(1, 12))
def test_whatever_the_bytes_are_there_is_a_position_on_earth_or_none(seed, chance, changes):
    body = bytearray(seed)
    start = max(body.find(b"Exif"), 0)
    for _ in range(changes):
        body[chance.randrange(start, len(body))] = chance.randrange(256)

    is_on_earth(position_told_by(bytes(body)))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=st.binary(max_size=200), order=st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_whatever_metadata_is_there_is_a_position_on_earth_or_none(told, order):
    is_on_earth(position_told_by(jpeg((8, 8), exif=b"Exif\0\0" + order + told)))


def is_on_earth(position):
    if position is not None:
        latitude, longitude = position.degrees()
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180
