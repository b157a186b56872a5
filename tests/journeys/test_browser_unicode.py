"""What we know of scripts and of sorting agrees with the browser, which has all of Unicode's data."""

import unicodedata

import pytest

from civic.cities.registry import Cities
from civic.kernel.collation import sort_key
from civic.kernel.mixed_scripts import mixes_scripts

pytestmark = pytest.mark.browser

# Letters that belong to no alphabet, and those that Latin may be mixed with.
WITH_LATIN = """(letters) => letters.filter((letter) => !new RegExp(
  '[' + ['Latin', 'Common', 'Inherited', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul']
    .map((script) => `\\\\p{Script=${script}}`).join('') + ']', 'u').test(letter))"""
SORTED = "([names, tag]) => names.sort(new Intl.Collator(tag, { numeric: true }).compare)"
RIGHT_TO_LEFT = {"R", "AL"}


@pytest.fixture(scope="module")
def page(chromium):
    page = chromium.new_page()
    yield page
    page.close()


def letters():
    """Return every letter that Python knows, but for signs that are made of letters."""
    everything = map(chr, range(0x110000))
    found = (each for each in everything if unicodedata.category(each) in {"Lu", "Ll", "Lo"})
    return [each for each in found if unicodedata.name(each, "") and not unicodedata.decomposition(each)]


def test_a_letter_beside_a_latin_one_is_suspected_where_its_script_says_so(page):
    told = {"HENTAIGANA", "OLD", "ROMAN"}
    asked = [each for each in letters() if unicodedata.name(each).split()[0] not in told]
    foreign = set(page.evaluate(WITH_LATIN, asked))
    shown = {each for each in foreign if unicodedata.bidirectional(each) not in RIGHT_TO_LEFT}

    assert len(shown) > 10_000
    assert {each for each in asked if mixes_scripts(f"x{each}")} == shown


@pytest.mark.parametrize("tag", ["de", "en", "es", "fr", "zh-Hans"])
def test_names_of_a_city_stand_as_the_browser_sorts_them(page, tag):
    city = Cities().get("demo")
    named = (*city.services, *city.departments, *city.districts, *city.neighbourhoods, *city.landmarks)
    names = sorted({each.names[tag] for each in named if tag in each.names})

    assert len(names) > 30
    assert sorted(names, key=lambda name: sort_key(name, tag)) == page.evaluate(SORTED, [names, tag])
