"""One stylesheet for all pages, put together once; its address names its content, so it is kept for ever."""

import hashlib
from functools import cache
from pathlib import Path

CSS = Path(__file__).parent / "static" / "css"
ORDER = ("tokens.css", "base.css", "layout.css")


@cache
def stylesheet() -> tuple[str, bytes]:
    """Return name and content: tokens, then elements, then the page, then components by name."""
    files = [*(CSS / name for name in ORDER), *sorted((CSS / "components").glob("*.css"))]
    content = b"\n".join(file.read_bytes() for file in files)
    return f"{hashlib.sha256(content).hexdigest()[:16]}.css", content
