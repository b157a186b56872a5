"""The stylesheet works in both directions of writing, and its colours can be read."""

import re

import pytest

from civic.web.stylesheet import CSS, stylesheet

FILES = sorted(CSS.rglob("*.css"))
PHYSICAL = re.compile(
    r"(?<![-\w])(left|right|float|(margin|padding|border)-(left|right|top|bottom))(?![-\w])"
)
PAIRS = [
    ("text", "paper", 7),
    ("text", "band", 7),
    ("muted", "paper", 7),
    ("muted", "band", 7),
    ("accent", "paper", 7),
    ("accent", "band", 6.5),
    ("accent-strong", "accent-soft", 7),
    ("on-accent", "accent", 7),
    ("danger", "paper", 7),
    ("danger", "danger-soft", 6),
    ("warning", "warning-soft", 7),
    ("control", "paper", 3),
    ("focus", "focus-edge", 3),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_distances_follow_the_direction_of_writing(path):
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert PHYSICAL.findall(rules) == [], "use inline-start, inline-end, block-start or block-end"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_can_be_read(scheme, front, back, least):
    colours = colours_of(scheme)

    assert contrast(colours[front], colours[back]) >= least


def test_every_variable_is_defined():
    everything = stylesheet()[1].decode()
    used = set(re.findall(r"var\((--[\w-]+)", everything))

    assert used - set(re.findall(r"(--[\w-]+):", everything)) == set()


def test_the_address_of_the_stylesheet_names_its_content(client):
    name, content = stylesheet()
    answer = client.get(f"/static/{name}")

    assert answer.data == content
    assert "immutable" in answer.headers["Cache-Control"]
    assert name in client.get("/en/").get_data(as_text=True)


def colours_of(scheme: str) -> dict[str, str]:
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, _, rest = tokens.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("@media")[0]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))} if scheme == "dark" else found


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
