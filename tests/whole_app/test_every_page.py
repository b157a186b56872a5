"""What holds for every page that can be opened, in every language; each message says how to mend it."""

from collections import Counter
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask import Blueprint
from jinja2.nodes import FromImport
from jinja2.runtime import Macro

from civic.i18n.languages import languages
from civic.pages.library import FOR_RESIDENTS
from civic.web import rendering
from tests.builders.pages import page_states, routes_without_states
from tests.builders.town import Town
from tests.builders.visitors import Visitors

TEMPLATES = Path(rendering.__file__).parent / "templates"


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_every_page_keeps_the_rules(app, platform, spoken):
    town = Town(platform)
    visitors = Visitors(app, town)
    for state in page_states(town):
        page = visitors.shown(state, spoken.slug)
        assert page.status in {200, 202, 403, 404, 409, 422}, f"{state} answered {page.status}"
        assert list(faults_of(page.html, spoken)) == [], state


def faults_of(html: str, spoken):
    soup = BeautifulSoup(html, "html.parser")
    yield from _faults_of_head(soup, spoken)
    yield from _faults_of_forms(soup)
    ids = Counter(element["id"] for element in soup.find_all(id=True))
    yield from (f"id {name!r} is used {times} times" for name, times in ids.items() if times > 1)
    yield from (f"{script} needs nonce=" for script in soup.find_all("script") if not script.get("nonce"))
    yield from (f"{element.name} has a style attribute" for element in soup.find_all(style=True))
    yield from (f"{image} needs an alt text" for image in soup.find_all("img") if image.get("alt") is None)
    for link in soup.find_all("a", href=lambda href: href and href.startswith("#")):
        if link["href"][1:] not in ids:
            yield f"{link['href']} leads to nothing on this page"
    if spoken.slug == "en":  # the same templates in every language; tests/a11y has each of them checked
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        yield from (f"html5lib: {code} at {place} {facts}" for place, code, facts in parser.errors)


def _faults_of_head(soup, spoken):
    headings = soup.find_all("h1")
    if len(headings) != 1:
        yield f"one h1 is needed, there are {len(headings)}"
    heading = " ".join(headings[0].get_text().split())
    if not heading or not " ".join(soup.title.get_text().split()).startswith(heading):
        yield f"the title {soup.title.get_text()!r} has to begin with the h1 {heading!r}"
    if soup.html.get("lang") != spoken.tag or soup.html.get("dir") != spoken.direction:
        yield f"html has lang={soup.html.get('lang')} dir={soup.html.get('dir')}"
    if len(soup.find_all("main")) != 1:
        yield "one main is needed"
    if soup.body.find("a")["href"] != "#content":
        yield "the skip link has to be the first link"
    if soup.find(id="help-heading") is None:
        yield "the way to a person has to be in the footer"


def _faults_of_forms(soup):
    for form in soup.find_all("form"):
        if not form.get("action"):
            yield f"{form.get('method')} form without an action"
        if form.get("method") == "post" and form.find("input", {"name": "csrf_token"}) is None:
            yield f"the form to {form.get('action')} needs tokens()"
    labels = {label.get("for") for label in soup.find_all("label")}
    for field in soup.find_all(["input", "select", "textarea"]):
        is_named = field.get("id") in labels or field.get("aria-label", "").strip()
        if field.get("type") != "hidden" and not is_named:
            yield f"the field {field.get('name')} needs a label"
        for described in field.get("aria-describedby", "").split():
            if soup.find(id=described) is None:
                yield f"{field.get('name')} is described by {described}, which is not there"


def test_every_page_has_states_to_be_looked_at_in(app):
    assert routes_without_states(app) == set(), "say in tests/builders/pages.py in which states to see them"


def test_a_page_that_nobody_has_built_is_noticed(app):
    new = Blueprint("new", __name__)
    new.get("/<language:lang>/new")(lambda: "")
    app.register_blueprint(new, name="new")

    assert routes_without_states(app) == {"new.<lambda>"}


def test_every_template_compiles(app):
    for path in TEMPLATES.rglob("*.html"):
        app.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())


def test_templates_share_macros_only(app):
    """What else is imported is made once, in the language of whoever came first."""
    shared = {
        (path.name, name, type(vars(app.jinja_env.get_template(node.template.value).module)[name]))
        for path in TEMPLATES.rglob("*.html")
        for node in app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(FromImport)
        for name in (each[0] if isinstance(each, tuple) else each for each in node.names)
    }

    assert {each for each in shared if each[2] is not Macro} == set()


def test_every_page_for_residents_is_written_in_english_and_german():
    for name in FOR_RESIDENTS:
        for slug in ("en", "de"):
            path = Path(rendering.__file__).parents[1] / "pages" / slug / f"{name}.md"
            assert path.read_text(encoding="utf-8").startswith("# "), path


def test_the_checker_of_pages_finds_faults():
    spoken = next(each for each in languages() if each.slug == "en")
    html = (
        "<!doctype html><html lang='xx'><head><title>Other</title></head><body><a href='#x'>x</a>"
        "<main><h1 id='a'>One</h1><h1 id='a'>Two</h1><form method='post'><input name='n'></form>"
        "<script>1</script><p></div></main></body></html>"
    )

    found = " ".join(faults_of(html, spoken))

    for expected in (
        "one h1",
        "title",
        "lang=",
        "skip link",
        "footer",
        "action",
        "label",
        "id 'a'",
        "nonce",
        "#x",
        "html5lib",
    ):
        assert expected in found
