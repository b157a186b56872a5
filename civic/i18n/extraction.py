"""From templates and code to catalogues: every message that needs words, merged into each PO file."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from civic.i18n.catalogues import catalogue_file, read_catalogue
from civic.i18n.languages import Language
from civic.i18n.plurals import plural_forms
from civic.i18n.symbols import CODE, is_for_residents, symbols

TEMPLATES = CODE / "web" / "templates"
Found = tuple[str | tuple[str, ...], list[str], str | None, str]
FOR_OFFICIALS = ("office/",)


def template(spoken: Language) -> Catalog:
    """Return what the catalogue of a language has to hold: sentences and, unless it is English, messages.

    A register holds what residents read; officials read its fallback.
    """
    catalog = Catalog(locale=spoken.formatting, fuzzy=False)
    for symbol in symbols():
        if spoken.register is None or is_for_residents(symbol):
            catalog.add(symbol, flags=["python-format"])
    if spoken.fallback is not None:
        for message, comments, context, file in _messages():
            if spoken.register is None or not file.startswith(FOR_OFFICIALS):
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
    return _header(spoken).encode() + file.getvalue()


def write_all(languages: Iterable[Language]) -> None:
    for spoken in languages:
        path = catalogue_file(spoken)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(merged(spoken))


@cache
def _messages() -> tuple[Found, ...]:
    found = extract_from_dir(
        TEMPLATES,
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"trimmed": "true", "silent": "false"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)},
        comment_tags=("Translators:",),
    )
    return tuple((message, comments, context, file) for file, _line, message, comments, context in found)


def _header(spoken: Language) -> str:
    """Say only what does not change with every extraction."""
    return (
        f"# {spoken.name}\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {spoken.formatting}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural_forms(spoken.formatting, spoken.home).header}\\n"\n\n'
    )
