"""Colours as WCAG 2.2 compares them; each is written `#rrggbb`."""

from collections.abc import Iterable

BLACK, WHITE = "#000000", "#ffffff"
STEPS = 64


def contrast(one: str, other: str) -> float:
    """Return how well two colours stand apart, from 1 to 21."""
    # SPEC: WCAG 2.2, contrast ratio: (L1 + 0.05) / (L2 + 0.05).
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return how bright a colour looks, from 0 to 1."""
    # SPEC: WCAG 2.2, relative luminance; the threshold is that of sRGB itself.
    parts = (part / 255 for part in _parts(colour))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: str, other: str, share: float) -> str:
    """Return the colour on the way from one to the other, `share` of the way."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, grounds: Iterable[str], least: float, pole: str) -> str:
    """Return the colour, moved towards black or white until it can be read on every ground.

    `pole` is BLACK or WHITE; a ground on which not even that can be read is nobody's to choose.
    """
    grounds = tuple(grounds)
    for step in range(STEPS):
        moved = mix(colour, pole, step / STEPS)
        if all(contrast(moved, ground) >= least for ground in grounds):
            return moved
    return pole


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
