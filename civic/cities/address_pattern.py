"""How a city writes the address of a house, and in which order readers expect the parts of a place.

The first is the city's and the same for every reader: it stands so on signs and letters. A pack may say it
(`address_pattern`); else the city's first language does. Source: UPU, "Postal addressing systems in member
countries", for the countries in which most of its speakers live.
"""

from typing import Any

from civic.cities.reading import Spot, Wrong, a_text

USUAL = "{street} {number}"
BY_LANGUAGE = {
    "ar": "{number} {street}",
    "en": "{number} {street}",
    "es": "{street}, {number}",
    "fr": "{number} {street}",
    "pt": "{street}, {number}",
    "zh": "{street}{number}号",
}
# Readers of these name the city's district first and the house last.
LARGE_FIRST = frozenset({"zh", "ja", "ko"})
PARTS = ("{street}", "{number}")


def pattern_of(tag: str) -> str:
    """Return how houses are written where people speak a language (a BCP 47 tag)."""
    return BY_LANGUAGE.get(tag.partition("-")[0].lower(), USUAL)


def write_house(pattern: str, street: str, number: str) -> str:
    """Write an address; without a number only the street."""
    return pattern.format(street=street, number=number) if number else street


def names_large_first(tag: str) -> bool:
    return tag.partition("-")[0].lower() in LARGE_FIRST


def within(area: str, place: str, tag: str) -> str:
    """Name a place with the part of the city that it is in."""
    return f"{area}，{place}" if names_large_first(tag) else f"{place}, {area}"


def an_address_pattern(value: Any, spot: Spot) -> str:
    pattern = a_text(value, spot)
    rest = pattern
    for part in PARTS:
        rest = rest.replace(part, "", 1)
    if len(rest) != len(pattern) - len("".join(PARTS)) or "{" in rest or "}" in rest:
        raise Wrong(f"is {pattern!r}", "Write {street} and {number} once each, such as '{street} {number}'")
    return pattern
