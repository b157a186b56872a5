"""One stylesheet for all pages of a city, put together once; its address names its content and stays good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from civic.cities.pack import Theme
from civic.web.theme import custom_properties

CSS = Path(__file__).parent / "static" / "css"
ORDER = ("tokens.css", "base.css", "layout.css")
LAST = ("preferences.css",)
MOST_THEMES = 64


@lru_cache(MOST_THEMES)
def stylesheet(theme: Theme) -> tuple[str, bytes]:
    """Return name and content: colours and tokens, elements, the page, components, what people prefer."""
    components = sorted((CSS / "components").glob("*.css"))
    files = [*(CSS / name for name in ORDER), *components, *(CSS / name for name in LAST)]
    rules = [custom_properties(theme), *(file.read_text(encoding="utf-8") for file in files)]
    content = "\n".join(rules).encode()
    return f"{hashlib.sha256(content).hexdigest()[:16]}.css", content
