"""The array that decides which looks are taken covers what it has to."""

from itertools import product

import pytest

from civic.i18n.languages import read_languages
from tests.a11y.matrix import ALWAYS, MODES, WIDTHS, looks

LANGUAGES = read_languages(pseudo=True).offered
PAGES = 60


@pytest.mark.parametrize("page", range(PAGES))
def test_every_page_meets_every_language_width_and_mode(page):
    taken = list(looks(page, LANGUAGES))

    assert {look.mode.name for look in taken} == {mode.name for mode in MODES}
    assert {look.width for look in taken} == set(WIDTHS)
    assert {look.language.slug for look in taken} >= {*ALWAYS}
    assert any(look.language.pseudo for look in taken)
    assert any(look.walked for look in taken)


def test_the_programs_are_asked_whenever_the_first_state_of_a_page_is_looked_at():
    assert all(look.checked for page in range(PAGES) for look in looks(page, LANGUAGES))


@pytest.mark.parametrize("page", range(PAGES))
def test_the_programs_are_asked_of_a_further_state_at_both_widths(page):
    checked = [look for look in looks(page, LANGUAGES, further=True) if look.checked]

    assert len({look.language for look in checked}) == 2
    assert {look.width for look in checked} == set(WIDTHS)


def test_over_further_states_the_programs_meet_every_language_and_mode():
    checked = [look for page in range(PAGES) for look in looks(page, LANGUAGES, further=True) if look.checked]

    assert {look.mode.name for look in checked} == {mode.name for mode in MODES}
    assert {look.language.slug for look in checked} >= {*ALWAYS, "en-xa"}


def test_over_all_pages_every_combination_is_met():
    met = {
        (look.language.slug, look.width, look.mode.name)
        for page in range(PAGES)
        for look in looks(page, LANGUAGES)
    }

    assert met >= set(product([*ALWAYS, "en-xa", "ar-xb"], WIDTHS, [mode.name for mode in MODES]))


def test_the_keyboard_walks_in_every_mode_at_both_widths():
    taken = [look for page in range(PAGES) for look in looks(page, LANGUAGES)]
    walked = {(look.width, look.mode.name) for look in taken if look.walked}

    assert walked == set(product(WIDTHS, [mode.name for mode in MODES]))


def test_languages_beyond_the_matrix_visit_the_pages_in_turn():
    seen = {look.language.slug for page in range(PAGES) for look in looks(page, LANGUAGES)}

    assert seen == {each.slug for each in LANGUAGES}
