"""A browser without scripts: opens pages, fills in the forms it finds there, and sends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from civic.web.uploads import MULTIPART

NO_FILES: Mapping[str, Sequence[bytes]] = {}


@dataclass
class Shown:
    """A page as it was answered."""

    address: str
    status: int
    html: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @property
    def heading(self) -> str:
        return self.soup.h1.get_text(" ", strip=True)

    @property
    def text(self) -> str:
        return " ".join(self.soup.main.get_text(" ", strip=True).split())

    def form(self, ending: str) -> Tag:
        """Return the form whose action ends so."""
        return next(form for form in self.soup.find_all("form") if form["action"].endswith(ending))

    def value(self, name: str) -> str:
        field = self.soup.main.find(attrs={"name": name})
        return field.get_text().removeprefix("\n") if field.name == "textarea" else field.get("value", "")

    def faults(self) -> list[str]:
        return [link["href"] for link in self.soup.select(".notice--danger li a")]


class Browser:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str, **options: object) -> Shown:
        return self._shown(self.client.get(address, follow_redirects=True, **options))

    def send(
        self,
        page: Shown,
        ending: str,
        button: str = "",
        files: Mapping[str, Sequence[bytes]] = NO_FILES,
        **typed: str,
    ) -> Shown:
        """Send a form as it stands, with some fields typed over, files chosen and one button pressed."""
        form = page.form(ending)
        values = {**fields_of(form), **pressed(form, button), **chosen(form, files)}
        values.update({name.replace("__", "."): value for name, value in typed.items()})
        action = urljoin(page.address, form["action"])
        return self._shown(self.client.post(action, follow_redirects=True, **body_of(form, values)))

    @staticmethod
    def _shown(response: object) -> Shown:
        parts = urlsplit(response.request.url)
        return Shown(parts.path, response.status_code, response.get_data(as_text=True))


def body_of(form: Tag, values: Mapping[str, object]) -> dict[str, object]:
    """Return how a browser would send values: urlencoded, or in parts where the form says so."""
    if form.get("enctype") != MULTIPART:
        return {"data": values}
    boundary, body = encode_multipart(values)
    return {"data": body, "content_type": f"{MULTIPART}; boundary={boundary}"}


def form_of(element: Tag) -> Tag:
    """Return the form that a field or a button belongs to: the one it names, or the one around it."""
    named = element.get("form")
    return element.find_parent("html").find("form", id=named) if named else element.find_parent("form")


def fields_of(form: Tag) -> dict[str, str]:
    """Return what a browser would send of a form, without its buttons."""
    values = {field["name"]: field.get("value", "") for field in _belonging(form, "input") if _counts(field)}
    values.update({field["name"]: field.get_text().removeprefix("\n") for field in form.find_all("textarea")})
    for field in form.find_all("select"):
        chosen = field.find("option", selected=True) or field.find("option")
        values[field["name"]] = chosen["value"]
    return values


def pressed(form: Tag, button: str) -> dict[str, str]:
    """Return what a browser would send of the button that has this value."""
    found = next((each for each in _belonging(form, "button") if each.get("value") == button), None)
    return {found["name"] if found else "step": button} if button else {}


def chosen(form: Tag, files: Mapping[str, Sequence[bytes]]) -> dict[str, list[FileStorage]]:
    """Return what a browser would send of the fields that take files: an empty one where none is chosen."""
    names = [field["name"] for field in form.find_all("input", type="file")]
    assert files.keys() <= set(names), "the form does not ask for these files"
    return {name: _files(files[name]) if name in files else [FileStorage(filename="")] for name in names}


def _files(bodies: Sequence[bytes]) -> list[FileStorage]:
    return [FileStorage(BytesIO(body), f"photo {number}.jpg") for number, body in enumerate(bodies, 1)]


def _belonging(form: Tag, tag: str) -> list[Tag]:
    """Return the elements in a form, and those elsewhere on its page that name it."""
    page = form.find_parent("html")
    outside = page.find_all(tag, attrs={"form": form["id"]}) if page and form.get("id") else []
    return [*form.find_all(tag), *outside]


def _counts(field: Tag) -> bool:
    kind = field.get("type")
    return kind != "file" and (kind not in {"radio", "checkbox"} or field.has_attr("checked"))
