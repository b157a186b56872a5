"""How a page is made: one Jinja environment, templates compiled once, words in the language of the page."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, g, render_template, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from civic.cities.address_pattern import names_large_first
from civic.cities.pack import City, Names
from civic.i18n import formatting, sentences
from civic.i18n.catalogues import catalogue, load_all
from civic.i18n.languages import Language
from civic.i18n.ordering import by_name
from civic.kernel.event import Event
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.people.model import Official
from civic.web.access import signed_in_official, signed_in_resident
from civic.web.acting import acting_for
from civic.web.csrf import csrf_token, new_command_id
from civic.web.page_language import offered_languages, page_language
from civic.web.platform import KEY, chosen_city, platform
from civic.web.preferences import can_be_asked_for, keeping, preferences, this_page, told
from civic.web.scripts import script_address
from civic.web.security import script_nonce
from civic.web.stylesheet import stylesheet


def register(app: Flask) -> None:
    load_all(app.extensions[KEY].languages)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.auto_reload = False
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    # Newstyle makes {% trans %} call gettext with its values; ours fall back where a placeholder is broken.
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(_WORDS)
    environment.globals.update(_GLOBALS)
    environment.filters.update(_FILTERS)


def render(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page in the language of its address."""
    language = page_language()
    display = preferences()
    body = render_template(template, language=language, display=display, **values)
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language.tag
    if "lang" not in (request.url_rule.arguments if request.url_rule else ()):
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page in this language and, where it is not the site's own, for this city."""
    city = g.get("city")
    if city is not None and city.code != platform().settings.city:
        values.setdefault("city", city.code)
    return url_for(endpoint, **values)


def other_languages() -> list[tuple[Language, str]]:
    """Return every language with the address of this page in it; what has no such address leads home."""
    rule = request.url_rule
    if rule is None or "lang" not in rule.arguments or not can_be_asked_for(request.endpoint or ""):
        return [(each, url_for("web.home", lang=each.slug)) for each in offered_languages()]
    kept: dict[str, Any] = {**request.args, **(request.view_args or {})}
    endpoint = request.endpoint or ""
    return [(each, url_for(endpoint, **{**kept, "lang": each.slug})) for each in offered_languages()]


def _gettext(message: str, **values: Any) -> Markup:
    return _marked(catalogue(page_language()).gettext(message, values, Markup))


def _pgettext(context: str, message: str, **values: Any) -> Markup:
    return _marked(catalogue(page_language()).pgettext(context, message, values, Markup))


def _ngettext(singular: str, plural: str, num: int, **values: Any) -> Markup:
    values.setdefault("num", formatting.number(num, page_language()))
    return _marked(catalogue(page_language()).ngettext(singular, plural, num, values, Markup))


def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704 (catalogues are ours, and Markup has escaped what was put into them)


def _named(names: Names) -> Markup:
    return sentences.name(names, page_language())


def _plain_name(names: Names) -> str:
    """Return a name for a title, an option or an attribute, which hold no markup."""
    return sentences.name_for(names, page_language()).text


def _words(text: Text) -> Markup:
    return sentences.words(text, page_language())


def _event_sentence(event: Event, city: City) -> Markup:
    return sentences.event_sentence(event, city, page_language())


def _field_id(name: str, prefix: str = "") -> str:
    """Return the id of a field, which the error summary leads to; `prefix` tells apart forms of one page."""
    return "-".join(part for part in ("f", prefix, name.replace(".", "-")) if part)


def _options(coded: Iterable[Any]) -> list[tuple[str, str]]:
    """Return codes and names of records of a city's pack, for a list to choose from."""
    return [(each.code, _plain_name(each.names)) for each in coded]


def _as_parts_of_a_place(parts: Iterable[Markup], between: str) -> Markup:
    """Join what is known of a place, the smallest part first unless readers expect the largest."""
    known = [each.strip() for each in parts if each.strip()]
    return escape(between).join(reversed(known) if names_large_first(page_language().tag) else known)


def _in_page_language(say: Callable[..., Any]) -> Callable[..., Any]:
    def said(*arguments: Any, **values: Any) -> Any:
        return say(*arguments, page_language(), **values)

    return said


def _office_name(official: Official) -> Markup:
    city = platform().cities.get(official.city)
    return sentences.department_name(city, official.department, page_language())


def _time(when: datetime, city: City) -> Markup:
    text = formatting.moment(when, city.zone, page_language())
    return Markup('<time datetime="{}">{}</time>').format(_utc(when), text)


def _iso_day(day: str) -> Markup:
    """Write a day that an event names."""
    text = formatting.day(date.fromisoformat(day), page_language())
    return Markup('<time datetime="{}">{}</time>').format(day, text)


def _age(since: datetime) -> Markup:
    text = formatting.age(since, platform().clock.now(), page_language())
    return Markup('<time datetime="{}">{}</time>').format(_utc(since), text)


def _utc(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _stylesheet_address(city: City) -> str:
    """Return where the stylesheet in the colours of a city is."""
    other = None if city.code == platform().settings.city else city.code
    return url_for("web.stylesheet_file", name=stylesheet(city.theme)[0], city=other)


_WORDS = {
    "gettext": _gettext,
    "ngettext": _ngettext,
    "pgettext": _pgettext,
    "_": _gettext,
}
_GLOBALS: dict[str, Any] = {
    "link": link,
    "csrf_token": csrf_token,
    "new_command_id": new_command_id,
    "script_nonce": script_nonce,
    "stylesheet_address": _stylesheet_address,
    "script_address": script_address,
    "this_page": this_page,
    "told": told,
    "other_languages": other_languages,
    "chosen_city": chosen_city,
    "signed_in_official": signed_in_official,
    "signed_in_resident": signed_in_resident,
    "acting_for": acting_for,
    "office_name": _office_name,
    "event_sentence": _event_sentence,
    "party_name": _in_page_language(sentences.party_name),
    "unit_name": _in_page_language(sentences.unit_name),
    "state_word": _in_page_language(sentences.state_word),
    "withheld_sentence": _in_page_language(sentences.withheld_sentence),
    "reason_word": _in_page_language(sentences.reason_word),
    "refusal_sentence": _in_page_language(sentences.refusal_sentence),
    "fault_sentence": _in_page_language(sentences.fault_sentence),
    "department_name": _in_page_language(sentences.department_name),
    "service_name": _in_page_language(sentences.service_name),
    "say": lambda sentence, **facts: sentences.say(sentence, page_language(), **facts),
}
_FILTERS: dict[str, Any] = {
    "named": _named,
    "plain_name": _plain_name,
    "words": _words,
    "as_written": _in_page_language(sentences.as_written),
    "time": _time,
    "age": _age,
    "field_id": _field_id,
    "options": _options,
    "as_parts_of_a_place": _as_parts_of_a_place,
    "by_name": _in_page_language(by_name),
    "keeping": keeping,
    "day": _in_page_language(formatting.day),
    "iso_day": _iso_day,
    "number": _in_page_language(formatting.number),
    "percent": _in_page_language(formatting.percent),
    "distance": _in_page_language(formatting.distance),
    "spell": spell,
}
