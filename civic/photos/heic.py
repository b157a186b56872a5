"""HEIC, as telephones write it: turned into what is safe to open here, by a process that may crash."""

import subprocess
import sys

from civic.photos import heic_process
from civic.photos.limits import MOST_PIXELS, WHOLE_EDGE

WITHIN = 60.0  # seconds: others may keep the machine busy
# SPEC: ISO/IEC 14496-12, 4.3: the file type box comes as early as possible; its length, then its name.
_BOX = slice(4, 8)


class HeicIsUnreadable(Exception):
    """It is a file of this family, but no picture."""


class HeicIsTooLarge(Exception):
    """It has more pixels than are taken."""


class HeicIsDamaged(Exception):
    """It says that it is one, and cannot be opened; or whatever opened it did not survive."""


def is_heic(body: bytes) -> bool:
    """Whether nothing but HEIC could be meant."""
    return body[_BOX] == b"ftyp"


def as_png(body: bytes) -> bytes:
    """Return the picture upright and no larger than it is kept, without metadata; raise the above."""
    return _opened(heic_process.PICTURE, body)


def exif_of(body: bytes) -> bytes:
    """Return what its EXIF is; raise the above."""
    return _opened(heic_process.EXIF, body)


def _opened(what: str, body: bytes) -> bytes:
    arguments = [sys.executable, "-I", heic_process.__file__, what, str(MOST_PIXELS), str(WHOLE_EDGE)]
    try:
        done = subprocess.run(  # noqa: S603 (arguments of our own)
            arguments, input=body, capture_output=True, timeout=WITHIN, check=False
        )
    except subprocess.TimeoutExpired:
        raise HeicIsDamaged("took too long") from None
    if done.returncode == heic_process.TOO_LARGE:
        raise HeicIsTooLarge
    if done.returncode == heic_process.UNREADABLE:
        raise HeicIsUnreadable
    if done.returncode != 0:
        raise HeicIsDamaged(f"ended with {done.returncode}")
    return done.stdout
