"""Catalogues are complete, fit their source, and a slip in one never takes a page down."""

import pytest
from click.testing import CliRunner
from markupsafe import Markup

from civic.i18n import LOCALES
from civic.i18n.catalogues import Catalogue, catalogue, is_sound
from civic.i18n.checks import faults_of
from civic.i18n.cli import i18n
from civic.i18n.extraction import merged
from civic.i18n.languages import languages, read_languages
from civic.i18n.sentences import say

each_language = pytest.mark.parametrize("spoken", read_languages().every, ids=lambda each: each.slug)


@each_language
def test_a_catalogue_fits_its_source_and_is_complete_if_pages_offer_it(spoken):
    assert list(faults_of(spoken)) == []


@each_language
def test_a_catalogue_is_as_the_extraction_writes_it(spoken):
    kept = (LOCALES / spoken.folder / "LC_MESSAGES" / "messages.po").read_bytes()

    assert kept == merged(spoken), "run `civic i18n extract`"


@each_language
def test_plural_messages_speak_of_any_number(spoken):
    for number in (0, 1, 2, 3, 11, 100, 101):
        said = catalogue(spoken).ngettext("%(num)s open case", "%(num)s open cases", number, {"num": number})
        assert said
        assert "%" not in said


def test_a_broken_placeholder_falls_back_to_the_next_language():
    source = Catalogue({(None, "Hello %(name)s"): ("Hello %(name)s",)}, lambda n: int(n != 1))
    broken = Catalogue({(None, "Hello %(name)s"): ("Hallo %(nmae)s",)}, lambda n: int(n != 1), source)

    assert broken.gettext("Hello %(name)s", {"name": "Ada"}) == "Hello Ada"


def test_a_stray_percent_sign_is_no_translation():
    assert not is_sound("100 % sicher")
    assert not is_sound("%(name)d")
    assert is_sound("100 %% sicher, %(name)s")


def test_what_is_put_into_a_sentence_is_escaped():
    german = next(each for each in languages() if each.slug == "de")

    said = say("refused.cities.no-such-city", german, known="<script>")

    assert isinstance(said, Markup)
    assert "&lt;script&gt;" in said


@pytest.mark.parametrize("command", ["check", "stats"])
def test_the_command_line_tells(command):
    result = CliRunner().invoke(i18n, [command])

    assert result.exit_code == 0
    assert result.output
