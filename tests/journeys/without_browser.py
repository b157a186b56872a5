"""A way through the site with no browser at all: pages are read, forms are sent, and both are remembered."""

from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from flask import Flask

from tests.builders.photos import jpeg_of_a_telephone
from tests.web.browser import Shown, body_of, chosen, fields_of, form_of


class WithoutBrowser:
    """Walks a journey by requests alone; `sent` are the forms, as `name_of_form` calls them."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._app = app
        self.sent: set[str] = set()

    def open(self, address: str) -> None:
        self._answered(self._client.get(address, follow_redirects=True))

    def follow(self, link: str) -> None:
        address = self._named("a", link)["href"]
        if address.startswith("#"):
            assert self.page.soup.find(id=address[1:])
        else:
            self.open(urljoin(self.page.address, address))

    def press(self, button: str) -> None:
        pressed = self._named("button", button)
        form = form_of(pressed)
        self.sent.add(name_of_form(self._app, form, pressed))
        values = (
            fields_of(form)
            | chosen(form, self._files)
            | ({pressed["name"]: pressed["value"]} if pressed.get("name") else {})
        )
        action = urljoin(self.page.address, form["action"])
        if form["method"] == "post":
            body = body_of(form, values)
            self._answered(self._client.post(action, follow_redirects=True, **body))
        else:
            self._answered(self._client.get(action, query_string=values, follow_redirects=True))

    def save(self, what: str) -> None:
        before = self.page
        if self._found(["a"], what):
            self.follow(what)
        else:
            self.press(what)
        assert not self.page.html.startswith("<!doctype")
        self._show(before)

    def unfold(self, summary: str) -> None:
        self._part = self._named("summary", summary).find_parent("details")

    def write(self, label: str, words: str) -> None:
        field = self._labelled(label)
        if field.name == "textarea":
            field.string = words
        else:
            field["value"] = words

    def choose(self, label: str, option: str) -> None:
        options = self._labelled(label).find_all("option")
        for each in options:
            del each["selected"]
        next(each for each in options if each.get_text(strip=True) == option)["selected"] = ""

    def tick(self, label: str) -> None:
        wanted = self._labelled(label)
        for each in wanted.find_parent("form").find_all("input", attrs={"name": wanted["name"]}):
            del each["checked"]
        wanted["checked"] = ""

    def mark(self, label: str) -> None:
        named = self.page.soup.find("input", attrs={"type": "checkbox", "aria-label": label})
        (named or self._labelled(label))["checked"] = ""

    def attach(self, label: str) -> None:
        self._files[self._labelled(label)["name"]] = [jpeg_of_a_telephone()]

    def arrive(self, heading: str) -> None:
        assert self.page.heading == heading, self.page.text[:300]

    def see(self, words: str) -> None:
        assert words.lower() in self.page.text.lower()

    def see_picture(self, name: str) -> None:
        source = self.page.soup.main.find("img", alt=name)["src"]
        picture = source.startswith("data:image/jpeg;") or self._client.get(source).content_type
        assert picture in {True, "image/jpeg"}

    def see_page(self, attribute: str, value: str) -> None:
        assert self.page.soup.html[attribute] == value

    def _answered(self, response: object) -> None:
        assert response.status_code in {200, 202, 404, 422}, f"{response.request} {response.status}"
        parts = urlsplit(response.request.url)
        self._files: dict[str, list[bytes]] = {}
        self._show(Shown(parts.path, response.status_code, response.get_data(as_text=True)))

    def _show(self, page: Shown) -> None:
        self.page = page
        self._part: Tag = page.soup

    def _named(self, tag: str, words: str) -> Tag:
        found = self._found([tag], words)
        assert found, f"no {tag} {words!r} on {self.page.address}"
        return found[0]

    def _found(self, tags: list[str], words: str) -> list[Tag]:
        shown = (each for each in self._part.find_all(tags) if not _is_hidden(each))
        return [each for each in shown if words.lower() in " ".join(each.get_text(" ").split()).lower()]

    def _labelled(self, words: str) -> Tag:
        found = [self.page.soup.find(id=label["for"]) for label in self._found(["label"], words)]
        assert found, f"no field {words!r} on {self.page.address}"
        return found[0]


def name_of_form(app: Flask, form: Tag, button: Tag) -> str:
    """Return which route a button of a form sends to, and what tells the route that it was this button."""
    method = form["method"].upper()
    endpoint, given = app.url_map.bind("localhost").match(urlsplit(form["action"]).path, method)
    return " ".join(filter(None, (method, endpoint, given.get("act"), button.get("value"))))


def _is_hidden(element: Tag) -> bool:
    return element.has_attr("hidden") or element.find_parent(hidden=True) is not None
