"""The stylesheet works in both directions of writing, and its colours can be read in every city."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.cities.pack import Theme
from civic.cities.registry import Cities
from civic.cities.values import LEAST_CONTRAST
from civic.kernel.colour import BLACK, WHITE, contrast
from civic.web.stylesheet import CSS, stylesheet
from civic.web.theme import LEAST, SETS, colours, rows

FILES = sorted(CSS.rglob("*.css"))
RULES = {
    path.name: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in FILES
}
PHYSICAL = re.compile(
    r"(?<![-\w])(left|right|float(?!: inline-)|(margin|padding|border)-(left|right|top|bottom))(?![-\w])"
)
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
THEMES = {city.code: city.theme for city in Cities()} | {"without a theme": Theme()}

GROUNDS = {*rows()["ground"], "accent-soft"}
WORDS = {*rows()["words"], "accent", "accent-strong"}
# What stands on a filled button, step or filter, and nowhere else.
ON_ACCENT = [("on-accent", "accent"), ("on-accent", "accent-strong")]


def unreadable(theme: Theme) -> Iterator[str]:
    """Yield every pair of colours that is too close, in every set."""
    for name in SETS:
        found = colours(theme, name)
        pairs = [(words, ground, LEAST[name]) for words in WORDS for ground in GROUNDS]
        pairs += [(words, fill, LEAST[name]) for words, fill in ON_ACCENT]
        pairs += [(line, ground, 3.0) for line in rows()["line"] for ground in GROUNDS]
        pairs += [("accent", ground, 3.0) for ground in GROUNDS]
        for one, other, least in pairs:
            if (reached := contrast(found[one], found[other])) < least:
                yield f"{name}: {one} on {other} is {reached:.2f}:1, not {least}:1"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_colours_can_be_read_in_every_city_and_scheme(theme):
    assert list(unreadable(theme)) == []


accents = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(max_examples=40, deadline=None)
@given(
    accents.filter(lambda colour: contrast(colour, WHITE) >= LEAST_CONTRAST),
    st.none() | accents.filter(lambda colour: contrast(colour, BLACK) >= LEAST_CONTRAST),
)
def test_colours_can_be_read_whatever_accent_a_city_may_choose(accent, accent_on_dark):
    assert list(unreadable(Theme(accent, accent_on_dark))) == []


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_focus_is_seen_on_whatever_lies_behind_it(theme, name):
    found = colours(theme, name)

    assert contrast(found["focus"], found["focus-edge"]) >= 3
    for behind in (*GROUNDS, "accent", "accent-strong"):
        assert max(contrast(found[ring], found[behind]) for ring in rows()["ring"]) >= 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_distances_follow_the_direction_of_writing(path):
    assert PHYSICAL.findall(RULES[path.name]) == [], "use inline-start, inline-end, block-start or block-end"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_colours_come_from_the_table_and_are_used_for_what_they_are_for(path):
    """Words in a colour of words, grounds in a colour of grounds: then the pairs above are all there are."""
    assert HEX.findall(RULES[path.name]) == [], "put the colour into colours.toml"
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", RULES[path.name]):
        words = colour_of(body, "color")
        ground = colour_of(body, "background") or colour_of(body, "background-color")
        assert words is None or words in WORDS | {"on-accent"}, f"{selector.strip()}: color is {words}"
        if ground in {"accent", "accent-strong"}:
            assert words in {"on-accent", None}, f"{selector.strip()}: {words} cannot be read on {ground}"
        elif ground is not None and ground not in GROUNDS:  # a pin, a line: nothing is written on it
            assert words is None, f"{selector.strip()}: {words} stands on {ground}"
        if words == "on-accent":
            assert ground in {"accent", "accent-strong"}, f"{selector.strip()}: on-accent needs its ground"


def colour_of(body: str, declared: str) -> str | None:
    """Return the common colour that a rule gives something, through whatever component token names it."""
    found = re.search(rf"(?<![-\w]){declared}:\s*var\(--([\w-]+)\)", body)
    if found is None:
        return None
    name, aliases = found[1], dict(re.findall(r"--([\w-]+):\s*var\(--([\w-]+)\)", RULES["tokens.css"]))
    while name in aliases:
        name = aliases[name]
    return name


def test_every_variable_is_defined():
    everything = stylesheet(Theme())[1].decode()
    used = set(re.findall(r"var\((--[\w-]+)", everything))

    assert used - set(re.findall(r"(--[\w-]+):", everything)) == set()


def test_every_colour_of_the_table_is_used():
    used = set(re.findall(r"var\(--([\w-]+)", "".join(RULES.values())))

    assert {*colours(Theme(), "light")} - used == set()


def test_what_somebody_chose_counts_more_than_what_the_device_asks_for():
    rules = stylesheet(Theme())[1].decode()

    for chosen in (':root[data-scheme="dark"]', ':root[data-contrast="high"]'):
        assert f"{chosen} {{" in rules
    for asked in (':root:not([data-scheme="light"])', ':root:not([data-contrast="normal"])'):
        assert f"{asked} {{" in rules


def test_the_address_of_the_stylesheet_names_its_content(client, platform):
    name, content = stylesheet(platform.cities.get("demo").theme)
    answer = client.get(f"/static/{name}")

    assert answer.data == content
    assert "immutable" in answer.headers["Cache-Control"]
    assert name in client.get("/en/").get_data(as_text=True)


def test_a_city_of_another_accent_has_a_stylesheet_of_its_own():
    one, other = stylesheet(Theme()), stylesheet(Theme("#7a1f5c"))

    assert one[0] != other[0]
    assert b"#7a1f5c" in other[1]
    assert b"#7a1f5c" not in one[1]


def test_the_checker_of_colours_finds_what_cannot_be_read(monkeypatch):
    written = rows()
    pale = {**written, "words": {**written["words"], "muted": dict.fromkeys(SETS, "#767676")}}
    monkeypatch.setattr("civic.web.theme.rows", lambda: pale)

    assert "light: muted on paper is 4.54:1, not 7.0:1" in list(unreadable(Theme()))
