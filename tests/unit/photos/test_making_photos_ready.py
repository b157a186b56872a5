"""What people send as a photo: kept upright, small and without a word about them, or refused in words."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from civic.kernel.errors import InputHasFaults
from civic.kernel.photo import Jpeg
from civic.photos import heic
from civic.photos.limits import LARGEST_FILE, MOST_PIXELS
from civic.photos.making import is_stripped, make_ready
from tests.builders.photos import (
    BLUE,
    HEIC,
    HOME,
    RED,
    animation,
    bomb,
    exif_of_a_telephone,
    image,
    jpeg,
    jpeg_of_a_telephone,
    png_that_talks,
    written,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(jpeg_file):
    return Image.open(BytesIO(jpeg_file.body))


def fault_of(body):
    with pytest.raises(InputHasFaults) as refused:
        make_ready(body, "holiday.jpg")
    (fault,) = refused.value.faults
    assert fault.field == "photo"
    assert fault.facts["file"] == "holiday.jpg"
    return fault.code


KINDS = {
    "jpeg": jpeg(),
    "progressive": jpeg(progressive=True),
    "grey": written(image(mode="L"), "JPEG"),
    "cmyk": written(image(mode="CMYK"), "JPEG"),
    "png": written(image(), "PNG"),
    "palette": written(image(mode="P"), "PNG"),
    "transparent": written(image(mode="RGBA"), "PNG"),
    "transparent grey": written(image(mode="LA"), "PNG"),
    "black and white": written(image(mode="1"), "PNG"),
    "16 bits": written(image(mode="L").convert("I;16"), "PNG"),
    "webp": written(image(), "WEBP"),
    "several views": written(image(), "MPO", save_all=True, append_images=[image()]),
}
NO_PHOTOS = {
    "nothing": b"",
    "words": b"holiday",
    "svg": SVG,
    "pdf": b"%PDF-1.7\n",
    "html": b"<html></html>",
    "gif": b"GIF89a" + bytes(20),
    "zeros": bytes(1000),
    "three bytes": b"\xff\xd8\xff",
}
LIES = {
    "empty": b"Exif\0\0",
    "far away": b"Exif\0\0MM\0*\xff\xff\xff\xff",
    "zeros": b"Exif\0\0" + bytes(60),
    "cut": b"Exif\0\0II*\0\x08\0\0\0\xff\xff",
}
WHERE_RED_IS = ("left", "right", "right", "left", "top", "top", "bottom", "bottom")


@pytest.mark.parametrize("body", KINDS.values(), ids=KINDS)
def test_every_kind_of_photo_becomes_two_plain_jpegs(body):
    ready = make_ready(body, "holiday")

    for kept, longest in ((ready.whole, 640), (ready.small, 480)):
        picture = opened(kept)
        assert (picture.format, picture.mode, max(picture.size)) == ("JPEG", "RGB", longest)
        assert picture.size == (kept.width, kept.height)
        picture.load()


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    ready = make_ready(jpeg((4000, 3000)), "holiday")

    assert (ready.whole.width, ready.whole.height) == (1600, 1200)
    assert (ready.small.width, ready.small.height) == (480, 360)


@pytest.mark.parametrize(("orientation", "red"), list(enumerate(WHERE_RED_IS, 1)))
def test_a_photo_stands_upright_however_the_telephone_was_held(orientation, red):
    """SPEC: EXIF 2.3, Orientation: where row 0 and column 0 of what is stored are to be seen."""
    kept = make_ready(jpeg(exif=exif_of_a_telephone(orientation)), "holiday").whole
    picture = opened(kept)
    width, height = picture.size
    at = {
        "left": (width // 8, height // 2),
        "right": (width - width // 8, height // 2),
        "top": (width // 2, height // 8),
        "bottom": (width // 2, height - height // 8),
    }
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[red]

    assert (width, height) == ((640, 480) if orientation < 5 else (480, 640))
    assert is_near(picture.getpixel(at[red]), RED)
    assert is_near(picture.getpixel(at[opposite]), BLUE)


def test_a_photo_of_an_iphone_is_read_and_stands_upright():
    kept = make_ready(HEIC, "holiday.heic").whole
    picture = opened(kept)

    assert picture.size == (48, 64)
    assert is_near(picture.getpixel((24, 8)), RED)
    assert is_near(picture.getpixel((24, 56)), BLUE)
    assert is_stripped(kept)


def is_near(pixel, colour):
    return all(abs(one - other) < 90 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("body", [jpeg_of_a_telephone(), png_that_talks()], ids=["jpeg", "png"])
def test_nothing_that_a_photo_says_about_its_maker_is_kept(body):
    ready = make_ready(body, "holiday")

    for kept in (ready.whole, ready.small):
        assert HOME.encode() not in kept.body
        assert not opened(kept).getexif()
        assert is_stripped(kept)


@pytest.mark.parametrize(
    "told",
    [
        {"exif": exif_of_a_telephone()},
        {"comment": b"at home"},
        {"icc_profile": b"profile"},
        {"xmp": b"<x/>"},
        {"dpi": (300, 300), "exif": exif_of_a_telephone()},
    ],
    ids=["exif", "comment", "colours", "xmp", "both"],
)
def test_what_says_more_than_its_picture_is_not_taken_for_stripped(told):
    assert is_stripped(Jpeg(jpeg(), 640, 480))
    assert not is_stripped(Jpeg(jpeg(**told), 640, 480))


def test_bytes_behind_or_before_the_picture_or_another_size_are_not_taken_for_stripped():
    plain = jpeg()

    assert not is_stripped(Jpeg(plain + b"PK", 640, 480))
    assert not is_stripped(Jpeg(b"\n" + plain, 640, 480))
    assert not is_stripped(Jpeg(plain[:-2], 640, 480))
    assert not is_stripped(Jpeg(plain, 480, 640))
    assert not is_stripped(Jpeg(b"", 0, 0))


def test_of_a_file_that_is_two_things_at_once_only_the_picture_is_kept():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("payload.txt", HOME)
    page = b"<script>alert(1)</script>"

    kept = make_ready(jpeg(comment=page) + packed.getvalue(), "holiday").whole

    assert not zipfile.is_zipfile(BytesIO(kept.body))
    assert page not in kept.body
    assert is_stripped(kept)


@pytest.mark.parametrize("body", NO_PHOTOS.values(), ids=NO_PHOTOS)
def test_what_is_no_photo_is_refused(body):
    assert fault_of(body) in {"input.photo-unreadable", "input.photo-damaged"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_was_not_sent_whole_is_refused(kind):
    body = written(image(), kind)

    assert fault_of(body[: len(body) // 2]) == "input.photo-damaged"


def test_a_photo_of_an_iphone_that_was_not_sent_whole_is_refused():
    assert fault_of(HEIC[:600]) in {"input.photo-damaged", "input.photo-unreadable"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind):
    assert fault_of(animation(kind)) == "input.photo-moves"


@pytest.mark.parametrize("sides", [(10_000, 10_000), (MOST_PIXELS + 1, 1), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_what_its_header_says(sides):
    """A hundred megapixels would take 300 MB; the file has under a hundred bytes."""
    assert len(bomb(*sides)) < 100
    assert fault_of(bomb(*sides)) == "input.photo-too-large"


def test_a_file_of_too_many_bytes_is_not_looked_at():
    assert fault_of(bytes(LARGEST_FILE + 1)) == "input.photo-too-heavy"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data", "ignore:Possibly corrupt EXIF data")
@pytest.mark.parametrize("exif", LIES.values(), ids=LIES)
def test_metadata_that_lies_changes_nothing(exif):
    plain, lying = make_ready(jpeg(), "holiday").whole, make_ready(jpeg(exif=exif), "holiday").whole

    assert (lying.width, lying.height) == (plain.width, plain.height)
    assert is_stripped(lying)


TINY = image((48, 32))
SEEDS = [written(TINY), written(TINY, "PNG"), written(TINY, "WEBP"), HEIC, jpeg_of_a_telephone()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.sampled_from(SEEDS), chance=st.randoms(use_true_random=False), data=st.data())
def test_whatever_the_bytes_are_a_photo_is_stripped_or_refused_in_words(seed, chance, data):
    body = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        body[chance.randrange(len(body))] = chance.randrange(256)
    start, end = sorted((chance.randrange(len(body) + 1), chance.randrange(len(body) + 1)))
    changed = bytes(body[:start] + body[end:]) if data.draw(st.booleans()) else bytes(body)

    with suppress(InputHasFaults):
        ready = make_ready(changed, "holiday")
        assert is_stripped(ready.whole)
        assert is_stripped(ready.small)


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_bytes_of_any_kind_are_no_photo(body):
    assert fault_of(body).startswith("input.photo-")


def test_a_file_that_crashes_its_decoder_is_refused_and_nothing_else_happens():
    """With this byte its library reads beyond its memory: the process that opens it does not survive."""
    assert fault_of(HEIC[:179] + b"\xbd" + HEIC[180:]) == "input.photo-damaged"


def test_a_decoder_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(heic, "WITHIN", 0.001)

    assert fault_of(HEIC) == "input.photo-damaged"
