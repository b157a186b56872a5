"""What can be wrong with a catalogue: gaps, leftovers, placeholders that differ, stray percent signs."""

import re
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Catalog, Message

from civic.i18n.catalogues import SAME, is_sound, read_catalogue
from civic.i18n.extraction import template
from civic.i18n.languages import Language

_PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")


def faults(languages: Iterable[Language]) -> list[str]:
    """Return a line for everything that is wrong with any catalogue."""
    return [f"{spoken.folder}: {fault}" for spoken in languages for fault in faults_of(spoken)]


def faults_of(spoken: Language) -> Iterator[str]:
    wanted, existing = template(spoken), read_catalogue(spoken)
    source = read_catalogue(list(spoken.with_fallbacks())[-1])
    if spoken.ready:
        yield from _gaps(wanted, existing)
    for message in existing:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"nothing needs {message.id!r} any more: run `i18n extract`"
        if message.id and message.fuzzy:
            yield f"{message.id!r} is marked as fuzzy: check it and remove the mark"
        if message.id:
            yield from _misplaced_same(message, spoken)
            yield from _broken_placeholders(message, source)


def _gaps(wanted: Catalog, existing: Catalog) -> Iterator[str]:
    for message in wanted:
        if message.id and not has_words(existing, message):
            yield f"no words for {message.id!r}"


def has_words(existing: Catalog, message: Message) -> bool:
    found = existing.get(message.id, message.context)
    forms = found.string if found is not None else ""
    return bool(forms) and all(forms if isinstance(forms, tuple | list) else (forms,))


def _misplaced_same(message: Message, spoken: Language) -> Iterator[str]:
    if SAME in _forms(message) and spoken.register is None:
        yield f"{message.id!r}: only a register says {SAME!r}, the same words"


def _broken_placeholders(message: Message, source: Catalog) -> Iterator[str]:
    expected = _names(*_source_texts(message, source))
    forms = [form for form in _forms(message) if form != SAME]
    for form in forms:
        if form and not _names(form) <= expected:
            yield f"{message.id!r}: {sorted(_names(form) - expected)} is no placeholder of the source"
        if form and not is_sound(form):
            yield f"{message.id!r}: write a percent sign as %%"
    if not isinstance(message.string, tuple | list) and any(forms) and _names(*forms) != expected:
        yield f"{message.id!r}: needs the placeholders {sorted(expected)}"


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def _source_texts(message: Message, source: Catalog) -> list[str]:
    """Return the English words: those of the English catalogue for a sentence, the id itself otherwise."""
    texts = [message.id] if isinstance(message.id, str) else list(message.id)
    english = source.get(message.id, message.context)
    return [english.string] if english is not None and isinstance(english.string, str) else texts


def _names(*texts: str) -> set[str]:
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}
