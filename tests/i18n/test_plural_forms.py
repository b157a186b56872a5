"""Our table of plural forms says what CLDR says of whole numbers, and the catalogues what the table says."""

import pytest
from babel import Locale

from civic.i18n.catalogues import read_catalogue
from civic.i18n.languages import read_languages
from civic.i18n.plurals import NoPluralForms, plural_forms

OFFERED = ["en", "de", "zh", "fr", "es", "ar"]
PREPARED = ["tr", "bs", "hr", "sr_Latn", "uk", "fa", "pl", "mn"]
each_locale = pytest.mark.parametrize("locale", [*OFFERED, *PREPARED])


@each_locale
def test_the_form_of_every_number_is_cldrs(locale):
    ours, cldr = plural_forms(locale), Locale.parse(locale).plural_form

    assert [ours.forms[ours.chooser()(n)] for n in range(201)] == [cldr(n) for n in range(201)]


@each_locale
def test_every_plural_form_is_reached_by_some_number(locale):
    ours = plural_forms(locale)

    assert {ours.chooser()(n) for n in range(201)} == set(range(len(ours.forms)))


@pytest.mark.parametrize("spoken", read_languages().every, ids=lambda each: each.slug)
def test_the_header_of_a_catalogue_is_that_of_the_table(spoken):
    read, ours = read_catalogue(spoken), plural_forms(spoken.formatting)

    assert read.plural_forms == ours.header


def test_a_language_without_a_row_is_refused():
    with pytest.raises(NoPluralForms, match="tlh"):
        plural_forms("tlh")
