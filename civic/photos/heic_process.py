"""Opens one HEIC in a process of its own: its decoder is native code, and bytes made for it crash it.

Run as a script, so that it needs nothing of the platform: the file comes in, a PNG without metadata or the
bare EXIF goes out. Exit status: 0, TOO_LARGE, UNREADABLE; anything else means that the file is damaged.
"""

import resource
import sys
from io import BytesIO

from pi_heif import register_heif_opener
from PIL import Image, UnidentifiedImageError

PICTURE, EXIF = "picture", "exif"
TOO_LARGE, UNREADABLE = 3, 4
MOST_MEMORY = 2_000_000_000  # bytes
MOST_TIME = 20  # seconds of the processor


def main(what: str, most_pixels: int, edge: int) -> int:
    register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = most_pixels // 2  # Pillow refuses above twice as many
    try:
        with Image.open(BytesIO(sys.stdin.buffer.read()), formats=("HEIF",)) as image:
            sys.stdout.buffer.write(image.getexif().tobytes() if what == EXIF else _png(image, edge))
    except Image.DecompressionBombError:
        return TOO_LARGE
    except UnidentifiedImageError:
        return UNREADABLE
    return 0


def _png(image: Image.Image, edge: int) -> bytes:
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.thumbnail((edge, edge))
    plain.info.clear()
    written = BytesIO()
    plain.save(written, "PNG", compress_level=1)
    return written.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_TIME, MOST_TIME))
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
