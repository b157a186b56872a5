"""Made-up languages find words on any page that no translator was ever given."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from civic.cities.pack import City
from civic.i18n.catalogues import catalogue
from civic.i18n.languages import read_languages
from civic.i18n.pseudo import accented, mirrored
from tests.builders.languages import site_speaking
from tests.builders.pages import page_states

PSEUDO = read_languages(pseudo=True)
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "aria-roledescription", "placeholder", "title")
# Codes, figures and what people wrote themselves need no translator.
NOT_WORDS = ("code", "kbd", "pre", "script", "style", "time", "textarea")
CODE = r"[A-Z2-9]{5}-[A-Z2-9]{5}|[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}|\b[0-9a-f]{8}\b|\bward-7\b"
NUMBER_OR_ADDRESS = rf"{CODE}|\S+@\S+|https?://\S+|[a-z0-9.]+:\d+\S*|login\.demo\.example"
STANDARD_OR_PROGRAM = r"EN 301 549|\b[a-z-]+ \d+\.\d+\.\d+\b"
WRITTEN_BY_RESIDENTS = r"Schulgasse 4|Rathausplatz \d+|Mira Muster|A\. Beispiel|W{20,}|behind the old mill"
KNOWN_TO_EACH_OTHER = "Anna Alt|Paul Pensionist"
WRITTEN_BY_OFFICIALS = r"Kim Kollegin|Sam Stetig|Lamps|Take the tree off the lamp\."
DAYS = r"\b\d{1,2} [A-Z][a-z]+( \d{4})?\b"  # CLDR writes them; a picture has no element for times
NAMES_OF_LANGUAGES = "|".join(re.escape(each.name) for each in PSEUDO.every)
NO_MESSAGE = re.compile(
    f"{NUMBER_OR_ADDRESS}|{STANDARD_OR_PROGRAM}|{WRITTEN_BY_RESIDENTS}|{KNOWN_TO_EACH_OTHER}|{WRITTEN_BY_OFFICIALS}|{DAYS}|{NAMES_OF_LANGUAGES}"
)


def names_on_signs(city: City) -> re.Pattern[str]:
    """Match what stands on street signs, with its number and, where two share it, the part of the city."""
    streets = "|".join({re.escape(each.street) for each in city.addresses})
    parts = "|".join(re.escape(part.names["en"]) for part in (*city.districts, *city.neighbourhoods))
    return re.compile(rf"(?:{streets})( \d+)?(, (?:{parts}))?")


def untranslated(html: str, tag: str, proper_names: re.Pattern[str] = NO_MESSAGE) -> Iterator[str]:
    """Yield every text in the language of the page that has plain letters: translators never saw it."""
    soup = BeautifulSoup(html, "html.parser")
    if soup.h1.find(lang=True):
        soup.title.decompose()  # it repeats the heading, and has no place to say in which language
    for node in soup.find_all(string=True):
        if (
            not isinstance(node, PreformattedString)
            and _is_spoken(node, tag)
            and _has_plain_letters(proper_names.sub("", node))
        ):
            yield f"<{node.parent.name}> {' '.join(node.split())!r}"
    for element in soup.find_all(True):
        for name in SPOKEN_ATTRIBUTES:
            if _is_spoken(element, tag) and _has_plain_letters(element.get(name, "")):
                yield f"{name}={element[name]!r}"


def _is_spoken(node: NavigableString | Tag, tag: str) -> bool:
    own = [node] if isinstance(node, Tag) else []
    around = [*own, *node.parents]
    if any(each.name in NOT_WORDS or "digest" in each.get("class", ()) for each in around):
        return False
    return next((each["lang"] for each in around if each.get("lang") is not None), tag) == tag


def _has_plain_letters(text: str) -> bool:
    return re.search("[A-Za-z]", NO_MESSAGE.sub("", text)) is not None


def test_every_word_on_every_page_was_given_to_translators(tmp_path):
    with site_speaking(tmp_path, CIVIC_PSEUDO_LOCALES="yes") as (_app, town, visitors):
        signs = names_on_signs(town.platform.cities.get("demo"))
        found = {
            f"{state}: {text}"
            for state in page_states(town)
            for text in untranslated(visitors.shown(state, "en-xa").html, "en-XA", signs)
        }

    assert sorted(found) == [], "write these as messages: _('…'), {% trans %}, say('…') or names of the city"


def test_plain_letters_on_a_page_are_found():
    html = (
        "<html lang=en-XA><title>Plain</title><h1>[Ĥéļļö ~]</h1><p>Forgotten <bdi lang=de>Wort</bdi></p>"
        "<p lang=de>Fremd</p><code>x</code><a aria-label='Menu' href=#>[Ñåɱé ~]</a><p>ABCDE-23456</p></html>"
    )

    found = list(untranslated(html, "en-XA"))

    assert found == ["<title> 'Plain'", "<p> 'Forgotten'", "aria-label='Menu'"]


def test_every_page_can_be_mirrored(tmp_path):
    with site_speaking(tmp_path, CIVIC_PSEUDO_LOCALES="yes") as (_app, town, visitors):
        for state in page_states(town):
            page = visitors.shown(state, "ar-xb")
            assert (page.soup.html["lang"], page.soup.html["dir"]) == ("ar-XB", "rtl"), state
            assert "\u202e" in page.soup.find(class_="skip").get_text(), state


def test_nobody_is_offered_made_up_languages_unasked(client):
    assert client.get("/en-xa/").status_code == 404
    assert "en-XA" not in client.get("/en/").get_data(as_text=True)


@pytest.mark.parametrize("change", [accented, mirrored])
def test_placeholders_markup_and_percent_signs_stay(change):
    message = "Read %(open)sall of it</a> &amp; more: 100 %% of %(number)s."

    changed = change(message)

    for part in ("%(open)s", "</a>", "&amp;", "%%", "%(number)s"):
        assert changed.count(part) == message.count(part)
    assert "of it" not in changed.replace("\u202e", "") or change is mirrored
    assert changed % {"open": "<a>", "number": 3}


@pytest.mark.parametrize(
    ("length", "least", "most"),
    [(4, 1.0, 2.6), (15, 0.7, 1.2), (25, 0.5, 0.9), (60, 0.35, 0.6), (300, 0.35, 0.5)],
)
def test_messages_grow_as_translations_do(length, least, most):
    message = "w" * length

    assert accented(message).startswith("[")
    assert accented(message).endswith("]")
    assert least <= (len(accented(message)) - length) / length <= most


def test_plural_messages_are_made_up_as_well():
    spoken = PSEUDO.get("en-xa")

    said = [
        catalogue(spoken).ngettext("%(num)s open case", "%(num)s open cases", number, {"num": number})
        for number in (1, 2)
    ]

    assert [each.split(" ~")[0] for each in said] == ["[1 öþéñ çåšé", "[2 öþéñ çåšéš"]
