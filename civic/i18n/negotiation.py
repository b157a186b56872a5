"""Which language to answer in, from what a browser says that its person reads (RFC 9110 §12.5.4, RFC 4647).

Both sides are expanded to language and script, because Babel and Werkzeug do not see that zh-CN is zh-Hans.
Nobody is led across scripts: who reads zh-Hant only is not shown zh-Hans.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from babel.core import get_global

from civic.i18n.languages import Language, Languages

LONGEST_HEADER = 8192
MOST_TAGS = 64
# Who reads the one reads the other; the nearest first. Registers of a language are chosen, not negotiated.
RELATED = {
    ("hr", "Latn"): (("bs", "Latn"), ("sr", "Latn")),
    ("bs", "Latn"): (("hr", "Latn"), ("sr", "Latn")),
    ("sr", "Latn"): (("bs", "Latn"), ("hr", "Latn")),
}
# CLDR calls sh Serbian; Bosnian is the nearest of what cities offer. Codes of the 1990s are CLDR's aliases.
ALIASES = {"sh": "bs"}
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


@lru_cache(maxsize=256)
def negotiate(header: str, default: str, languages: Languages) -> Language:
    """Return the language of the pages that suits an Accept-Language header best, else the default's."""
    spoken = {expand(each.tag): each for each in reversed(languages.offered) if each.register is None}
    for tag in (*_wanted(header[:LONGEST_HEADER]), default):
        wanted = expand(tag)
        for candidate in (wanted, *RELATED.get(wanted, ())):
            if candidate in spoken:
                return spoken[candidate]
    return languages.source


def expand(tag: str) -> tuple[str, str]:
    """Return language and script of a tag, the likely script (CLDR) where it names none."""
    language, *rest = tag.replace("_", "-").lower().split("-")
    aliased = ALIASES.get(language) or get_global("language_aliases").get(language, language)
    language, *implied = aliased.split("_")
    rest = [*rest, *(part.lower() for part in implied)]
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return language, script or _likely_script(language, rest)


def _wanted(header: str) -> list[str]:
    """Return the tags of a header, the most wanted first; what is not understood is passed over."""
    found = sorted(_weighed(header), key=lambda pair: -pair[0])
    return [tag for weight, tag in found if weight > 0][:MOST_TAGS]


def _weighed(header: str) -> Iterator[tuple[float, str]]:
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match is not None:
            yield float(match[2] or 1), match[1]


def _likely_script(language: str, rest: list[str]) -> str:
    likely = get_global("likely_subtags")
    territory = next((part.upper() for part in rest if len(part) in {2, 3}), "")
    subtags = likely.get(f"{language}_{territory}") or likely.get(language) or ""
    return next((part for part in subtags.split("_") if len(part) == 4), "")
