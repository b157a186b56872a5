"""Which language to answer in, from what a browser says that its person reads (RFC 9110 §12.5.4).

Both sides are expanded to language and script, because Babel and Werkzeug do not see that zh-CN is zh-Hans.
Nobody is led across scripts: who reads zh-Hant only is not shown zh-Hans.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from babel.core import get_global

from civic.i18n.languages import Language, languages

LONGEST_HEADER = 8192
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


@lru_cache(maxsize=256)
def negotiate(header: str, default: str) -> Language:
    """Return the language of the pages that suits an Accept-Language header best, else the default's."""
    spoken = _spoken()
    for tag in _wanted(header[:LONGEST_HEADER]):
        if (found := spoken.get(expand(tag))) is not None:
            return found
    return spoken.get(expand(default), languages()[0])


def expand(tag: str) -> tuple[str, str]:
    """Return language and script of a tag, the likely script (CLDR) where it names none."""
    language, *rest = tag.replace("_", "-").lower().split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return language, script or _likely_script(language, rest)


@cache
def _spoken() -> dict[tuple[str, str], Language]:
    return {expand(each.tag): each for each in reversed(languages()) if each.register is None}


def _wanted(header: str) -> Iterator[str]:
    """Yield the tags of a header, the most wanted first; what is not understood is passed over."""
    found: list[tuple[float, str]] = []
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match is not None:
            found.append((float(match[2] or 1), match[1]))
    return (tag for weight, tag in sorted(found, key=lambda pair: -pair[0]) if weight > 0)


def _likely_script(language: str, rest: list[str]) -> str:
    likely = get_global("likely_subtags")
    territory = next((part.upper() for part in rest if len(part) in {2, 3}), "")
    subtags = likely.get(f"{language}_{territory}") or likely.get(language) or ""
    return next((part for part in subtags.split("_") if len(part) == 4), "")
