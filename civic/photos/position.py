"""Where a photo says that it was taken: read to be offered to whoever sent it, never kept with the photo.

SPEC: Exif 2.32, GPS attributes: degrees, minutes and seconds as fractions; N or S, E or W; a receiver that
measured nothing says V.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

from civic.kernel.place import Point
from civic.photos.heic import exif_of, is_heic
from civic.photos.making import FORMATS

_SIGNS = {"N": 1, "S": -1, "E": 1, "W": -1}
_SIXTY = 60
# What a telephone without a measurement writes, far out in the sea.
_NOWHERE = Point(0, 0)


class PositionCannotBe(Exception):
    """The photo says something that is no position on Earth."""


def position_told_by(body: bytes) -> Point | None:
    """Return where a file says that it was taken; None if it says nothing, or what cannot be."""
    try:
        return _position(_exif(body).get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # noqa: BLE001 - a parser of hostile bytes fails in every way there is
        return None


def _exif(body: bytes) -> Image.Exif:
    if is_heic(body):
        exif = Image.Exif()
        exif.load(exif_of(body))
        return exif
    with Image.open(BytesIO(body), formats=FORMATS) as image:
        return image.getexif()


def _position(told: Mapping[int, Any]) -> Point | None:
    gps = ExifTags.GPS
    if not told or _word(told.get(gps.GPSStatus, "A")) == "V" or not _is_wgs84(told):
        return None
    latitude = _degrees(told[gps.GPSLatitude], told[gps.GPSLatitudeRef], "NS")
    longitude = _degrees(told[gps.GPSLongitude], told[gps.GPSLongitudeRef], "EW")
    point = Point.from_degrees(latitude, longitude)
    return None if point == _NOWHERE else point


def _degrees(parts: Any, reference: Any, allowed: str) -> float:
    """A fraction with nothing below it becomes no number, and is in no range."""
    degrees, minutes, seconds = (float(part) for part in parts)
    side = _word(reference)
    if side not in tuple(allowed) or not (degrees >= 0 and 0 <= minutes < _SIXTY and 0 <= seconds < _SIXTY):
        raise PositionCannotBe
    return _SIGNS[side] * (degrees + minutes / _SIXTY + seconds / _SIXTY**2)


def _is_wgs84(told: Mapping[int, Any]) -> bool:
    """By another datum the same degrees lie hundreds of metres away; without one, WGS84 is meant."""
    named = _word(told.get(ExifTags.GPS.GPSMapDatum, ""))
    return "".join(each for each in named if each.isalnum()) in ("", "WGS84")


def _word(value: Any) -> str:
    text = value.decode("ascii") if isinstance(value, bytes) else str(value)
    return text.strip(" \0").upper()
