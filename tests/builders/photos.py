"""Pictures as telephones and attackers make them."""

import base64
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from civic.kernel.photo import Picture
from civic.photos.making import make_ready

SIZE = (640, 480)
HOME = "Froschgasse 7"  # what metadata says and nobody may read
RED, BLUE = (220, 20, 20), (20, 20, 220)


# 64 by 48 pixels, red and blue as `image`, with the EXIF of a telephone held upright (orientation 6).
HEIC = base64.b64decode(
    """
    AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA
    ADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAGUAAgAAAAACUQABAAAAAAAAANAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA
    AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAA
    kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq
    5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh
    cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEA
    AQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAT1tZGF0AAAAYSgBrxOA+BDhp//8H6j/+HfPD8t6uYn/+Ms5H9ZV
    D/8uyQ7u9hMUwPFqsOB7xw5sEmLDYS40YhlYmTuH2qAf+R+GkxTchPAhQKuIFW5AiClT9PnLcy+AJH9a8qti3A8++/cAAAAGRXhp
    ZgAATU0AKgAAAAgABAESAAMAAAABAAYAAAEyAAIAAAAUAAAAPgE7AAIAAAAOAAAAUoglAAQAAAABAAAAYAAAAAAyMDI2OjAzOjAy
    IDA4OjAwOjAwAEZyb3NjaGdhc3NlIDcAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAJYAAwACAAAAAlcAAAAABAAFAAAAAwAAAK4A
    AAAAAAAALQAAAAEAAAAAAAAAAQAAACQAAAABAAAAHgAAAAEAAAABAAAAAQAAAAwAAAAB
    """
)


def image(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Return a picture that is red at the left and blue at the right, with enough in it to fill a file."""
    drawn = Image.new("RGB", size, BLUE)
    drawn.paste(RED, (0, 0, size[0] // 2, size[1]))
    noise = Image.effect_noise(size, 24).convert("RGB")
    return Image.blend(drawn, noise, 0.2).convert(mode)


def written(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    body = BytesIO()
    picture.save(body, kind, **options)
    return body.getvalue()


def exif_of_a_telephone(orientation: int = 1) -> bytes:
    """Return EXIF with a place, a time, an owner and a small picture of its own maker."""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.Artist] = HOME
    told[ExifTags.Base.DateTime] = "2026:03:02 08:00:00"
    told[ExifTags.IFD.GPSInfo] = {1: "N", 2: (45.0, 0.0, 36.0), 3: "W", 4: (30.0, 1.0, 12.0)}
    return told.tobytes()


def jpeg(size: tuple[int, int] = SIZE, **options: object) -> bytes:
    return written(image(size), "JPEG", **options)


def jpeg_of_a_telephone(orientation: int = 1) -> bytes:
    """Return a photo that tells about its maker in every way that Pillow can write."""
    return jpeg(
        exif=exif_of_a_telephone(orientation),
        comment=HOME.encode(),
        icc_profile=f"profile {HOME}".encode(),
        xmp=f"<x:xmpmeta>{HOME}</x:xmpmeta>".encode(),
    )


def at_position(told: Mapping[int, object]) -> bytes:
    """Return a photo whose metadata tell a position in these tags and nothing else."""
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = dict(told)
    return jpeg(exif=exif.tobytes())


def png_that_talks() -> bytes:
    told = PngInfo()
    told.add_text("Author", HOME)
    told.add_itxt("Comment", HOME, zip=True)
    return written(image(), "PNG", pnginfo=told, exif=exif_of_a_telephone())


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )


def animation(kind: str) -> bytes:
    frames = [image((40, 30)), image((40, 30)).rotate(180)]
    return written(frames[0], kind, save_all=True, append_images=frames[1:])


def picture(size: tuple[int, int] = SIZE) -> Picture:
    """Return a photo as it is kept."""
    return make_ready(jpeg(size), "photo.jpg")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
