"""The Markdown pages: one folder per language; what a language lacks is read in its fallback."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from civic.i18n.languages import Language, language
from civic.kernel.errors import NotFound

PAGES = Path(__file__).parent
DECISIONS = PAGES / "en" / "decisions"
FOR_RESIDENTS = ("how-it-works", "privacy", "accessibility", "verify", "glossary")
NAMES = (*FOR_RESIDENTS, "operations", "open311", "translating")
_HEADING = re.compile("<h[23]>(.*?)</h[23]>", re.DOTALL)
_TAG = re.compile("<[^>]+>")
RETENTION = "{retention}"  # where the days belong after which the city erases by itself
SEALED_RETENTION = "{sealed_retention}"  # and those after which it erases what is sealed
ADDRESS = "{address}"  # stands in a page where the address of the site that shows it belongs


class NoSuchPage(NotFound):
    """No page of that name has been written."""

    code = "pages.no-such-page"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was written: its first heading, the rest as HTML, and the language it is in."""

    name: str
    heading: str
    body: Markup
    language: Language

    def shown_at(self, address: str, retention_days: int, sealed_retention_days: int) -> "Page":
        body = self.body.replace(ADDRESS, address).replace(RETENTION, str(retention_days))
        return replace(self, body=body.replace(SEALED_RETENTION, str(sealed_retention_days)))


def page(name: str, wanted: Language) -> Page:
    """Return a page in a language or in its fallback; raise NoSuchPage."""
    if name not in NAMES:
        raise NoSuchPage(f"there is no page {name!r}", page=name)
    return _page(name, wanted)


def decisions() -> list[Page]:
    """Return the published decisions, the newest first."""
    return [_read(path, language("en")) for path in sorted(DECISIONS.glob("*.md"), reverse=True)]


def decision(name: str) -> Page:
    """Raise NoSuchPage."""
    found = next((each for each in decisions() if each.name == name), None)
    if found is None:
        raise NoSuchPage(f"there is no decision {name!r}", page=name)
    return found


def _page(name: str, wanted: Language) -> Page:
    for spoken in wanted.with_fallbacks():
        for folder in (PAGES / spoken.slug, spoken.directory / "pages"):
            if (folder / f"{name}.md").is_file():
                return _read(folder / f"{name}.md", spoken)
    raise NoSuchPage(f"nobody has written {name}.md yet", page=name)


@cache
def _read(path: Path, written_in: Language) -> Page:
    """Take the first line as the heading; our own files need no raw HTML, so it stays off."""
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    heading = first.removeprefix("# ").strip()
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(rest)
    body = Markup(_framed(html, heading))  # noqa: S704 (rendered from our own files without raw HTML)
    return Page(path.stem, heading, body, written_in)


def _framed(html: str, heading: str) -> str:
    """Let a table that is wider than the screen move on its own, in a frame named as its heading."""
    html = html.replace("<th>", '<th scope="col">').replace("</table>", "</table></div>")
    first, *others = html.split("<table>")
    framed = first
    for other in others:
        name = _TAG.sub("", ([escape(heading), *_HEADING.findall(framed)])[-1])
        framed += f'<div class="table-frame" role="region" aria-label="{name}"><table>{other}'
    return framed
