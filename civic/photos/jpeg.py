"""JPEG, looked at marker by marker: whether a file holds its picture and nothing else.

SPEC: ITU-T T.81, annex B: markers, segments with their length, entropy-coded data up to the next marker.
"""

from collections.abc import Iterator

SOI, EOI, SOS, APP0 = 0xD8, 0xD9, 0xDA, 0xE0
# Tables, frames (baseline and progressive), restart interval: what it takes to draw the picture.
_PICTURE = frozenset({0xDB, 0xC0, 0xC2, 0xC4, 0xDD, SOS})
_JFIF_LENGTH = 16  # a longer one holds a second, smaller picture


class JpegIsBroken(Exception):
    """The bytes do not follow the form of a JPEG file."""


def holds_only_its_picture(body: bytes) -> bool:
    """Say whether nothing is in the file, before, in or after the picture, that is not needed to draw it."""
    try:
        return all(_is_needed(marker, segment) for marker, segment in _segments(body))
    except (JpegIsBroken, IndexError):
        return False


def _is_needed(marker: int, segment: bytes) -> bool:
    if marker == APP0:
        return segment.startswith(b"JFIF\0") and len(segment) + 2 == _JFIF_LENGTH
    return marker in _PICTURE


def _segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield every segment with its marker; raise JpegIsBroken or IndexError."""
    if body[:2] != bytes((0xFF, SOI)):
        raise JpegIsBroken("does not begin as a JPEG file")
    at = 2
    while body[at + 1] != EOI:
        if body[at] != 0xFF:
            raise JpegIsBroken(f"no marker at byte {at}")
        length = int.from_bytes(body[at + 2 : at + 4])
        yield body[at + 1], body[at + 4 : at + 2 + length]
        scan = body[at + 1] == SOS
        at += 2 + length
        at = _after_scan(body, at) if scan else at
    if body[at:] != bytes((0xFF, EOI)):
        raise JpegIsBroken("bytes follow the end of the picture")


def _after_scan(body: bytes, at: int) -> int:
    """Return where the next marker is that does not belong to the scan (FF00, and restarts FFD0 to FFD7)."""
    while True:
        at = body.find(b"\xff", at)
        if at < 0:
            raise JpegIsBroken("the picture does not end")
        if body[at + 1] != 0 and not 0xD0 <= body[at + 1] <= 0xD7:
            return at
        at += 2
