"""The language of the page: the address carries it; without one, what the browser asks for."""

from functools import cache
from typing import Any

from flask import Flask, current_app, g, request
from werkzeug.routing import BaseConverter

from civic.i18n.languages import Language, language, languages
from civic.i18n.negotiation import negotiate


class LanguageConverter(BaseConverter):
    """The first word of an address, where it is the slug of a language that the pages speak."""

    regex = "|".join(each.slug for each in languages())


def register(app: Flask) -> None:
    app.url_map.converters["language"] = LanguageConverter
    app.url_value_preprocessor(_take_from_address)
    app.url_defaults(_put_into_address)


def page_language() -> Language:
    """Return the language to answer in."""
    if "language" not in g:
        g.language = _first_word() or _wanted_by_browser()
    spoken: Language = g.language
    return spoken


def _first_word() -> Language | None:
    """Return the language that an address begins with although it leads nowhere."""
    return _by_slug().get(request.path.split("/", 2)[1])


@cache
def _by_slug() -> dict[str, Language]:
    return {each.slug: each for each in languages()}


def _wanted_by_browser() -> Language:
    return negotiate(request.headers.get("Accept-Language", ""), default=languages()[0].tag)


def _take_from_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.language = language(values.pop("lang"))


def _put_into_address(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = page_language().slug
