"""Translators write a pack's texts in more languages in files of their own, without touching the pack."""

import pytest
from babel.messages.pofile import read_po, write_po
from city_packs import demo_files, small_files, write_pack
from click.testing import CliRunner

from civic.cities.cli import city
from civic.cities.load import load_city, texts_of
from civic.cities.names import name_in
from civic.cities.reading import PackHasFaults
from civic.cities.registry import Cities
from civic.kernel.language import Text


def extract(pack, *tags):
    options = [part for tag in tags for part in ("--language", tag)]
    return CliRunner().invoke(city, ["extract", str(pack), *options])


def translate(pack, tag, **words):
    """Write words for texts, as a translator does with the file that was extracted."""
    path = pack / "locales" / f"{tag}.po"
    with path.open("rb") as file:
        catalog = read_po(file)
    for text, translation in words.items():
        catalog[text].string = translation
    with path.open("wb") as file:
        write_po(file, catalog)


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "small", small_files())


def test_every_text_of_a_pack_can_be_translated(tmp_path):
    demo = write_pack(tmp_path / "demo", demo_files())

    assert extract(demo, "sr-Latn").exit_code == 0

    written = (demo / "locales" / "sr-Latn.po").read_text(encoding="utf-8")
    loaded = load_city(demo)
    texts = [
        *(each.names for each in (*loaded.departments, *loaded.groups, *loaded.districts, *loaded.services)),
        *(question.text for service in loaded.services for question in service.questions),
        *(service.emergency_note for service in loaded.services if service.emergency_note),
    ]
    assert [
        names["en"] for names in texts if f'msgid "{names["en"]}"' not in written.replace('"\n"', "")
    ] == []


def test_what_translators_wrote_is_shown(pack):
    extract(pack, "fr")
    service = load_city(pack).services[0]
    translate(pack, "fr", **{service.names["en"]: "Lampadaire"})

    loaded = load_city(pack)

    assert name_in(loaded.services[0].names, "fr") == Text("Lampadaire", "fr")
    assert name_in(loaded.groups[0].names, "fr").language == "en"


def test_the_packs_own_words_win(tmp_path):
    files = small_files()
    files["city.json"]["names"] = {"en": "Small", "fr": "Petite"}
    pack = write_pack(tmp_path / "small", files)
    extract(pack, "fr")

    assert "Small" not in texts_of(pack).wanted("fr")
    (pack / "locales" / "fr.po").write_text('msgid "Small"\nmsgstr "Minuscule"\n', encoding="utf-8")
    assert load_city(pack).names["fr"] == "Petite"


def test_extracting_again_keeps_what_is_written_and_drops_what_is_gone(pack):
    name = load_city(pack).services[0].names["en"]
    extract(pack, "fr")
    translate(pack, "fr", **{name: "Lampadaire"})
    path = pack / "locales" / "fr.po"
    path.write_text(path.read_text(encoding="utf-8") + '\nmsgid "Gone"\nmsgstr "Parti"\n', encoding="utf-8")

    said = extract(pack)

    written = path.read_text(encoding="utf-8")
    assert said.output.split()[:2] == ["fr", "1"]
    assert f'msgid "{name}"\nmsgstr "Lampadaire"' in written
    assert "Gone" not in written


def test_a_running_site_sees_new_words(tmp_path, pack):
    cities = Cities([tmp_path])
    name = cities.get("small").services[0].names["en"]
    extract(pack, "fr")
    translate(pack, "fr", **{name: "Lampadaire"})

    assert cities.get("small").services[0].names["fr"] == "Lampadaire"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("français!.po", b"", "is not named after a language"),
        ("fr.po", b"Dear translator,\n", "is no PO file"),
        ("fr.po", b'msgid "x"\nmsgstr "\xff"\n', "is no PO file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(pack, file, content, said):
    (pack / "locales").mkdir()
    (pack / "locales" / file).write_bytes(content)

    with pytest.raises(PackHasFaults) as refused:
        load_city(pack)

    assert [(fault.file, said in fault.problem) for fault in refused.value.faults] == [
        (f"locales/{file}", True)
    ]


def test_a_broken_pack_is_not_extracted(tmp_path):
    files = small_files()
    del files["city.json"]["timezone"]

    said = extract(write_pack(tmp_path / "small", files), "fr")

    assert said.exit_code == 1
    assert "timezone" in said.output
