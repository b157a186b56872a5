"""The colours of a city's pages in every set: what all cities share, and what its own accent becomes.

Brand: the accent that the city chose. Common: `colours.toml` and the shades computed here, so that words
reach 7:1 whatever the city chose. Component: `tokens.css` names what each component takes of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from civic.cities.pack import Theme
from civic.kernel.colour import BLACK, WHITE, mix, readable

COLOURS = Path(__file__).parent / "static" / "css" / "colours.toml"
SETS = ("light", "dark", "light-high", "dark-high")
LEAST = {"light": 7.0, "dark": 7.0, "light-high": 10.0, "dark-high": 10.0}
# Who sees which set: the device asks for it, or the person chose it here, which counts more.
# Paper is white, whatever the screen is: the dark sets are for screens only.
_DARK = {
    ':root:not([data-scheme="light"])': "screen and (prefers-color-scheme: dark)",
    ':root[data-scheme="dark"]': "screen",
}
_HIGH = {':not([data-contrast="normal"])': "(prefers-contrast: more)", '[data-contrast="high"]': ""}

Colours = Mapping[str, str]


@cache
def rows() -> Mapping[str, Mapping[str, Colours]]:
    """Return what `colours.toml` says: role, name of the colour, value in each set."""
    return tomllib.loads(COLOURS.read_text(encoding="utf-8"))


def colours(theme: Theme, name: str) -> Colours:
    """Return every colour of one set by its name."""
    shared = {colour: values[name] for role in rows().values() for colour, values in role.items()}
    return {**shared, **_accents(theme, name, shared)}


def _accents(theme: Theme, name: str, shared: Colours) -> Colours:
    """Move the accent towards black, or in the dark towards white, until it can be read everywhere."""
    is_dark = name.startswith("dark")
    paper = shared["paper"]
    soft = paper if name.endswith("high") else mix(theme.accent, paper, 0.85 if is_dark else 0.92)
    brand = (theme.accent_on_dark or theme.accent) if is_dark else theme.accent
    grounds = [*(shared[ground] for ground in rows()["ground"]), soft]
    accent = readable(brand, grounds, LEAST[name], WHITE if is_dark else BLACK)
    return {
        "accent": accent,
        "accent-strong": mix(accent, WHITE if is_dark else BLACK, 0.3),
        "accent-soft": soft,
        "on-accent": paper,
    }


def custom_properties(theme: Theme) -> str:
    """Return the colours as CSS: each set is written for those whose device asks and those who chose it."""
    return "\n".join(_rules(theme))


def _rules(theme: Theme) -> Iterator[str]:
    yield _rule("", ":root", theme, "light")
    for selector, media in _DARK.items():
        yield _rule(media, selector, theme, "dark")
    for selector, media in _HIGH.items():
        yield _rule(media, f":root{selector}", theme, "light-high")
    for dark, dark_media in _DARK.items():
        for high, high_media in _HIGH.items():
            media = " and ".join(each for each in (dark_media, high_media) if each)
            yield _rule(media, f"{dark}{high}", theme, "dark-high")


def _rule(media: str, selector: str, theme: Theme, name: str) -> str:
    values = {f"--{colour}": value for colour, value in colours(theme, name).items()}
    declared = "".join(f"  {key}: {value};\n" for key, value in values.items())
    rule = f"{selector} {{\n  color-scheme: {name.partition('-')[0]};\n{declared}}}"
    return f"@media {media} {{\n{rule}\n}}" if media else rule
