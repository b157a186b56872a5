"""Making a photo ready: what it is, is found by decoding it, and what is kept is drawn anew.

Nothing of the file that was sent is kept: no metadata, no second file inside or behind it. That this is so
is looked up in the bytes that were made; were it not so, the photo would be refused.
"""

import threading
import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import NoReturn

from PIL import ExifTags, Image, UnidentifiedImageError

from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.photo import Jpeg, Picture
from civic.photos.heic import HeicIsTooLarge, HeicIsUnreadable, as_png, is_heic
from civic.photos.jpeg import holds_only_its_picture
from civic.photos.limits import (
    LARGEST_FILE,
    MOST_PIXELS,
    QUALITY,
    SMALL_EDGE,
    SMALL_QUALITY,
    WHOLE_EDGE,
)

FIELD = "photo"
FORMATS = ("JPEG", "PNG", "WEBP")  # HEIC is turned into PNG first
# With further views of the same moment, as telephones write them: the first one counts.
_STILL = ("MPO",)
_ONE_AT_A_TIME = threading.Lock()
"""Decoding takes up to some hundred megabytes, so one thread of a process does it at a time."""
_ORIENTATION: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow warns above this, and refuses above twice as many
# It also warns of metadata that lies, which nobody can mend here.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def make_ready(body: bytes, name: str) -> Picture:
    """Return what is kept of a photo; raise InputHasFaults saying of the file by its name what is wrong."""
    if len(body) > LARGEST_FILE:
        raise too_heavy(name)
    with _ONE_AT_A_TIME:
        image = _upright(_decoded(_opened(body, name), name))
        whole = _encoded(image, WHOLE_EDGE, QUALITY, name)
        return Picture(whole, _encoded(image, SMALL_EDGE, SMALL_QUALITY, name))


def too_heavy(name: str) -> InputHasFaults:
    """Return what says that a file has too many bytes."""
    limit = LARGEST_FILE // 1_000_000
    return InputHasFaults([Fault(FIELD, "input.photo-too-heavy", {"file": name, "limit": limit})])


def is_stripped(jpeg: Jpeg) -> bool:
    """Say whether a file that was made holds nothing but its picture, in its size."""
    if not holds_only_its_picture(jpeg.body):
        return False
    with Image.open(BytesIO(jpeg.body), formats=("JPEG",)) as again:
        told = [name for name in again.info if not str(name).startswith(("jfif", "progressi"))]
        return not told and not again.getexif() and again.size == (jpeg.width, jpeg.height)


def _opened(body: bytes, name: str) -> Image.Image:
    """Read the header only: what kind of file, how many pixels, whether it moves."""
    try:
        image = Image.open(BytesIO(as_png(body) if is_heic(body) else body), formats=FORMATS)
        moves = image.format not in _STILL and getattr(image, "is_animated", False)
    except (Image.DecompressionBombError, HeicIsTooLarge):
        _refuse(Fault(FIELD, "input.photo-too-large", {"file": name, "limit": MOST_PIXELS // 1_000_000}))
    except (UnidentifiedImageError, HeicIsUnreadable):
        _refuse(Fault(FIELD, "input.photo-unreadable", {"file": name}))
    except Exception:  # noqa: BLE001 - a parser of hostile bytes fails in every way there is
        _refuse(Fault(FIELD, "input.photo-damaged", {"file": name}))
    if moves:
        _refuse(Fault(FIELD, "input.photo-moves", {"file": name}))
    return image


def _decoded(image: Image.Image, name: str) -> tuple[Image.Image, int]:
    """Return the picture in plain colours on white, and how it has to be turned."""
    try:
        image.draft("RGB", (WHOLE_EDGE, WHOLE_EDGE))
        image.load()
        orientation = _orientation(image)
        plain = _on_white(image)
    except Exception:  # noqa: BLE001 - as above
        _refuse(Fault(FIELD, "input.photo-damaged", {"file": name}))
    plain.thumbnail((WHOLE_EDGE, WHOLE_EDGE), Image.Resampling.LANCZOS)
    return plain, orientation


def _orientation(image: Image.Image) -> int:
    """What cannot be read says nothing: the picture then stays as it is."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - as above
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    seen_through = image.convert("RGBA") if image.has_transparency_data else None
    plain = Image.new("RGB", image.size, "white")
    plain.paste(seen_through or image.convert("RGB"), mask=seen_through)
    return plain


def _upright(decoded: tuple[Image.Image, int]) -> Image.Image:
    image, orientation = decoded
    turn = _ORIENTATION.get(orientation)
    return image if turn is None else image.transpose(turn)


def _encoded(image: Image.Image, edge: int, quality: int, name: str) -> Jpeg:
    fitted = image.copy()
    fitted.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    written = BytesIO()
    fitted.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    jpeg = Jpeg(written.getvalue(), *fitted.size)
    if not is_stripped(jpeg):
        _refuse(Fault(FIELD, "input.photo-not-stripped", {"file": name}))
    return jpeg


def _refuse(fault: Fault) -> NoReturn:
    raise InputHasFaults([fault])
