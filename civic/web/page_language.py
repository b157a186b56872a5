"""The language of the page: its address carries it, else somebody chose it, else the browser asks for it."""

import re
from typing import Any

from flask import Flask, current_app, g, request
from werkzeug.routing import BaseConverter

from civic.i18n.languages import Language, Languages
from civic.i18n.negotiation import negotiate
from civic.web.platform import KEY, platform
from civic.web.preferences import preferences


def register(app: Flask) -> None:
    app.url_map.converters["language"] = _converter(app.extensions[KEY].languages)
    app.url_value_preprocessor(_take_from_address)
    app.url_defaults(_put_into_address)


def page_language() -> Language:
    """Return the language to answer in."""
    if "language" not in g:
        g.language = _first_word() or preferences().spoken() or _wanted_by_browser()
    spoken: Language = g.language
    return spoken


def offered_languages() -> tuple[Language, ...]:
    """Return the languages that this site offers: ours, and those that its city adds."""
    return platform().languages.offered


def _converter(languages: Languages) -> type[BaseConverter]:
    """Return the reader of an address's first word, the slug of a language that the pages speak."""

    class LanguageConverter(BaseConverter):
        regex = "|".join(re.escape(each.slug) for each in languages.offered)

    return LanguageConverter


def _first_word() -> Language | None:
    """Return the language that an address begins with although it leads nowhere."""
    return platform().languages.find(request.path.split("/", 2)[1])


def _wanted_by_browser() -> Language:
    offered = platform().languages
    return negotiate(request.headers.get("Accept-Language", ""), offered.source.tag, offered)


def _take_from_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.language = platform().languages.get(values.pop("lang"))


def _put_into_address(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = page_language().slug
