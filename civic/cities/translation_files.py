"""The files in which translators work on a pack: `locales/fr.po` and so on, named after BCP 47 tags."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from civic.cities.reading import PackFault
from civic.cities.translations import Translations
from civic.kernel.language import is_language_tag

FOLDER = "locales"


def translation_file(directory: Path, tag: str) -> Path:
    return directory / FOLDER / f"{tag}.po"


def translated_tags(directory: Path) -> list[str]:
    return sorted(path.stem for path in (directory / FOLDER).glob("*.po"))


def read_translations(directory: Path, faults: list[PackFault]) -> Translations:
    """Read what translators have written; a file that cannot be read is a fault of the pack."""
    return Translations({tag: _words(directory, tag, faults) for tag in translated_tags(directory)})


def write_translations(directory: Path, tag: str, wanted: Mapping[str, list[str]]) -> tuple[int, int]:
    """Bring a file up to date with the pack, keep what is written; return how much is, and of how much."""
    path = translation_file(directory, tag)
    known = _words(directory, tag, []) if path.is_file() else {}
    catalog = Catalog(fuzzy=False)
    for text, places in wanted.items():
        catalog.add(text, known.get(text, ""), locations=[(place.replace(" ", ":"), 0) for place in places])
    written = BytesIO()
    write_po(written, catalog, width=100, omit_header=True, include_lineno=False)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_header(tag).encode() + written.getvalue())
    return sum(text in known for text in wanted), len(wanted)


def _words(directory: Path, tag: str, faults: list[PackFault]) -> Mapping[str, str]:
    name = f"{FOLDER}/{tag}.po"
    if not is_language_tag(tag):
        faults.append(PackFault(name, "", "is not named after a language", "Name it fr.po or sr-Latn.po"))
        return {}
    try:
        with translation_file(directory, tag).open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except (PoFileError, ValueError, OSError) as error:
        faults.append(PackFault(name, "", f"is no PO file: {error}", "Mend that line"))
        return {}
    return {
        message.id: message.string
        for message in catalog
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string
        if not message.fuzzy
    }


def _header(tag: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {tag.replace("-", "_")}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
