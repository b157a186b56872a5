"""Which page is looked at in which language, width and mode: a covering array by rotation.

Every state of every page meets every language of the matrix, one of those that are made up for tests, both
widths and every mode; over all pages every language meets every width and mode. Further languages visit some
of the pages. The checking programs are asked at each look at the first state of a page, and at two looks, one
at each width, at its further states: what they judge differs little there, but takes most of the time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from civic.i18n.languages import Language

NARROW, WIDE = 320, 1280
WIDTHS = (NARROW, WIDE)
# Every page meets every width and mode in these languages (ADR 0007), pairwise.
ALWAYS = ("de", "en", "zh-hans", "ar")
VISITED = 5  # every fifth page is looked at in one of the other languages as well


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
    walked: bool = False
    checked: bool = True

    def __str__(self) -> str:
        return f"{self.language.slug}-{self.width}-{self.mode.name}"


def looks(page: int, languages: Sequence[Language], *, further: bool = False) -> Iterator[Look]:
    """Yield the looks at that state of a page; `further` if it is not the first state of its page."""
    steady = [each for each in languages if each.slug in ALWAYS]
    made_up = [each for each in languages if each.pseudo is not None]
    others = [each for each in languages if each not in (*steady, *made_up)]
    shown = [*steady, *_in_turn(made_up, page // (len(MODES) * len(WIDTHS)))]
    if page % VISITED == 0:
        shown += _in_turn(others, page // VISITED)
    turns = max(len(shown), len(MODES))
    for turn in range(turns):
        mode = MODES[(turn + page) % len(MODES)]
        width = WIDTHS[(turn + page // len(MODES)) % 2]
        checked = not further or turn - page % (turns - 1) in {0, 1}
        yield Look(shown[turn % len(shown)], width, mode, walked=turn == 0, checked=checked)


def _in_turn(languages: Sequence[Language], turn: int) -> list[Language]:
    return [languages[turn % len(languages)]] if languages else []
