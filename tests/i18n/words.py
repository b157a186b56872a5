"""The words of a language that a test looks at: what residents read in messages and on long pages."""

import re

from civic.i18n.catalogues import SAME, read_catalogue
from civic.i18n.extraction import template
from civic.i18n.languages import Language, language
from civic.pages.library import PAGES

FOR_OTHERS = ("operations", "translating")  # pages for those who run or translate the site
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)s")
_NO_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)|^\|.*$|^    .*$", re.MULTILINE)


def messages(spoken: Language) -> dict[str, list[str]]:
    """Return every message with its words in a language; English words are the messages themselves."""
    found = {}
    catalog = read_catalogue(spoken)
    for message in template(language("de")):
        if message.id:
            written = catalog.get(message.id, message.context)
            own = (written.string if written else "") or (message.id if spoken.slug == "en" else "")
            forms = [own] if isinstance(own, str) else list(own)
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[f"{message.context}|{key}" if message.context else key] = [
                form for form in forms if form and form != SAME
            ]
    return found


def for_residents(spoken: Language) -> list[str]:
    """Return the words of messages that residents read, without what is put into them."""
    asked = template(language("de-easy"))
    wanted = {each.id if isinstance(each.id, str) else each.id[0] for each in asked if each.id}
    return [
        _PLACEHOLDER.sub("X", forms[-1]).replace("%%", "%")
        for key, forms in messages(spoken).items()
        if forms and key.rpartition("|")[2] in wanted
    ]


def pages(spoken: Language) -> dict[str, str]:
    """Return the prose of the long pages of a language by name, without code, links and tables."""
    return {
        path.stem: _NO_PROSE.sub("", path.read_text(encoding="utf-8"))
        for path in sorted((PAGES / spoken.slug).glob("*.md"))
        if path.stem not in FOR_OTHERS
    }
