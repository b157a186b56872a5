"""From templates and code to catalogues: every message that needs words, merged into each PO file."""

from collections.abc import Iterator
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from civic.i18n.catalogues import read_catalogue
from civic.i18n.languages import LOCALES, Language, languages, source_language
from civic.i18n.symbols import CODE, symbols

TEMPLATES = CODE / "web" / "templates"


def template(spoken: Language) -> Catalog:
    """Return what the catalogue of a language has to hold: sentences and, unless it is English, messages."""
    catalog = Catalog(locale=spoken.formatting, fuzzy=False)
    for symbol in symbols():
        catalog.add(symbol, flags=["python-format"])
    if spoken != source_language():
        for message, comments, context, file in _messages():
            catalog.add(message, auto_comments=comments, context=context, locations=[(file, 0)])
    return catalog


def merged(spoken: Language) -> bytes:
    """Return the PO file of a language with everything it has to hold and the translations there are."""
    wanted, existing = template(spoken), read_catalogue(spoken)
    for message in wanted:
        known = existing.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = known.string
            message.user_comments = known.user_comments
    file = BytesIO()
    write_po(file, wanted, width=100, sort_output=True, omit_header=True, include_lineno=False)
    return _header(spoken, existing).encode() + file.getvalue()


def write_all() -> None:
    for spoken in languages():
        (LOCALES / spoken.folder / "LC_MESSAGES" / "messages.po").write_bytes(merged(spoken))


def _messages() -> Iterator[tuple[str | tuple[str, ...], list[str], str | None, str]]:
    found = extract_from_dir(
        TEMPLATES,
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"trimmed": "true", "silent": "false"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)},
        comment_tags=("Translators:",),
    )
    for file, _line, message, comments, context in found:
        yield message, comments, context, file


def _header(spoken: Language, existing: Catalog) -> str:
    """Say only what does not change with every extraction."""
    return (
        f"# {spoken.name}\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {spoken.folder}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {existing.plural_forms}\\n"\n\n'
    )
