"""Which page is looked at in which language, width and mode: a covering array by rotation.

Every page meets every language of the matrix, both widths and every mode; over all pages every language
meets every width and mode. A further language of the site visits the pages in turn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from civic.i18n.languages import Language

NARROW, WIDE = 320, 1280
WIDTHS = (NARROW, WIDE)
# SPEC: issue 3: "pages × languages (de-AT, en, zh-Hans, ar, pseudo) × widths × modes".
ALWAYS = ("de", "en", "zh-hans", "ar")


@dataclass(frozen=True, slots=True)
class Mode:
    """How somebody looks: what they chose on the site, and what their device asks for."""

    name: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    smallest_target: int = 24


MODES = (
    Mode("plain"),
    Mode("simple", chosen={"simple": "on"}, smallest_target=48),
    Mode("dark", media={"color_scheme": "dark"}),
    Mode("contrast", media={"contrast": "more"}),
    Mode("forced", media={"forced_colors": "active"}),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the array."""

    language: Language
    width: int
    mode: Mode

    def __str__(self) -> str:
        return f"{self.language.slug}-{self.width}-{self.mode.name}"


def looks(page: int, languages: Sequence[Language]) -> Iterator[Look]:
    """Yield the looks at the page of that number."""
    shown = [each for each in languages if is_always_looked_at(each)]
    others = [each for each in languages if not is_always_looked_at(each)]
    shown += [others[page % len(others)]] if others else []
    for turn in range(max(len(shown), len(MODES))):
        spoken = shown[turn % len(shown)]
        mode = MODES[(turn + page) % len(MODES)]
        yield Look(spoken, WIDTHS[(turn + page // len(MODES)) % 2], mode)


def is_always_looked_at(language: Language) -> bool:
    return language.slug in ALWAYS or language.pseudo is not None
