"""A city adds a language with a row, a catalogue and, if it likes, pages: no code of ours is touched."""

import pytest
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup
from click.testing import CliRunner

from civic.bootstrap import build
from civic.i18n import LOCALES
from civic.i18n.cli import i18n
from civic.i18n.languages import LanguageCannotBeRead, read_languages
from civic.settings import SettingsHaveFaults, read_settings
from tests.builders.languages import site_speaking
from tests.builders.pages import page_states
from tests.whole_app.test_every_page import faults_of

ROW = """
[sr-latn]
folder = "sr_Latn"
tag = "sr-Latn"
formatting = "sr_Latn"
direction = "ltr"
name = "srpski"
fallback = "en"
"""
SOME_WORDS = {"Languages": "Jezici", "Skip to the content": "Pređi na sadržaj"}
OPEN_CASES = ("%(num)s otvoren slučaj", "%(num)s otvorena slučaja", "%(num)s otvorenih slučajeva")


@pytest.fixture
def locales(tmp_path):
    """Return a directory in which a translator has begun to write Serbian."""
    directory = tmp_path / "added"
    directory.mkdir()
    (directory / "languages.toml").write_text(ROW, encoding="utf-8")
    assert CliRunner().invoke(i18n, ["--locales", str(directory), "extract"]).exit_code == 0
    po = directory / "sr_Latn" / "LC_MESSAGES" / "messages.po"
    with po.open("rb") as file:
        words = read_po(file, locale="sr_Latn")
    for english, serbian in SOME_WORDS.items():
        words[english].string = serbian
    words["%(num)s open case", "%(num)s open cases"].string = OPEN_CASES
    with po.open("wb") as file:
        write_po(file, words)
    (directory / "sr_Latn" / "pages").mkdir()
    (directory / "sr_Latn" / "pages" / "privacy.md").write_text("# Privatnost\n\nNiko ne gleda.\n")
    return directory


def test_every_page_speaks_an_added_language_as_far_as_it_has_words(tmp_path, locales):
    spoken = read_languages(locales).get("sr-latn")
    with site_speaking(tmp_path / "var", CIVIC_LOCALES=str(locales)) as (_app, town, visitors):
        for state in page_states(town):
            page = visitors.shown(state, "sr-latn")
            assert list(faults_of(page.html, spoken)) == [], state
            assert page.soup.find(class_="skip").get_text() == "Pređi na sadržaj", state
            assert page.soup.find("link", hreflang="sr-Latn"), state


def test_what_it_lacks_is_read_in_its_fallback_visibly(tmp_path, locales):
    with site_speaking(tmp_path / "var", CIVIC_LOCALES=str(locales)) as (app, _town, _visitors):
        client = app.test_client()
        own = BeautifulSoup(client.get("/sr-latn/about/privacy").data, "html.parser")
        other = BeautifulSoup(client.get("/sr-latn/about/glossary").data, "html.parser")

    assert own.find(class_="prose")["lang"] == "sr-Latn"
    assert "Niko ne gleda." in own.find(class_="prose").get_text()
    assert other.find(class_="prose")["lang"] == "en"
    assert other.h1.find(lang="en")


def test_browsers_are_led_to_an_added_language(tmp_path, locales):
    with site_speaking(tmp_path / "var", CIVIC_LOCALES=str(locales)) as (app, _town, _visitors):
        client = app.test_client()
        led = {
            wanted: client.get("/", headers={"Accept-Language": wanted}).location
            for wanted in ("sr-Latn-RS", "hr", "sr-RS", "de")
        }

    assert led == {"sr-Latn-RS": "/sr-latn/", "hr": "/sr-latn/", "sr-RS": "/en/", "de": "/de/"}


def test_plural_forms_of_an_added_language_are_cldrs(tmp_path, locales):
    with site_speaking(tmp_path / "var", CIVIC_LOCALES=str(locales)) as (_app, town, visitors):
        queue = next(s for s in page_states(town) if str(s) == "office.queue-all")
        page = visitors.shown(queue, "sr-latn")

    assert "otvoren" in page.text


def test_translators_of_an_added_language_work_without_our_catalogues(locales):
    ours_before = {path: path.stat().st_mtime_ns for path in LOCALES.rglob("*.po")}

    stats = CliRunner().invoke(i18n, ["--locales", str(locales), "stats"])
    check = CliRunner().invoke(i18n, ["--locales", str(locales), "check"])
    extract = CliRunner().invoke(i18n, ["--locales", str(locales), "extract"])

    assert stats.output.startswith("sr_Latn         3 of ")
    assert check.exit_code == 1
    assert "no words for" in check.output
    assert extract.exit_code == 0
    assert "Pređi na sadržaj" in (locales / "sr_Latn/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    assert {path: path.stat().st_mtime_ns for path in LOCALES.rglob("*.po")} == ours_before


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("direction", 'direction = "ttb"', "ltr or rtl"),
        ("formatting", 'formatting = "asq"', "locale of CLDR"),
        ("formatting", 'formatting = "de_AT_simple"', "locale of CLDR"),
        ("formatting", 'formatting = "eo"', "add a row [eo]"),
        ("fallback", 'fallback = "sr-latn"', "no circles"),
        ("fallback", 'fallback = "tlh"', "no circles"),
        ("name", 'title = "srpski"', "missing or unknown: name, title"),
        ("[sr-latn]", "[sr_Latn]", "small letters"),
        ("[sr-latn]", "[sr-latn", "languages.toml"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_what_to_write(tmp_path, wrong, right, said):
    lines = [right if line.startswith(wrong) else line for line in ROW.splitlines()]
    (tmp_path / "languages.toml").write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(LanguageCannotBeRead) as refused:
        read_languages(tmp_path)

    assert said in str(refused.value)


def test_a_directory_without_a_table_is_refused(tmp_path):
    with pytest.raises(LanguageCannotBeRead, match=r"languages\.toml"):
        read_languages(tmp_path)


def test_a_city_may_say_things_in_its_own_words(tmp_path):
    row = ROW.replace("sr-latn", "de").replace("sr_Latn", "de_CH").replace("sr-Latn", "de-CH")
    (tmp_path / "languages.toml").write_text(row, encoding="utf-8")

    known = read_languages(tmp_path)

    assert known.get("de").tag == "de-CH"
    assert [each.slug for each in known.every] == [each.slug for each in read_languages().every]
    assert known.get("de-easy").fallback is known.get("de")


def test_a_page_says_how_far_each_language_is(tmp_path, locales):
    told = CliRunner().invoke(i18n, ["--locales", str(locales), "stats"]).output.split()
    with site_speaking(tmp_path / "var", CIVIC_LOCALES=str(locales)) as (app, _town, _visitors):
        page = BeautifulSoup(app.test_client().get("/en/languages").data, "html.parser")
    rows = {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.find_all("td")]
        for row in page.find("tbody").find_all("tr")
    }
    done, needed = int(told[1]), int(told[3])

    assert rows["srpski"] == [f"{done * 100 // needed}%", f"{needed - done:,}"]
    assert rows["English"] == ["100%", "0"]
    assert page.find("tbody").th.bdi["lang"] == "en"


def test_a_directory_that_cannot_be_used_stops_the_start_with_a_reason(tmp_path):
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_LOCALES": str(tmp_path)})

    with pytest.raises(SettingsHaveFaults, match=r"CIVIC_LOCALES: .*languages\.toml"):
        build(settings)
